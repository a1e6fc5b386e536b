import type { Properties } from "../../support/provider-client";

/** A resource as the engine records it. */
export interface RecordedResource {
  readonly name: string;
  readonly kind: string;
  readonly id: string;
  readonly inputs: Properties;
  readonly outputs: Properties;
  /** Names. */
  readonly dependencies: readonly string[];
  /** Why it is only half made; the next up updates it even without a difference. */
  readonly initErrors: readonly string[];
  /** Its replacement exists; it is still to be deleted. */
  readonly replaced: boolean;
}

/** Recorded before a step and taken away after it: what is left tells what a killed engine was doing. */
export interface PendingOperation {
  readonly name: string;
  readonly operation: Operation;
}

export type Operation = "create" | "update" | "delete" | "read";

export interface Snapshot {
  readonly resources: readonly RecordedResource[];
  readonly pending: readonly PendingOperation[];
}

/** When the engine saves its state: before and after each step, or once when it is done (`PULUMI_SKIP_CHECKPOINTS`). */
export type SavingMode = "each step" | "at the end";

/** A stack's state, as it would stand in its file: what was saved last is all that the next run knows. */
export class StateFile {
  private saved = JSON.stringify({ resources: [], pending: [] } satisfies Snapshot);

  constructor(
    readonly stack: string,
    readonly mode: SavingMode = "each step",
  ) {}

  load(): Snapshot {
    // Nothing but a snapshot is ever saved.
    return JSON.parse(this.saved) as Snapshot;
  }

  save(snapshot: Snapshot): void {
    this.saved = JSON.stringify(snapshot);
  }
}
