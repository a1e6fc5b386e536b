import { createHash, randomUUID } from "node:crypto";
import type { Exchange, SandboxCall } from "../gateway/service";
import type { Partition } from "../store/store";
import { anyFlow, openRuns, type RunError, type RunRecord, runKey, runsByFlow } from "./run";

/** What one message, or a batch of them, did. */
export interface RunCounts {
  readonly inputBytes: number;
  readonly outputBytes: number;
  readonly received: number;
  readonly written: number;
  readonly errors: readonly RunError[];
}

/** The flow that a run belongs to. */
export interface RunningFlow {
  readonly id: string;
  readonly createdClient: string;
  readonly flowSpec: RunRecord["flowSpec"];
}

/** The first errors of a run, as many as the ledger says. */
export function keptErrors(exchange: Exchange, errors: readonly RunError[]): readonly RunError[] {
  const most = exchange.setting("runErrors");
  if (most === "none" || errors.length <= most) {
    return errors;
  }
  exchange.assume("runErrors");
  return errors.slice(0, most);
}

/** Adds to the run that the flow has open, or opens one. */
export function countInRun(
  exchange: Exchange,
  partition: Partition,
  flow: RunningFlow,
  counts: RunCounts,
): void {
  settleRuns(exchange, partition);
  const runs = partition.of(runKey);
  const [open] = runs.where(openRuns, flow.id);
  const run = open ?? newRun(flow, exchange.now);
  runs.put(run.id, {
    ...run,
    updatedAt: exchange.now,
    etag: runEtag(run, exchange.now, counts.received),
    inputBytes: run.inputBytes + counts.inputBytes,
    outputBytes: run.outputBytes + counts.outputBytes,
    received: run.received + counts.received,
    written: run.written + counts.written,
    failed: run.failed + counts.errors.length,
    errors: keptErrors(exchange, [...run.errors, ...counts.errors]),
  });
}

/** The runs of a sandbox, or of one of its flows, those whose window is over completed. */
export function runsOf(call: SandboxCall, flowId?: string): Iterable<RunRecord> {
  settleRuns(call, call.partition);
  const runs = call.partition.of(runKey);
  return flowId === undefined ? runs.values() : runs.where(runsByFlow, flowId);
}

/** Completes every open run of every sandbox; answers how many there were. */
export function closeRuns(exchange: Exchange): number {
  let closed = 0;
  for (const { organization, sandbox, collection } of exchange.store.contents()) {
    if (collection === runKey.name) {
      const runs = exchange.store.partition(organization, sandbox).of(runKey);
      for (const run of [...runs.where(openRuns, anyFlow)]) {
        runs.put(run.id, completed(run, exchange.now));
        closed += 1;
      }
    }
  }
  return closed;
}

export function newRun(flow: RunningFlow, startedAt: number, id: string = randomUUID()): RunRecord {
  return {
    id,
    flowId: flow.id,
    flowSpec: flow.flowSpec,
    client: flow.createdClient,
    startedAt,
    updatedAt: startedAt,
    etag: "",
    inputBytes: 0,
    outputBytes: 0,
    received: 0,
    written: 0,
    failed: 0,
    errors: [],
  };
}

/** An etag that no earlier state of the run had, quotes included. */
export function runEtag(run: RunRecord, now: number, received: number): string {
  const digest = createHash("sha256").update(`${run.etag} ${run.id} ${now} ${received}`).digest("hex");
  const seconds = Math.floor(now / 1000).toString(16);
  return `"${digest.slice(0, 8)}-0000-0200-0000-${seconds}0000"`;
}

function settleRuns(exchange: Exchange, partition: Partition): void {
  const window = exchange.assume("runWindowMilliseconds");
  if (window === "never") {
    return;
  }
  const runs = partition.of(runKey);
  for (const run of [...runs.where(openRuns, anyFlow)]) {
    const end = run.startedAt + window;
    if (exchange.now >= end) {
      runs.put(run.id, completed(run, end));
    }
  }
}

function completed(run: RunRecord, at: number): RunRecord {
  return { ...run, updatedAt: at, completedAt: at };
}
