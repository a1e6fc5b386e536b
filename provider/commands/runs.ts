import { Option } from "commander";
import type { Client } from "../api/client";
import { countArgument, durationArgument, sinceArgument } from "./arguments";
import { COMMON_EXIT_CODES, type CommonOptions, command, type Invocation } from "./command";
import { fetchErrors, type KeptErrors } from "./runs/failed-records";
import {
  type FlowWithRuns,
  isSettled,
  lookAtRuns,
  type Verdict,
  verdictOfAll,
  verdictOfFlow,
  verdictOfRun,
} from "./runs/look";
import { retry } from "./runs/retry";
import { flowInLines, flowsInLines, waitingFor } from "./runs/show";
import { watch } from "./runs/watch";
import type { Terminal } from "./terminal";
import { chopped, counted, wrapped } from "./text";

interface RunsOptions extends CommonOptions {
  readonly flow?: string;
  readonly last?: number;
  /** Milliseconds since 1970. */
  readonly since?: number;
  readonly watch?: true;
  /** Milliseconds. */
  readonly interval: number;
  /** Milliseconds. */
  readonly wait?: number;
  readonly errors?: true;
  readonly to: string;
}

const EXIT_CODES: Readonly<Record<Verdict, number>> = { good: 0, failed: 1, partial: 2, none: 3 };

/** What became of the records: the runs of one flow, or the newest run of each. */
export const runs = command<RunsOptions>(
  {
    name: "runs",
    summary: "Show what dataflows ingested: the newest runs, with the records that failed and why.",
    examples: [
      "runs",
      'runs --flow "Orders, hourly" --wait 15m',
      'runs --flow "Orders, hourly" --errors',
      "runs retry 5ac40cf1-2f2b-4e5f-a1ad-1f4c1f1d1d47",
    ],
    exitCodes: {
      0: "the newest run that is over is good, for every flow shown",
      1: "one failed",
      2: "one succeeded in part, or with errors",
      3: "there are no runs",
    },
  },
  show,
  (declared) =>
    declared
      .option("--flow <name or id>", "one flow with its last runs; without it, the newest run of every flow")
      .option("--last <count>", "how many runs of each flow to show (10 of one flow, else 1)", countArgument)
      .option(
        "--since <time>",
        "leave out runs that began before: 30m ago, or 2026-11-22T09:00Z",
        sinceArgument,
      )
      .option("--watch", "show them anew until Ctrl+C, or with --wait until they are over")
      .addOption(
        new Option("--interval <duration>", "how often to look with --watch")
          .argParser(durationArgument)
          .default(5_000, "5s"),
      )
      .option(
        "--wait <duration>",
        "wait so long until the newest run is over, or for the first one",
        durationArgument,
      )
      .option("--errors", "show samples of the errors, and download the records that failed")
      .option("--to <folder>", "where downloaded records go", "failed-records"),
  [retry],
);

async function show(invocation: Invocation<RunsOptions>): Promise<number> {
  const { options, terminal, platform } = invocation;
  const { client } = await platform();
  const most = options.last ?? (options.flow === undefined ? 1 : 10);
  const look = () => lookAtRuns(client, { word: options.flow, most, since: options.since ?? 0 });
  const { flows, isOver } = await settle(client, look, invocation);
  if (!options.watch) print(flows, client, invocation);
  const kept = options.errors ? await keptErrors(client, flows, invocation) : [];
  if (options.json && !options.watch) terminal.writeJson(asJson(flows, kept));
  if (!isOver) {
    terminal.note("A run was still going on when the time of --wait was over.");
    return COMMON_EXIT_CODES.noAnswer;
  }
  return EXIT_CODES[verdictOfAll(flows)];
}

interface Seen {
  readonly flows: readonly FlowWithRuns[];
  /** False only where --wait was in vain. */
  readonly isOver: boolean;
}

/** Looks once; or until what is waited for is over, or until the time is. */
async function settle(
  client: Client,
  look: () => Promise<readonly FlowWithRuns[]>,
  { options, terminal }: Invocation<RunsOptions>,
): Promise<Seen> {
  const { wait, watch } = options;
  let flows = await terminal.during(() => "Reading runs", look());
  if (watch) return watchRuns(client, flows, look, options, terminal);
  if (wait === undefined || isSettled(flows)) return { flows, isOver: true };
  const settled = client.waitFor(async () => {
    flows = await look();
    return isSettled(flows) ? flows : undefined;
  }, wait);
  await terminal.during(() => waitingFor(flows), settled);
  // Where there is no run at all, that is the answer, and has a code of its own.
  return { flows, isOver: isSettled(flows) || verdictOfAll(flows) === "none" };
}

