import type { Exchange, SandboxCall } from "../gateway/service";
import type { JsonObject } from "../json";
import { failedRecordsManifest } from "../services/export";
import { type RunRecord, type RunStatus, statusOf } from "./run";

/** A run as Flow Service shows it (flow-service.yaml FlowRunItemDTO; guide "Monitor dataflows"). */
export function describeRun(call: SandboxCall, run: RunRecord): JsonObject {
  const status = shownStatus(call, run);
  const measured = {
    durationSummary: {
      startedAtUTC: run.startedAt,
      ...(run.completedAt === undefined || run.completedAt > call.now
        ? {}
        : { completedAtUTC: run.completedAt }),
    },
    sizeSummary: { inputBytes: run.inputBytes, outputBytes: run.outputBytes },
    recordSummary: {
      inputRecordCount: run.received,
      outputRecordCount: run.written,
      failedRecordCount: run.failed,
    },
  };
  const files = run.input?.files ?? 0;
  const manifest = failedRecordsManifest(call, run);
  const activity = (id: string, name: string): JsonObject => ({
    id,
    name,
    updatedAtUTC: run.updatedAt,
    ...measured,
    latencySummary: {},
    fileSummary: {},
    statusSummary: { status, extensions: {} },
    ...(manifest === undefined || id === "copyActivity" ? {} : { extensions: { manifest } }),
  });
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
      ...measured,
      fileSummary: { inputFileCount: files, outputFileCount: run.written > 0 ? files : 0 },
      statusSummary: { status, errors: run.errors.map(({ code, message }) => ({ code, message })) },
    },
    activities:
      run.input === undefined
        ? [activity("streamingActivity", "Streaming Activity")]
        : [activity("copyActivity", "Copy Activity"), activity("promotionActivity", "Promotion Activity")],
  };
}

const specSpelling: Readonly<Record<RunStatus, string>> = {
  scheduled: "SCHEDULED",
  inProgress: "IN_PROGRESS",
  success: "SUCCESS",
  partialSuccess: "PARTIAL_SUCCESS",
  failed: "FAILED",
};

/** A run's status in the spelling that the ledger says. */
export function shownStatus(exchange: Exchange, run: RunRecord): string {
  const status = statusOf(run, exchange.now);
  return exchange.assume("runStatusSpelling") === "spec" ? specSpelling[status] : status;
}
