import { type JsonObject, memberAt } from "../../json";
import { canonicalId } from "../../schema-reference";
import { indexOn } from "../../store/index-key";
import { collectionKey } from "../../store/store";

/** A dataset as it is stored: what the client declared, and what Catalog keeps about it. */
export interface DatasetRecord {
  /** 24 hex digits. */
  readonly id: string;
  /** Epoch milliseconds. */
  readonly created: number;
  readonly updated: number;
  readonly createdClient: string;
  readonly updatedClient: string;
  /** Semantic version; its patch part counts the changes. */
  readonly version: string;
  readonly viewId: string;
  readonly content: JsonObject;
}

export const datasetKey = collectionKey<DatasetRecord>("dataSets");

export const datasetsByName = indexOn<DatasetRecord>(({ content }) =>
  typeof content.name === "string" ? [content.name] : [],
);

/** Datasets by the `$id` of their schema. */
export const datasetsBySchema = indexOn<DatasetRecord>(({ content }) => {
  const id = memberAt(content, "schemaRef", "id");
  return typeof id === "string" ? [canonicalId(id)] : [];
});
