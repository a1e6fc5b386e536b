/** How a run went. `unknown`: AEP uses a word that its documentation does not have. */
export type RunStatus =
  | "scheduled"
  | "queued"
  | "inProgress"
  | "success"
  | "partialSuccess"
  | "failed"
  | "unknown";

/** What went wrong in a run. */
export interface RunError {
  /** `MAPPER-3700-400` */
  readonly code?: string;
  readonly message?: string;
}

/** One run of a flow. Times in milliseconds since 1970. What AEP does not report is absent. */
export interface FlowRun {
  readonly id: string;
  readonly flowId: string;
  readonly status: RunStatus;
  readonly startedAt?: number;
  /** Absent while it goes on. */
  readonly completedAt?: number;
  readonly recordsIn?: number;
  readonly recordsWritten?: number;
  readonly recordsFailed?: number;
  /** May hold something after a success, too. */
  readonly errors: readonly RunError[];
  /** Address of the list of records that failed. */
  readonly failedRecords?: string;
  /** Address of samples of what was wrong with them. */
  readonly sampleErrors?: string;
}

export function isFinished({ status }: FlowRun): boolean {
  return status === "success" || status === "partialSuccess" || status === "failed";
}
