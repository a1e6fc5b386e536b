import { z } from "zod";
import type { Client } from "./client";
import { definitely } from "./definitely";
import { deleteObject } from "./delete-object";
import { type ObjectService, type Twin, within } from "./object-service";
import { everyItem } from "./paging";

/**
 * Catalog data sets: reads answer a map from id to object, writes an array of references, PATCH merges top-level members.
 * https://developer.adobe.com/experience-platform-apis/references/catalog/
 */
const BASE = "/data/foundation/catalog/dataSets";

const item = z.looseObject({
  name: z.string().optional(),
  description: z.string().optional(),
  schemaRef: z.looseObject({ id: z.string(), contentType: z.string().optional() }).optional(),
  tags: z.record(z.string(), z.array(z.string())).optional(),
  created: z.number().optional(),
  createdClient: z.string().optional(),
  updated: z.number().optional(),
  updatedUser: z.string().optional(),
});

export type DataSetItem = z.infer<typeof item>;

const LONGEST_PAGE = 100;

const byId = z.record(z.string(), item);
const references = z.tuple([z.string().regex(/^@\/dataSets\/.+/)]);

export const dataSets: ObjectService<DataSetItem> = {
  conditional: false,

  async create(client, body) {
    const [reference] = await client.send({
      attempt: `create the dataset "${body.name}"`,
      method: "POST",
      path: BASE,
      body,
      effect: "once",
      answer: references,
    });
    return { id: reference.slice("@/dataSets/".length), seen: {} };
  },

  get: (client, id) =>
    definitely(async () => {
      const found = await client.send({
        attempt: `read the dataset ${id}`,
        method: "GET",
        path: `${BASE}/${encodeURIComponent(id)}`,
        effect: "read",
        answer: byId.refine((objects) => id in objects, `does not hold ${id}`),
      });
      return found[id] ?? {};
    }),

  async write(client, id, { name: what, operations }) {
    const ofTags = operations.filter(({ path }) => path.startsWith("/tags"));
    const others = operations.filter((operation) => !ofTags.includes(operation));
    const patch = (body: unknown, contentType: string) =>
      client.send({
        attempt: `update the ${what}`,
        method: "PATCH",
        path: `${BASE}/${encodeURIComponent(id)}`,
        body,
        contentType,
        effect: "once",
        answer: references,
      });
    const members = others.map(({ path, value }) => [path.slice(1), value ?? ""]);
    if (members.length > 0) await patch(Object.fromEntries(members), "application/json");
    // Whether a merge replaces the map of all tags is documented nowhere; a JSON Patch of single ones is.
    if (ofTags.length > 0) await patch(ofTags, "application/json-patch+json");
    return { seen: {} };
  },

  delete: (client, id) => deleteObject(client, `${BASE}/${encodeURIComponent(id)}`, `dataset ${id}`),

  findNamed: (client, { name }) => listNamed(client, String(name)),

  async findCreated(client, { name }, since, until) {
    const found = await listNamed(client, String(name));
    return found.filter(
      ({ live }) => live.createdClient === client.clientId && within(live.created, since, until),
    );
  },

  lastChange: ({ updatedUser, updated }) => ({
    ...(updatedUser !== undefined && { by: updatedUser }),
    ...(updated !== undefined && { at: updated }),
  }),
};

/**
 * Every data set; with a name or a schema only those that have it. Catalog pages by offset and takes at most 100 at once.
 */
export async function listDataSets(
  client: Client,
  {
    attempt,
    name,
    schemaId,
  }: { readonly attempt: string; readonly name?: string; readonly schemaId?: string },
): Promise<readonly Twin<DataSetItem>[]> {
  const found = await everyItem(attempt, async (start: number | undefined) => {
    const answer = await client.send({
      attempt,
      method: "GET",
      path: BASE,
      query: {
        name: name === undefined ? undefined : nameFilter(name),
        property: schemaId === undefined ? undefined : `schemaRef.id==${schemaId}`,
        limit: LONGEST_PAGE,
        start: start ?? 0,
        orderBy: "desc:created",
      },
      effect: "read",
      answer: byId,
    });
    const items = Object.entries(answer).map(([id, live]) => ({ id, live }));
    return { items, next: items.length < LONGEST_PAGE ? undefined : (start ?? 0) + LONGEST_PAGE };
  });
  // What a filter lets pass is documented in examples only.
  return found.filter(
    ({ live }) =>
      (name === undefined || live.name === name) &&
      (schemaId === undefined || live.schemaRef?.id === schemaId),
  );
}

/** The data sets of a schema, by name and id. Lists may be behind, so that each one is looked for by itself, too. */
export async function dataSetsOfSchema(client: Client, schemaId: string): Promise<readonly string[]> {
  const attempt = `look for the datasets that use the schema ${schemaId}`;
  const present: string[] = [];
  for (const { id, live } of await listDataSets(client, { attempt, schemaId })) {
    if ((await dataSets.get(client, id)) === undefined) continue;
    present.push(`dataset ${live.name === undefined ? "" : `"${live.name}" `}(${id})`);
  }
  return present;
}

function listNamed(client: Client, name: string): Promise<readonly Twin<DataSetItem>[]> {
  return listDataSets(client, { attempt: `look for the dataset "${name}"`, name });
}

/** In a filter a comma parts alternatives and an asterisk stands for anything; such names are told apart here alone. */
function nameFilter(name: string): string | undefined {
  return /[,*]/.test(name) ? undefined : name;
}
