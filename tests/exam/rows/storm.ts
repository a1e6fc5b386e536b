import { createHash } from "node:crypto";
import { up } from "../engine/engine";
import { Run } from "../engine/run";
import { StateFile } from "../engine/state";
import { describeVerdict, verify } from "../engine/verify";
import { FAULTS } from "../platform/faults";
import type { Lane } from "../platform/lane";
import type { Interference } from "../platform/proxy";
import { generatedProgram } from "../programs/generated";
import { chance } from "./chance";
import { type CaseResult, chosen, type Named, runCases, withLanes } from "./lanes";
import type { Row } from "./row";

/** A stack that comes up while one request in ten goes wrong. */
interface Storm extends Named {
  readonly seed: number;
  readonly flows: number;
}

interface Result extends CaseResult {
  readonly runs: number;
  readonly resources: number;
  readonly calls: number;
  readonly faults: number;
}

const STACKS = 200;
const SMALL = 2;
const MOST_FLOWS = { small: 3, full: 50 } as const;
const FAULTED_SHARE = 0.1;
const MOST_RUNS = 3;

const PASSING_FAULTS = FAULTS.filter(
  ({ refuses, listLag }) => refuses === undefined && listLag === undefined,
);

export const storm: Row = {
  id: "3",
  title: "Storm: one request in ten goes wrong, in any way, while generated stacks come up",
  demand: "200 stacks of 1–50 flows, all converge in ≤ 3 runs",
  run: (options) =>
    withLanes(options, async (lanes) => {
      const deal = chance(options.seed);
      const stacks = Array.from({ length: STACKS }, (_each, index): Storm => {
        const seed = options.seed * 1_000_003 + index;
        const flows = deal.between(1, MOST_FLOWS[options.size]);
        return { name: `stack ${index + 1} of seed ${options.seed}`, seed, flows };
      });
      const cases = chosen(stacks, options, SMALL);
      const { results, failures } = await runCases(lanes, cases, options, runCase);
      const ended = results.flatMap(([, result]) => (result === undefined ? [] : [result]));
      const sum = (of: (result: Result) => number) => ended.reduce((total, each) => total + of(each), 0);
      return {
        runs: results.length,
        figures: {
          resources: sum(({ resources }) => resources),
          requests: sum(({ calls }) => calls),
          "requests that went wrong": sum(({ faults }) => faults),
          "most runs until converged": Math.max(...ended.map(({ runs }) => runs)),
          "stacks in one run": ended.filter(({ runs }) => runs === 1).length,
          failed: failures.length,
        },
        failures,
      };
    }),
};

async function runCase(lane: Lane, { name, seed, flows }: Storm): Promise<Result> {
  const program = generatedProgram(chance(seed), flows);
  const file = new StateFile(name);
  let calls = 0;
  let faults = 0;
  let told: readonly string[] = [];
  for (let run = 1; run <= MOST_RUNS; run++) {
    lane.platform.interfere(stormy(seed, run, () => faults++));
    const outcome = await up(new Run(await lane.provider(), file), program);
    await lane.platform.idle();
    calls += lane.platform.calls.length;
    told = outcome.errors;
    if (told.length > 0) continue;
    const problem = describeVerdict(verify(program, file.load().resources, await lane.objects()));
    return { problem, runs: run, resources: program.length, calls, faults };
  }
  const problem = `not converged after ${MOST_RUNS} runs: ${told.join("; ")}`;
  return { problem, runs: MOST_RUNS, resources: program.length, calls, faults };
}

/** Chance by seed, run and request, and not by the order of arrival: a stack fares alike when it is replayed alone. */
function stormy(seed: number, run: number, count: () => void): Interference {
  return (call) => {
    const key = createHash("sha256")
      .update(JSON.stringify([seed, run, call.label, call.nth]))
      .digest();
    const luck = chance(key.readUInt32LE(0));
    if (luck.next() >= FAULTED_SHARE) return undefined;
    count();
    return luck.pick(PASSING_FAULTS).happen(call);
  };
}
