import { type FlowRun, isFinished, type RunError, type RunStatus } from "../../api/flow-run";
import { flowTitle } from "../flow-word";
import type { Style, Terminal } from "../terminal";
import { type Column, counted, dateTime, duration, printable, table, wrapped } from "../text";
import { type FlowWithRuns, type Verdict, verdictOfFlow, verdictOfRun } from "./look";

const STATUS_WORDS: Readonly<Record<RunStatus, string>> = {
  scheduled: "scheduled",
  queued: "queued",
  inProgress: "in progress",
  success: "success",
  partialSuccess: "partial",
  failed: "failed",
  unknown: "unknown",
};

const STYLES: Readonly<Record<Verdict, Style>> = {
  good: "green",
  partial: "yellow",
  failed: "red",
  none: "dim",
};

/** Who speaks in an error's code, where Adobe's documentation says so. */
const SPEAKERS: readonly (readonly [prefix: string, meaning: string])[] = [
  ["MAPPER-", "a record could not be mapped"],
  ["INGEST-", "records could not be written to the dataset"],
  ["CONNECTOR-", "the source could not be read"],
];

const NOT_REPORTED = "not reported";

const COUNT_COLUMNS: readonly Column[] = [
  { title: "IN", align: "right" },
  { title: "WRITTEN", align: "right" },
  { title: "FAILED", align: "right" },
];

const RUN_COLUMNS: readonly Column[] = [
  { title: "STARTED (UTC)" },
  { title: "STATUS" },
  { title: "TOOK", align: "right" },
  ...COUNT_COLUMNS,
];

const FLOW_COLUMNS: readonly Column[] = [
  { title: "FLOW", shrinks: true },
  { title: "STARTED (UTC)" },
  { title: "STATUS" },
  ...COUNT_COLUMNS,
];

/** Letters of `2026-11-22 09:24`. */
const MINUTES = 16;

/** One flow: its runs, and below each what went wrong. */
export function flowInLines(entry: FlowWithRuns, now: number, terminal: Terminal): string[] {
  const { flow, runs } = entry;
  const title = terminal.style("bold", printable(flowTitle(flow)));
  const state = flow.state === undefined || flow.state === "enabled" ? "" : `, ${flow.state}`;
  if (runs.length === 0) return [`${title}${state}`, ...wrapped(whyNone(entry), "  ", terminal.width)];
  const [head = "", ...rows] = table(
    RUN_COLUMNS,
    runs.map((run) => cells(run, now)),
    terminal.width,
  );
  return [
    `${title}${state}`,
    terminal.style("dim", head),
    ...runs.flatMap((run, index) => [
      terminal.style(STYLES[verdictOfRun(run)], rows[index] ?? ""),
      ...detailsOf(run, terminal.width),
    ]),
  ];
}

/** Every flow of a sandbox: its newest run, in a line. */
export function flowsInLines(flows: readonly FlowWithRuns[], terminal: Terminal): string[] {
  const [head = "", ...rows] = table(
    FLOW_COLUMNS,
    flows.map(({ flow, isReported, runs: [newest] }) => [
      flow.name ?? flow.id,
      ...(newest === undefined
        ? ["", isReported ? "no runs" : NOT_REPORTED]
        : [started(newest).slice(0, MINUTES), STATUS_WORDS[newest.status], ...counts(newest)]),
    ]),
    terminal.width,
  );
  return [
    terminal.style("dim", head),
    ...flows.flatMap((entry, index) => [
      terminal.style(STYLES[verdictOfFlow(entry)], rows[index] ?? ""),
      ...entry.runs.slice(0, 1).flatMap((run) => detailsOf(run, terminal.width)),
    ]),
  ];
}

/** `MAPPER-3700-400, a record could not be mapped: The required field … is empty.` */
export function errorInWords({ code, message }: RunError): string {
  const meaning = SPEAKERS.find(([prefix]) => code?.startsWith(prefix))?.[1];
  const who = [code, meaning].filter((part) => part !== undefined).join(", ");
  return [who, message].filter((part) => part !== undefined && part !== "").join(": ");
}

function cells(run: FlowRun, now: number): string[] {
  const { status, startedAt, completedAt } = run;
  const end = completedAt ?? now;
  const took = startedAt === undefined || end < startedAt ? "" : duration(end - startedAt);
  return [started(run), STATUS_WORDS[status], took, ...counts(run)];
}

function started({ startedAt }: FlowRun): string {
  return startedAt === undefined ? NOT_REPORTED : dateTime(startedAt);
}

function counts({ recordsIn, recordsWritten, recordsFailed }: FlowRun): string[] {
  return [recordsIn, recordsWritten, recordsFailed].map(count);
}

function count(records: number | undefined): string {
  return records === undefined ? NOT_REPORTED : String(records);
}

/** The id, which a retry asks for, and each error once. */
function detailsOf(run: FlowRun, width: number): string[] {
  if (verdictOfRun(run) === "good") return [];
  const words = run.errors.map(errorInWords);
  const different = [...new Set(words)];
  return [
    `    run ${run.id}`,
    ...different.flatMap((each) => {
      const times = words.filter((other) => other === each).length;
      return wrapped(times === 1 ? each : `${each}, ${counted(times, "time")}`, "    ", width);
    }),
  ];
}

function whyNone({ isReported, specName, runs }: FlowWithRuns): string {
  if (isReported || runs.length > 0) return "No runs yet.";
  const spec = specName === undefined ? "its flow spec" : `the flow spec "${specName}"`;
  return `Runs are ${NOT_REPORTED}: AEP does not count what flows of ${spec} ingest.`;
}

/** What is going on, for somebody who waits. */
export function waitingFor(flows: readonly FlowWithRuns[]): string {
  const open = flows.find(({ isReported, runs: [newest] }) =>
    newest !== undefined ? !isFinished(newest) : isReported,
  );
  const newest = open?.runs[0];
  if (open === undefined) return "Waiting";
  const name = printable(open.flow.name ?? open.flow.id);
  return newest === undefined
    ? `Waiting for the first run of ${name}`
    : `Waiting for the run of ${name}, ${STATUS_WORDS[newest.status]}, ${counted(newest.recordsIn ?? 0, "record")} in`;
}
