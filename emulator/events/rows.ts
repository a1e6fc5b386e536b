import type { JsonObject } from "../json";
import { type CollectionKey, collectionKey, type Partition } from "../store/store";

/** The rows of a dataset, by their number. */
export function rowsOf(datasetId: string): CollectionKey<JsonObject> {
  return collectionKey<JsonObject>(`rows of ${datasetId}`);
}

export function addRow(partition: Partition, datasetId: string, row: JsonObject): void {
  const rows = partition.of(rowsOf(datasetId));
  rows.put(String(rows.size), row);
}