async function watchRuns(
  client: Client,
  first: readonly FlowWithRuns[],
  look: () => Promise<readonly FlowWithRuns[]>,
  options: RunsOptions,
  terminal: Terminal,
): Promise<Seen> {
  let shown = "";
  const { seen, isOver } = await watch(first, {
    look: () => terminal.during(() => "Reading runs", look()),
    show(flows) {
      // Ctrl+C ends the process with the verdict so far.
      process.exitCode = EXIT_CODES[verdictOfAll(flows)];
      const text = JSON.stringify(asJson(flows, []));
      if (terminal.isInteractive || text !== shown) {
        if (!options.json) {
          terminal.clear();
          print(flows, client, { options, terminal });
        } else if (text !== shown) terminal.write(text);
        shown = text;
      }
    },
    isOver: (flows) => options.wait !== undefined && isSettled(flows),
    outage: (error) =>
      terminal.note(
        error === undefined
          ? "AEP answers again."
          : `${error.message}\nWatching goes on; what is shown may be old.`,
      ),
    intervalMilliseconds: options.interval,
    until: Date.now() + (options.wait ?? Number.POSITIVE_INFINITY),
  });
  return { flows: seen, isOver: isOver || verdictOfAll(seen) === "none" };
}

function print(
  flows: readonly FlowWithRuns[],
  client: Client,
  { options, terminal }: Pick<Invocation<RunsOptions>, "options" | "terminal">,
): void {
  if (options.json) return;
  const now = client.serverNow();
  const { sandbox } = client.location;
  if (flows.length === 0) terminal.write(`There are no dataflows in the sandbox "${sandbox}".`);
  else if (options.flow === undefined && options.last === undefined)
    for (const line of flowsInLines(flows, terminal)) terminal.write(line);
  else for (const line of flows.flatMap((flow) => flowInLines(flow, now, terminal))) terminal.write(line);
}

/** Of every run shown that is not good. */
async function keptErrors(
  client: Client,
  flows: readonly FlowWithRuns[],
  { options, terminal }: Invocation<RunsOptions>,
): Promise<readonly KeptErrors[]> {
  const bad = flows.flatMap((flow) => flow.runs).filter((run) => verdictOfRun(run) !== "good");
  const found: KeptErrors[] = [];
  for (const run of bad) {
    const errors = await terminal.during(
      () => `Fetching the records that failed in the run ${run.id}`,
      fetchErrors(client, run, options.to),
    );
    found.push(errors);
    if (!options.json) printErrors(errors, terminal);
  }
  if (bad.length === 0) terminal.note("No run shown has errors.");
  return found;
}

function printErrors({ runId, samples, files }: KeptErrors, terminal: Terminal): void {
  terminal.write(`\nRun ${runId}`);
  if (samples.length + files.length === 0) {
    const why =
      "AEP kept none of the records that failed. It does for flows with options.errorDiagnosticsEnabled.";
    for (const line of wrapped(why, "  ", terminal.width)) terminal.write(line);
  }
  for (const sample of samples)
    for (const line of chopped(sample, "  ", terminal.width)) terminal.write(line);
  if (files.length > 0) terminal.write(`  ${counted(files.length, "file")} of failed records written:`);
  for (const file of files) terminal.write(`    ${file}`);
}

function asJson(flows: readonly FlowWithRuns[], kept: readonly KeptErrors[]) {
  return {
    verdict: verdictOfAll(flows),
    flows: flows.map((entry) => ({
      id: entry.flow.id,
      name: entry.flow.name,
      state: entry.flow.state,
      runsAreReported: entry.isReported,
      verdict: verdictOfFlow(entry),
      runs: entry.runs.map((run) => {
        const errors = kept.find(({ runId }) => runId === run.id);
        return errors === undefined ? run : { ...run, samples: errors.samples, files: errors.files };
      }),
    })),
  };
}
