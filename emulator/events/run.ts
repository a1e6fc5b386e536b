import { collectionKey } from "../store/store";

/** Why a message did not become a row. */
export interface RunError {
  readonly code: string;
  readonly message: string;
}

/** One run of a flow: what it received and wrote between its start and its end. */
export interface RunRecord {
  readonly id: string;
  readonly flowId: string;
  readonly flowSpec: { readonly id: string; readonly version: string };
  readonly client: string;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  readonly updatedAt: number;
  /** Absent while it goes on. */
  readonly completedAt?: number;
  readonly etag: string;
  readonly inputBytes: number;
  readonly outputBytes: number;
  readonly received: number;
  readonly written: number;
  readonly failed: number;
  readonly errors: readonly RunError[];
}

export const runKey = collectionKey<RunRecord>("runs");
