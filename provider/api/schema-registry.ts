import { z } from "zod";
import type { Client } from "./client";
import { definitely } from "./definitely";
import { deleteObject } from "./delete-object";
import { ApiError } from "./errors";
import { type ObjectService, within } from "./object-service";
import { everyItem } from "./paging";

/**
 * Schema Registry: no etags; PATCH takes JSON Patch and answers the whole object; titles are unique in a sandbox.
 * https://developer.adobe.com/experience-platform-apis/references/schema-registry/
 */
const BASE = "/data/foundation/schemaregistry/tenant";
/** Look-ups need the major version in the media type; it stays 1, because only additions are made in place. */
const LOOKUP = "application/vnd.adobe.xed+json; version=1";
const LIST = "application/vnd.adobe.xed+json";
const LONGEST_PAGE = 500;

const metadata = z.looseObject({
  "repo:createdDate": z.number().optional(),
  "repo:lastModifiedDate": z.number().optional(),
  "xdm:createdClientId": z.string().optional(),
  "xdm:lastModifiedClientId": z.string().optional(),
  "xdm:lastModifiedUserId": z.string().optional(),
});

const item = z.looseObject({
  $id: z.string(),
  version: z.string().optional(),
  title: z.string().optional(),
  description: z.string().optional(),
  allOf: z.array(z.looseObject({ $ref: z.string().optional() })).optional(),
  definitions: z.record(z.string(), z.looseObject({})).optional(),
  "meta:class": z.string().optional(),
  "meta:intendedToExtend": z.array(z.string()).optional(),
  "meta:immutableTags": z.array(z.string()).optional(),
  "meta:registryMetadata": metadata.optional(),
});

export type RegistryItem = z.infer<typeof item>;

/** Nothing that is in the union of Profile is ever deleted: neither its schemas nor their field groups. */
export const fieldGroups = collection("fieldgroups", "field group", async (client, id) => {
  const attempt = `look for schemas in the union that hold the field group ${id}`;
  const found = await list(client, "schemas", { attempt, property: "meta:immutableTags==union" });
  return found.some((schema) => isInUnion(schema) && schema.allOf?.some(({ $ref }) => $ref === id));
});
export const schemas = collection("schemas", "schema", async (client, id) => {
  const schema = await schemas.get(client, id);
  return schema !== undefined && isInUnion(schema);
});

export function isInUnion({ "meta:immutableTags": tags = [] }: RegistryItem): boolean {
  return tags.includes("union");
}

function collection(
  name: string,
  label: string,
  isKeptForUnion: (client: Client, id: string) => Promise<boolean>,
): ObjectService<RegistryItem> {
  const one = (id: string) => `${BASE}/${name}/${encodeURIComponent(id)}`;
  return {
    conditional: false,

    async create(client, body) {
      const seen = await client.send({
        attempt: `create the ${label} "${body.title}"`,
        method: "POST",
        path: `${BASE}/${name}`,
        body,
        effect: "once",
        answer: item,
      });
      return { id: seen.$id, seen };
    },

    get: (client, id) =>
      definitely(() =>
        client.send({
          attempt: `read the ${label} ${id}`,
          method: "GET",
          path: one(id),
          headers: { Accept: LOOKUP },
          effect: "read",
          answer: item,
        }),
      ),

    async write(client, id, { name: what, operations }) {
      const seen = await client.send({
        attempt: `update the ${what}`,
        method: "PATCH",
        path: one(id),
        body: operations,
        effect: "once",
        answer: item,
      });
      return { seen };
    },

    async delete(client, id) {
      try {
        return await deleteObject(client, one(id), `${label} ${id}`);
      } catch (error) {
        // The words of the refusal are documented nowhere, so the reason is looked for.
        const isRefusal =
          error instanceof ApiError && error.reason !== "notFound" && error.reason !== "noRoute";
        if (isRefusal && error.status < 500 && (await isKeptForUnion(client, id))) return "retained";
        throw error;
      }
    },

    async findNamed(client, { title }) {
      const found = await listTitled(client, name, label, String(title));
      return found.map((live) => ({ id: live.$id, live }));
    },

    async findCreated(client, { title }, since, until) {
      const found = await listTitled(client, name, label, String(title));
      return found
        .filter(({ "meta:registryMetadata": made }) => {
          const byUs = made?.["xdm:createdClientId"] === client.clientId;
          return byUs && within(made?.["repo:createdDate"], since, until);
        })
        .map((live) => ({ id: live.$id, live }));
    },

    lastChange({ "meta:registryMetadata": made }) {
      const by = made?.["xdm:lastModifiedUserId"] ?? made?.["xdm:lastModifiedClientId"];
      const at = made?.["repo:lastModifiedDate"];
      return { ...(by !== undefined && { by }), ...(at !== undefined && { at }) };
    },
  };
}

const page = z.looseObject({
  results: z.array(item),
  _page: z.looseObject({ next: z.string().nullish() }).optional(),
});

/** Every schema of the tenant; with a title only that one. */
export function listSchemas(
  client: Client,
  wanted: { readonly attempt: string; readonly title?: string },
): Promise<RegistryItem[]> {
  return list(client, "schemas", wanted);
}

function listTitled(client: Client, name: string, label: string, title: string): Promise<RegistryItem[]> {
  return list(client, name, { attempt: `look for the ${label} "${title}"`, title });
}

async function list(
  client: Client,
  name: string,
  {
    attempt,
    title,
    // A comma parts alternatives in a filter.
    property = title === undefined || title.includes(",") ? undefined : `title==${title}`,
  }: { readonly attempt: string; readonly title?: string; readonly property?: string },
): Promise<RegistryItem[]> {
  // A cursor, valid with the same order only; AEP answers nothing for a first page with one.
  const found = await everyItem(attempt, async (start: string | undefined) => {
    const { results, _page } = await client.send({
      attempt,
      method: "GET",
      path: `${BASE}/${name}`,
      query: { property, orderby: "title", limit: LONGEST_PAGE, start },
      headers: { Accept: LIST },
      effect: "read",
      answer: page,
    });
    return { items: results, next: _page?.next ?? undefined };
  });
  return title === undefined ? found : found.filter((live) => live.title === title);
}
