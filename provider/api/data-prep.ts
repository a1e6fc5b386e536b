import { z } from "zod";
import type { Client } from "./client";
import { definitely } from "./definitely";
import { deleteObject } from "./delete-object";
import { ApiError } from "./errors";
import { type ObjectService, within } from "./object-service";
import { everyItem } from "./paging";
import { isObject, type Json, type JsonObject, toJsonObject } from "./values";

/**
 * Data Prep mapping sets: written whole, every PUT makes the next version under the same id, no etags.
 * https://developer.adobe.com/experience-platform-apis/references/data-prep/
 */
const BASE = "/data/foundation/conversion/mappingSets";

const LONGEST_PAGE = 100;

const mapping = z.looseObject({
  sourceType: z.string().optional(),
  source: z.union([z.string(), z.number(), z.boolean()]).optional(),
  destination: z.string().optional(),
  sourceAttribute: z.string().optional(),
  sourceExpression: z.string().optional(),
  destinationXdmPath: z.string().optional(),
});

const item = z.looseObject({
  id: z.string(),
  version: z.number(),
  name: z.string().optional(),
  outputSchema: z
    .looseObject({
      schemaRef: z.looseObject({ id: z.string(), contentType: z.string().optional() }).optional(),
    })
    .optional(),
  xdmSchema: z.string().optional(),
  mappings: z.array(mapping).optional(),
  createdDate: z.number().optional(),
  modifiedDate: z.number().optional(),
  modifiedBy: z.string().optional(),
});

export type MappingSetItem = z.infer<typeof item>;
export type MappingItem = z.infer<typeof mapping>;

/** Members of a set that a PUT must repeat, or they would be lost. */
const KEPT = ["name", "inputSchema", "outputSchema", "tags", "allowNullValues", "strictMapping"] as const;

/** Members of a mapping that say nothing about what is mapped. */
const MAPPING_LABELS = ["name", "description"] as const;

export const mappingSets: ObjectService<MappingSetItem> = {
  conditional: false,

  async create(client, body) {
    const seen = await client.send({
      attempt: "create the mapping set",
      method: "POST",
      path: BASE,
      body,
      effect: "once",
      answer: item,
    });
    return { id: seen.id, seen };
  },

  get: (client, id) => getMappingSet(client, id),

  async write(client, id, { name: what, body, repeated = new Map() }) {
    const seen = await client.send({
      attempt: `update the ${what}`,
      method: "PUT",
      path: `${BASE}/${encodeURIComponent(id)}`,
      body: repeating(repeated, body()),
      effect: "once",
      answer: item,
    });
    return { seen };
  },

  versions: {
    numberOf: ({ version }) => version,
    get: getMappingSet,
    address: (id, version) => `GET ${BASE}/${encodeURIComponent(id)}?version=${version}`,
    repeated: repeatedOf,
  },

  /** Adobe documents no DELETE; clients in the field use one. What it refuses, or ignores, stays. */
  async delete(client, id) {
    try {
      return await deleteObject(client, `${BASE}/${encodeURIComponent(id)}`, `mapping set ${id}`);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.reason === "methodNotAllowed") return "retained";
      if (error.reason !== "notFound" && error.reason !== "noRoute") throw error;
      return (await getMappingSet(client, id)) === undefined ? "absent" : "retained";
    }
  },

  /** AEP does not say which client made a set: `createdBy` is a user, and which one this client is is told nowhere. */
  async findCreated(client, _body, since, until) {
    const attempt = "look for the mapping set";
    const found = await everyItem(attempt, async (start: number | undefined = 0) => {
      const { data } = await client.send({
        attempt,
        method: "GET",
        path: BASE,
        query: { limit: LONGEST_PAGE, start, orderBy: "-createdDate" },
        effect: "read",
        answer: z.looseObject({ data: z.array(item) }),
      });
      const goesOn = data.length >= LONGEST_PAGE && (data.at(-1)?.createdDate ?? 0) >= since;
      return { items: data, next: goesOn ? start + LONGEST_PAGE : undefined };
    });
    const recent = found.filter((live) => within(live.createdDate, since, until));
    // What is made meanwhile moves the rest, so that one may stand on two pages.
    return [...new Map(recent.map((live) => [live.id, { id: live.id, live }])).values()];
  },

  lastChange: ({ modifiedBy, modifiedDate }) => ({
    ...(modifiedBy !== undefined && { by: modifiedBy }),
    ...(modifiedDate !== undefined && { at: modifiedDate }),
  }),
};

/** A version of a set; without a number the newest. */
export function getMappingSet(
  client: Client,
  id: string,
  version?: number,
): Promise<MappingSetItem | undefined> {
  return definitely(() =>
    client.send({
      attempt: `read the mapping set ${id}`,
      method: "GET",
      path: `${BASE}/${encodeURIComponent(id)}`,
      query: { version },
      effect: "read",
      answer: item,
    }),
  );
}

/** A PUT replaces everything, so what nobody here declares is repeated: members of the set, and labels of its mappings. */
function repeatedOf(live: MappingSetItem): ReadonlyMap<string, Json> {
  const labels = (live.mappings ?? []).flatMap((each) =>
    MAPPING_LABELS.map((label): [string, unknown] => [
      labelPath(each.destination ?? each.destinationXdmPath, label),
      each[label] ?? undefined,
    ]),
  );
  const members = KEPT.map((key): [string, unknown] => [key, live[key]]);
  return new Map(Object.entries(toJsonObject(Object.fromEntries([...members, ...labels]))));
}

function repeating(repeated: ReadonlyMap<string, Json>, body: JsonObject): JsonObject {
  const said = (paths: readonly (readonly [name: string, path: string])[]): JsonObject =>
    Object.fromEntries(
      paths.flatMap(([name, path]) => {
        const value = repeated.get(path);
        return value === undefined ? [] : [[name, value]];
      }),
    );
  const mappings = Array.isArray(body.mappings) ? body.mappings : [];
  return {
    ...said(KEPT.map((key) => [key, key])),
    ...body,
    mappings: mappings.map((entry: Json) =>
      isObject(entry)
        ? { ...said(MAPPING_LABELS.map((label) => [label, labelPath(entry.destination, label)])), ...entry }
        : entry,
    ),
  };
}

function labelPath(destination: Json | undefined, label: string): string {
  return `mappings[${destination}].${label}`;
}
