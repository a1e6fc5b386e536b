import type { Client } from "../api/client";
import { listSchemas, type RegistryItem, schemas } from "../api/schema-registry";
import type { SchemaKey } from "./keys";
import { exactlyOne, existing } from "./one";

export async function findSchema(client: Client, key: SchemaKey): Promise<RegistryItem> {
  const label = "schema";
  if ("id" in key) {
    return existing(client, { label, key: `with the id ${key.id}` }, await schemas.get(client, key.id));
  }
  const { title } = key;
  const found = await listSchemas(client, { attempt: `look for the schema "${title}"`, title });
  return exactlyOne(client, { label, key: `with the title "${title}"` }, found, ({ $id }) => $id);
}
