import type { JsonObject } from "../../json";
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
