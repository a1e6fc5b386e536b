import { randomUUID } from "node:crypto";
import path from "node:path";
import { createStack, type TestStack } from "../../support/stack";
import { recordedOf } from "../engine/stack";
import type { RecordedResource } from "../engine/state";
import { COLLECTIONS, describeVerdict, unknownObjects } from "../engine/verify";
import { FAULTS, type Fault, onlyAt, pausing } from "../platform/faults";
import type { Lane } from "../platform/lane";
import { killAll, MARK, markedProcesses } from "../platform/marked-processes";
import type { Interference } from "../platform/proxy";
import { type CaseResult, chosen, type Named, runCases, withLanes } from "./lanes";
import type { Row } from "./row";

/** One life of the example on the real engine, in which one thing goes wrong while it comes up. */
interface Case extends Named {
  readonly label: string;
  readonly happens: Fault | Death;
  /** State is saved once, at the end of the run. */
  readonly savesAtTheEnd: boolean;
}

/** After the request took effect. */
type Death = "engine and provider die" | "the engine dies";

const LABELS = [
  "POST fieldgroups",
  "POST schemas",
  "POST dataSets",
  "POST mappingSets",
  "POST flows",
] as const;
const FAULT_NAMES = [
  "reset-before",
  "reset-after",
  "500-after",
  "truncated",
  "429-retry-after",
  "403",
] as const;
/** The example's: field group, schema, dataset, source, target, mapping set, flow. */
const OBJECTS = 7;
const COMMAND_MILLISECONDS = 180_000;
const ORPHAN_MILLISECONDS = 10_000;

const CASES: readonly Case[] = LABELS.flatMap((label) => [
  ...(["engine and provider die", "the engine dies"] as const).flatMap((happens) =>
    [false, true].map((savesAtTheEnd) => caseOf(label, happens, savesAtTheEnd)),
  ),
  ...FAULTS.filter(({ name }) => FAULT_NAMES.some((each) => each === name)).map((fault) =>
    caseOf(label, fault, false),
  ),
]);

export const realEngine: Row = {
  id: "2E",
  title:
    "The same on the real engine: the example comes up with a fault or a kill -9, comes up again, refreshes and goes",
  demand:
    "a sample of rows 1, 2 and 7: converged after one re-run, 0 doubles, 0 orphans, 0 drift; also when state is saved once at the end",
  // `npm test` drives the real engine elsewhere, and row 8 does.
  inTests: false,
  run: (options) =>
    withLanes(options, async (lanes) => {
      const cases = chosen(CASES, options, 1);
      const { results, failures } = await runCases(lanes, cases, options, runCase);
      const ran = results.map(([each]) => each);
      const deaths = ran.filter(({ happens }) => typeof happens === "string");
      return {
        runs: results.length,
        figures: {
          "lives with a kill -9": deaths.length,
          "of these with state saved at the end": deaths.filter(({ savesAtTheEnd }) => savesAtTheEnd).length,
          "lives with a fault": ran.length - deaths.length,
          failed: failures.length,
        },
        failures,
      };
    }),
};

function caseOf(label: string, happens: Fault | Death, savesAtTheEnd: boolean): Case {
  const what = typeof happens === "string" ? happens : happens.name;
  return {
    name: `${label} / ${what}${savesAtTheEnd ? " / saved at the end" : ""}`,
    label,
    happens,
    savesAtTheEnd,
  };
}

async function runCase(lane: Lane, each: Case): Promise<CaseResult> {
  const mark = randomUUID();
  const stack = await createStack({
    program: path.join("examples", "customerio"),
    env: {
      ...lane.settings(),
      [MARK]: mark,
      ...(each.savesAtTheEnd && { PULUMI_SKIP_CHECKPOINTS: "true", PULUMI_EXPERIMENTAL: "true" }),
    },
    timeoutMilliseconds: COMMAND_MILLISECONDS,
  });
  try {
    return { problem: await liveThrough(lane, stack, each, mark) };
  } finally {
    killAll(await markedProcesses(mark, ""));
    await stack.dispose();
  }
}

async function liveThrough(
  lane: Lane,
  stack: TestStack,
  each: Case,
  mark: string,
): Promise<string | undefined> {
  const { happens, label } = each;
  let happened = false;
  const interference: Interference = onlyAt(label, 1, async (call) => {
    happened = true;
    if (typeof happens !== "string") return happens.happen(call);
    const answer = await call.forward();
    killAll(await markedProcesses(mark, "pulumi\0up"));
    if (happens === "engine and provider die") killAll(await markedProcesses(mark, "dynamic-provider"));
    await call.reply(answer);
  });
  lane.platform.interfere(interference);
  const first = await stack.up();
  if (!happened) return `the moment did not come: ${first.text}`;
  if (typeof happens === "string") {
    const lasting = await lastingProviders(mark);
    if (lasting > 0) return `${lasting} provider processes outlive their engine by ${ORPHAN_MILLISECONDS} ms`;
    // Whoever killed an engine gives the stack free: the engine says so.
    await stack.command("cancel", "--yes");
  }
  await lane.platform.idle();
  lane.platform.interfere(() => undefined);
  const again = await stack.up();
  if (again.code !== 0) return `the re-run failed: ${again.text}`;
  const verdict = describe(await recordedOf(stack), await lane.objects());
  if (verdict !== undefined) return `${verdict} (before: ${first.text})`;
  const refreshed = await stack.refresh({ args: ["--expect-no-changes"] });
  if (refreshed.code !== 0) return `the refresh shows drift: ${refreshed.text}`;
  const gone = await stack.destroy();
  if (gone.code !== 0) return `destroy: ${gone.text}`;
  return describeVerdict({ diverged: [], ...unknownObjects([], await lane.objects()) });
}

/** Providers that are still there after they had time to notice. */
async function lastingProviders(mark: string): Promise<number> {
  const deadline = Date.now() + ORPHAN_MILLISECONDS;
  for (;;) {
    const { length } = await markedProcesses(mark, "dynamic-provider");
    if (length === 0 || Date.now() > deadline) return length;
    await pausing(100);
  }
}

function describe(recorded: readonly RecordedResource[], objects: Awaited<ReturnType<Lane["objects"]>>) {
  const missing = recorded.filter(({ kind, id }) => objects[COLLECTIONS[kind] ?? ""]?.[id] === undefined);
  const half = recorded.filter(({ initErrors }) => initErrors.length > 0);
  const diverged = [
    ...missing.map(({ name }) => `${name} is recorded, and the platform does not hold it`),
    ...half.map(({ name }) => `${name} is only half made`),
    ...(recorded.length === OBJECTS ? [] : [`${recorded.length} objects are recorded instead of ${OBJECTS}`]),
  ];
  return describeVerdict({ diverged, ...unknownObjects(recorded, objects) });
}
