import type { Json } from "../json";
import { indexOn } from "../store/index-key";
import { collectionKey } from "../store/store";

/** Why a message did not become a row. */
export interface RunError {
  readonly code: string;
  readonly message: string;
  /** The record itself, kept for flows with error diagnostics. */
  readonly record?: Json;
}

/** What a run of a batch flow read: rows of its source by number, the first and the one behind the last. */
export interface RunInput {
  readonly sourceConnectionId: string;
  readonly from: number;
  readonly to: number;
  readonly files: number;
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
  /** Absent while it goes on with an open end, as streaming runs do; in the future while a batch run goes on. */
  readonly completedAt?: number;
  readonly etag: string;
  readonly inputBytes: number;
  readonly outputBytes: number;
  readonly received: number;
  readonly written: number;
  readonly failed: number;
  readonly errors: readonly RunError[];
  /** Of batch flows only. */
  readonly input?: RunInput;
}

export const runKey = collectionKey<RunRecord>("runs");

export const runsByFlow = indexOn<RunRecord>(({ flowId }) => [flowId]);

/** The runs without an end, by their flow. */
export const openRuns = indexOn<RunRecord>(({ flowId, completedAt }) =>
  completedAt === undefined ? [flowId, anyFlow] : [],
);

/** Finds the open runs of all flows. */
export const anyFlow = "any";

export type RunStatus = "scheduled" | "inProgress" | "success" | "partialSuccess" | "failed";

export function statusOf(run: RunRecord, now: number): RunStatus {
  if (run.startedAt > now) {
    return "scheduled";
  }
  if (run.completedAt === undefined || run.completedAt > now) {
    return "inProgress";
  }
  if (run.failed === 0) {
    return "success";
  }
  return run.written === 0 ? "failed" : "partialSuccess";
}
