import { sameValue } from "../engine/same-value";
import { type Stack as EngineStack, realStack, type StartStack, standInStack } from "../engine/stack";
import { describeVerdict, verify } from "../engine/verify";
import type { Lane } from "../platform/lane";
import { generatedProgram } from "../programs/generated";
import { chance } from "./chance";
import { type CaseResult, chosen, type Named, runCases, withLanes } from "./lanes";
import type { Row } from "./row";

interface Stack extends Named {
  readonly seed: number;
}

interface Result extends CaseResult {
  readonly resources: number;
}

const STACKS = 1_000;
const STACKS_OF_THE_REAL_ENGINE = 20;
const SMALL = 4;
const MOST_FLOWS = 4;

export const falseDrift: Row = {
  id: "7",
  title: "Apply, then refresh, generated stacks: nothing was changed, so nothing may differ",
  demand: "1,000 stacks, 0 false drift",
  run: falseDriftOn(standInStack, STACKS),
};

export const falseDriftOnTheRealEngine: Row = {
  id: "7E",
  title: "The same on the real engine",
  demand: "a sample of 20 stacks, 0 false drift",
  inTests: false,
  run: falseDriftOn(realStack, STACKS_OF_THE_REAL_ENGINE),
};

function falseDriftOn(start: StartStack, count: number): Row["run"] {
  return (options) =>
    withLanes(options, async (lanes) => {
      const stacks = Array.from({ length: count }, (_each, index): Stack => {
        const seed = options.seed * 1_000_003 + index;
        return { name: `stack ${index + 1} of seed ${options.seed}`, seed };
      });
      const cases = chosen(stacks, options, SMALL);
      const { results, failures } = await runCases(lanes, cases, options, (lane, each) =>
        runCase(lane, each, start),
      );
      return {
        runs: results.length,
        figures: {
          resources: results.reduce((total, [, result]) => total + (result?.resources ?? 0), 0),
          "stacks with false drift": failures.length,
        },
        failures,
      };
    });
}

async function runCase(lane: Lane, { name, seed }: Stack, start: StartStack): Promise<Result> {
  const deal = chance(seed);
  const program = generatedProgram(deal, deal.between(1, MOST_FLOWS));
  const stack = await start(lane, name);
  try {
    return { problem: await driftOf(lane, stack, program), resources: program.length };
  } finally {
    await stack.dispose();
  }
}

async function driftOf(
  lane: Lane,
  stack: EngineStack,
  program: ReturnType<typeof generatedProgram>,
): Promise<string | undefined> {
  const made = await stack.up(program);
  if (made.errors.length > 0) return `up: ${made.errors.join("; ")}`;
  const before = await stack.recorded();
  const verdict = describeVerdict(verify(program, before, await lane.objects()));
  if (verdict !== undefined) return verdict;
  const read = await stack.refresh();
  if (read.errors.length > 0) return `refresh: ${read.errors.join("; ")}`;
  const after = new Map((await stack.recorded()).map((each) => [each.name, each]));
  for (const { name, inputs } of before) {
    const now = after.get(name)?.inputs;
    if (!sameValue(inputs, now))
      return `${name}: ${JSON.stringify(inputs)} was read as ${JSON.stringify(now)}`;
  }
  const again = await stack.up(program);
  const changed = again.steps.filter(({ operation }) => operation !== "same");
  if (again.errors.length > 0 || changed.length > 0) {
    return `the next up: ${[...again.errors, ...changed.map((step) => `${step.operation} ${step.name}`)].join("; ")}`;
  }
  return lane.platform.calls.length === 0 ? undefined : `the next up asked ${lane.platform.calls.join(", ")}`;
}
