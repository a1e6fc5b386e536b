import type { Exchange } from "../gateway/service";
import { elements, type JsonObject, memberAt, text } from "../json";
import { flowKey } from "../services/flow-service/keys";
import type { FlowServiceRecord } from "../services/flow-service/record";
import type { Partition } from "../store/store";
import { rowMaker, runningFlow, withRecord } from "./ingest";
import { addRow } from "./rows";
import { type RunError, type RunInput, type RunRecord, runKey } from "./run";
import { keptErrors, newRun, runEtag } from "./runs";
import { dueSchedules, type Schedule, saveSchedule, scheduleKey, settleDue } from "./schedule";
import { type SourceRow, sourceRows } from "./source-rows";

/** A flow that was not looked at for longer than so many of its periods misses the runs before them. */
const mostMissedRuns = 1000;

/**
 * Runs whatever was due since somebody looked last, in the order of time. Nothing can be seen of a run before
 * somebody looks, so runs are made then, with the times that they were due at.
 */
export function runWhatIsDue(exchange: Exchange, partition: Partition): void {
  let due = dueSchedules(partition, exchange.now);
  if (due.length === 0) {
    return;
  }
  for (const schedule of due) {
    skipMissed(partition, schedule, exchange.now);
  }
  do {
    due = dueSchedules(partition, exchange.now).filter((one) => runOnce(exchange, partition, one));
  } while (due.length > 0);
  settleDue(partition);
}

/** The same for all sandboxes. */
export function runWhatIsDueAnywhere(exchange: Exchange): void {
  for (const { organization, sandbox, collection } of exchange.store.contents()) {
    if (collection === scheduleKey.name) {
      runWhatIsDue(exchange, exchange.store.partition(organization, sandbox));
    }
  }
}

function skipMissed(partition: Partition, schedule: Schedule, now: number): void {
  const { next, period } = schedule;
  if (next !== null && period !== null) {
    const missed = Math.floor((now - next) / period) - mostMissedRuns;
    if (missed > 0) {
      saveSchedule(partition, { ...schedule, next: next + missed * period });
    }
  }
}

/** Makes the run that a schedule is due for; whether the schedule went on. */
function runOnce(exchange: Exchange, partition: Partition, schedule: Schedule): boolean {
  const flow = partition.of(flowKey).get(schedule.flowId);
  const { next } = schedule;
  if (flow === undefined || next === null) {
    return false;
  }
  const after = { ...schedule, next: schedule.period === null ? null : next + schedule.period };
  if (flow.state !== "enabled") {
    if (exchange.assume("runsOfDisabledFlow") === "later") {
      return false;
    }
    saveSchedule(partition, after);
    return true;
  }
  const waiting = sourceRows(partition, sourceOf(flow), schedule.taken).filter(({ at }) => at <= next);
  const first = schedule.hasRun ? 0 : waiting.findIndex((row) => isRead(flow, row));
  const rows = first < 0 ? [] : waiting.slice(first);
  const taken = behind(waiting, schedule.taken);
  if (rows.length > 0 || exchange.assume("emptyBatchRuns") === "show") {
    execute(exchange, partition, flow, rows, next);
  }
  saveSchedule(partition, { ...after, taken, hasRun: true });
  return true;
}

/** The number behind the last of some rows. */
function behind(rows: readonly SourceRow[], none: number): number {
  return (rows.at(-1)?.number ?? none - 1) + 1;
}

/** Without backfill the first run leaves out what was there before the start time. */
function isRead(flow: FlowServiceRecord, row: SourceRow): boolean {
  const { scheduleParams } = flow.content;
  const backfill = memberAt(scheduleParams, "backfill");
  const start = Number(memberAt(scheduleParams, "startTime")) * 1000;
  return (backfill !== false && backfill !== "false") || row.at >= start;
}

/** The rows that no run of a flow has read, read from now on. */
export function takeWaiting(partition: Partition, flow: FlowServiceRecord): readonly SourceRow[] {
  const schedule = partition.of(scheduleKey).get(flow.id);
  const rows = sourceRows(partition, sourceOf(flow), schedule?.taken ?? 0);
  if (schedule !== undefined) {
    saveSchedule(partition, { ...schedule, taken: behind(rows, schedule.taken), hasRun: true });
  }
  return rows;
}

/** The source connection of a flow. */
export function sourceOf(flow: FlowServiceRecord): string {
  return String(elements(flow.content.sourceConnectionIds)[0] ?? "");
}

/** Runs rows of the source through a flow into its dataset. */
export function execute(
  exchange: Exchange,
  partition: Partition,
  flow: FlowServiceRecord,
  read: readonly SourceRow[],
  startedAt: number,
): RunRecord {
  const toRow = rowMaker(exchange, partition, flow);
  const outcomes = read.map(({ row }) => toRow(row));
  const errors = outcomes.flatMap((outcome, index) =>
    "error" in outcome ? [withRecord(flow, outcome.error, read[index]?.row ?? null)] : [],
  );
  const isRefused = errors.length > 0 && exceedsThreshold(exchange, flow, errors.length / read.length);
  const written = isRefused ? [] : outcomes.flatMap((outcome) => ("error" in outcome ? [] : [outcome]));
  for (const { datasetId, row } of written) {
    addRow(partition, datasetId, row);
  }
  const run = newRun(runningFlow(flow), startedAt);
  const finished: RunRecord = {
    ...run,
    etag: runEtag(run, startedAt, read.length),
    completedAt: startedAt + duration(exchange),
    inputBytes: sizeOf(read.map(({ row }) => row)),
    outputBytes: sizeOf(written.map(({ row }) => row)),
    received: read.length,
    written: written.length,
    failed: read.length - written.length,
    errors: keptErrors(exchange, isRefused ? [refusedBatch, ...errors] : errors),
    input: inputOf(flow, read),
  };
  partition.of(runKey).put(finished.id, finished);
  return finished;
}

/** How runs show that a batch was refused as a whole. */
const refusedBatch: RunError = {
  code: "INGEST-1212-400",
  message: "More records failed than the dataflow allows, so none was ingested.",
};

/** A batch with failed records is taken up to the percentage that the flow allows (guide "Partial ingestion"). */
function exceedsThreshold(exchange: Exchange, flow: FlowServiceRecord, part: number): boolean {
  const allowed = memberAt(flow.content, "options", "partialIngestionPercent");
  return typeof allowed === "number"
    ? part * 100 > allowed
    : exchange.assume("batchWithFailedRecords") === "refuse";
}

function duration(exchange: Exchange): number {
  const length = exchange.assume("batchRunMilliseconds");
  return length === "never" ? Number.MAX_SAFE_INTEGER / 2 : length;
}

function inputOf(flow: FlowServiceRecord, read: readonly SourceRow[]): RunInput {
  return {
    sourceConnectionId: sourceOf(flow),
    from: read[0]?.number ?? 0,
    to: behind(read, 0),
    files: new Set(read.map(({ file }) => file)).size,
  };
}

function sizeOf(rows: readonly JsonObject[]): number {
  return rows.reduce((size, row) => size + JSON.stringify(row).length, 0);
}

/** The frequency that a flow declares. */
export function frequencyOf(flow: FlowServiceRecord): string | undefined {
  return text(memberAt(flow.content, "scheduleParams", "frequency"));
}
