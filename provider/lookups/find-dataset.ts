import { type DataSetItem, dataSets, listDataSets } from "../api/catalog";
import type { Client } from "../api/client";
import type { Twin } from "../api/object-service";
import type { DatasetKey } from "./keys";
import { createdAt, exactlyOne, existing } from "./one";

export async function findDataset(client: Client, key: DatasetKey): Promise<Twin<DataSetItem>> {
  const label = "dataset";
  if ("id" in key) {
    const { id } = key;
    return {
      id,
      live: existing(client, { label, key: `with the id ${id}` }, await dataSets.get(client, id)),
    };
  }
  const { name } = key;
  const found = await listDataSets(client, { attempt: `look for the dataset "${name}"`, name });
  return exactlyOne(client, { label, key: `named "${name}"` }, found, ({ id, live }) => {
    return `${id}  schema ${live.schemaRef?.id ?? "unknown"}${createdAt(live.created)}`;
  });
}
