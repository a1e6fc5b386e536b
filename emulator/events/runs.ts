import { createHash, randomUUID } from "node:crypto";
import type { Exchange, SandboxCall } from "../gateway/service";
import { asJson, type JsonObject } from "../json";
import type { Partition } from "../store/store";
import { type RunError, type RunRecord, runKey } from "./run";

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

/** A run shows its first errors; more of the same help nobody. */
const keptErrors = 20;

/** Adds to the run that the flow has open, or opens one. */
export function countInRun(
  exchange: Exchange,
  partition: Partition,
  flow: RunningFlow,
  counts: RunCounts,
): void {
  settleRuns(exchange, partition);
  const runs = partition.of(runKey);
  const open = [...runs.values()].find((run) => run.flowId === flow.id && run.completedAt === undefined);
  const run = open ?? newRun(exchange, flow);
  runs.put(run.id, {
    ...run,
    updatedAt: exchange.now,
    etag: runEtag(run, exchange.now, counts),
    inputBytes: run.inputBytes + counts.inputBytes,
    outputBytes: run.outputBytes + counts.outputBytes,
    received: run.received + counts.received,
    written: run.written + counts.written,
    failed: run.failed + counts.errors.length,
    errors: [...run.errors, ...counts.errors].slice(0, keptErrors),
  });
}

/** The runs of a sandbox, those whose window is over completed. */
export function runsOf(call: SandboxCall): readonly RunRecord[] {
  settleRuns(call, call.partition);
  return [...call.partition.of(runKey).values()];
}

/** Completes every open run of every sandbox; answers how many there were. */
export function closeRuns(exchange: Exchange): number {
  let closed = 0;
  for (const { organization, sandbox, collection } of exchange.store.contents()) {
    if (collection === runKey.name) {
      const runs = exchange.store.partition(organization, sandbox).of(runKey);
      for (const run of [...runs.values()].filter((one) => one.completedAt === undefined)) {
        runs.put(run.id, completed(run, exchange.now));
        closed += 1;
      }
    }
  }
  return closed;
}

/** A run as Flow Service shows it (flow-service.yaml FlowRunItemDTO; guide "Monitor dataflows"). */
export function describeRun(call: SandboxCall, run: RunRecord): JsonObject {
  const durationSummary = {
    startedAtUTC: run.startedAt,
    ...(run.completedAt === undefined ? {} : { completedAtUTC: run.completedAt }),
  };
  const sizeSummary = { inputBytes: run.inputBytes, outputBytes: run.outputBytes };
  const recordSummary = {
    inputRecordCount: run.received,
    outputRecordCount: run.written,
    failedRecordCount: run.failed,
  };
  const status = spelled(call, statusOf(run));
  return {
    id: run.id,
    createdAt: run.startedAt,
    updatedAt: run.updatedAt,
    createdBy: run.client,
    updatedBy: run.client,
    createdClient: run.client,
    updatedClient: run.client,
    sandboxId: call.sandbox.id,
    sandboxName: call.sandbox.name,
    imsOrgId: call.caller.organization,
    flowId: run.flowId,
    flowSpec: run.flowSpec,
    providerRefId: run.id,
    state: status,
    etag: run.etag,
    metrics: {
      durationSummary,
      sizeSummary,
      recordSummary,
      fileSummary: { inputFileCount: 0, outputFileCount: 0 },
      statusSummary: { status, errors: asJson(run.errors) },
    },
    activities: [
      {
        id: "streamingActivity",
        name: "Streaming Activity",
        updatedAtUTC: run.updatedAt,
        durationSummary,
        latencySummary: {},
        sizeSummary,
        recordSummary,
        fileSummary: {},
        statusSummary: { status, extensions: {} },
      },
    ],
  };
}

type RunStatus = "inProgress" | "success" | "partialSuccess" | "failed";

function statusOf(run: RunRecord): RunStatus {
  if (run.completedAt === undefined) {
    return "inProgress";
  }
  if (run.failed === 0) {
    return "success";
  }
  return run.written === 0 ? "failed" : "partialSuccess";
}

const specSpelling: Readonly<Record<RunStatus, string>> = {
  inProgress: "IN_PROGRESS",
  success: "SUCCESS",
  partialSuccess: "PARTIAL_SUCCESS",
  failed: "FAILED",
};

function spelled(exchange: Exchange, status: RunStatus): string {
  return exchange.assume("runStatusSpelling") === "spec" ? specSpelling[status] : status;
}

function settleRuns(exchange: Exchange, partition: Partition): void {
  const window = exchange.assume("runWindowMilliseconds");
  if (window === "never") {
    return;
  }
  const runs = partition.of(runKey);
  for (const run of [...runs.values()]) {
    const end = run.startedAt + window;
    if (run.completedAt === undefined && exchange.now >= end) {
      runs.put(run.id, completed(run, end));
    }
  }
}

function completed(run: RunRecord, at: number): RunRecord {
  return { ...run, updatedAt: at, completedAt: at };
}

function newRun(exchange: Exchange, flow: RunningFlow): RunRecord {
  return {
    id: randomUUID(),
    flowId: flow.id,
    flowSpec: flow.flowSpec,
    client: flow.createdClient,
    startedAt: exchange.now,
    updatedAt: exchange.now,
    etag: "",
    inputBytes: 0,
    outputBytes: 0,
    received: 0,
    written: 0,
    failed: 0,
    errors: [],
  };
}

function runEtag(run: RunRecord, now: number, counts: RunCounts): string {
  const digest = createHash("sha256").update(`${run.etag} ${run.id} ${now} ${counts.received}`).digest("hex");
  const seconds = Math.floor(now / 1000).toString(16);
  return `"${digest.slice(0, 8)}-0000-0200-0000-${seconds}0000"`;
}
