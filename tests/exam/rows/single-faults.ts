import { describeVerdict, verify } from "../engine/verify";
import { FAULTS, type Fault, onlyAt } from "../platform/faults";
import type { Lane } from "../platform/lane";
import {
  cleanPhase,
  enumerate,
  PHASES,
  type Phase,
  recordLife,
  runPhase,
  SECOND_LIFE,
  StackLife,
} from "../programs/life";
import { chosen, type Named, runCases, withLanes } from "./lanes";
import type { Row } from "./row";

/** One request of one phase goes wrong, once, in one way. */
interface Case extends Named {
  readonly phase: Phase;
  readonly label: string;
  readonly nth: number;
  readonly fault: Fault;
}

interface Result {
  readonly problem: string | undefined;
  /** Whether the fault met a request. */
  readonly met: boolean;
  /** Whether the run that it met succeeded by itself. */
  readonly absorbed: boolean;
  /** Requests until the phase had succeeded, as a multiple of those without a fault. */
  readonly calls: number;
}

interface Life {
  readonly phases: readonly Phase[];
  /** In the others, everything goes right: another life has them. */
  readonly faulted: readonly Phase[];
}

const LIVES: readonly Life[] = [
  { phases: PHASES, faulted: PHASES },
  { phases: SECOND_LIFE, faulted: ["adopt", "adopted", "replace"] },
];

/** The requests of each phase in which something goes wrong. */
type CleanCalls = ReadonlyMap<Phase, readonly string[]>;

const SMALL = 6;

export const singleFaults: Row = {
  id: "1",
  title: "Single faults: every request of every kind and verb goes wrong once, in every way",
  demand:
    "≥ 600 runs; after one re-run: converged, 0 doubles, 0 orphans, ≤ 2 × the calls (403: typed failure, state intact)",
  run: (options) =>
    withLanes(options, async (lanes) => {
      const clean = await recordLives(lanes[0]);
      const cases = chosen(casesOf(clean), options, SMALL);
      const { results, failures } = await runCases(lanes, cases, options, (lane, each) =>
        runCase(lane, each, clean),
      );
      const ended = results.flatMap(([, result]) => (result === undefined ? [] : [result]));
      return {
        runs: results.length,
        figures: {
          "requests of the two lives": [...clean.values()].flat().length,
          faults: FAULTS.length,
          "met a request": ended.filter(({ met }) => met).length,
          "absorbed without a re-run": ended.filter(({ met, absorbed }) => met && absorbed).length,
          "most calls, × those without a fault": Math.max(...ended.map(({ calls }) => calls)).toFixed(2),
          failed: failures.length,
        },
        failures,
      };
    }),
};

async function recordLives(lane: Lane): Promise<CleanCalls> {
  const clean = new Map<Phase, readonly string[]>();
  for (const { phases, faulted } of LIVES) {
    await lane.renew();
    const calls = await recordLife(lane, phases);
    for (const phase of faulted) clean.set(phase, calls.get(phase) ?? []);
  }
  return clean;
}

function casesOf(clean: CleanCalls): Case[] {
  return [...clean].flatMap(([phase, calls]) =>
    enumerate(calls).flatMap(({ label, nth }) =>
      FAULTS.filter(({ concerns }) => concerns?.(label) ?? true).map((fault) => ({
        name: `${phase} / ${label} / ${nth} / ${fault.name}`,
        phase,
        label,
        nth,
        fault,
      })),
    ),
  );
}

async function runCase(lane: Lane, each: Case, clean: CleanCalls): Promise<Result> {
  const life = new StackLife();
  const { phases } = LIVES.find(({ faulted }) => faulted.includes(each.phase)) ?? { phases: [] };
  let result: Result = { problem: "the phase was not reached", met: false, absorbed: false, calls: 0 };
  for (const phase of phases) {
    life.enter(phase);
    if (phase === each.phase) {
      result = await runFaulted(lane, life, each, clean.get(phase)?.length ?? 0);
      if (result.problem !== undefined) return result;
    } else {
      const problem = await runClean(lane, life, phase);
      if (problem !== undefined)
        return { ...result, problem: `${phase} ${phase === "up" ? "" : "afterwards "}${problem}` };
    }
  }
  return result;
}

/** A phase that nothing disturbs: it succeeds, and does what it says. */
async function runClean(lane: Lane, life: StackLife, phase: Phase): Promise<string | undefined> {
  const { outcome } = await cleanPhase(lane, life, phase);
  if (outcome.errors.length > 0) return `failed: ${outcome.errors.join("; ")}`;
  const verdict = describeVerdict(verify(life.program, life.file.load().resources, await lane.objects()));
  if (verdict !== undefined || phase !== "refresh") return verdict;
  const again = (await cleanPhase(lane, life, "edit")).outcome.steps.filter(
    ({ operation }) => operation !== "same",
  );
  return again.length === 0 ? undefined : `was followed by ${JSON.stringify(again)}`;
}

async function runFaulted(lane: Lane, life: StackLife, each: Case, cleanCalls: number): Promise<Result> {
  const { phase, fault } = each;
  const before = life.file.load().resources;
  let met = false;
  const interference = onlyAt(each.label, each.nth, async (call) => {
    met = true;
    if (fault.listLag !== undefined) await lane.lagLists(fault.listLag);
    await fault.happen(call);
  });
  lane.platform.interfere(interference);
  const first = await runPhase(lane, life, phase);
  await lane.platform.idle();
  await lane.lagLists(0);
  const absorbed = first.outcome.errors.length === 0;
  // What is deleted on purpose leaves the state; what is lost then shows as an orphan.
  const lost =
    phase === "destroy" || phase === "replace"
      ? []
      : before.filter(({ id }) => !life.file.load().resources.some((now) => now.id === id));
  const told = first.outcome.errors.join("; ");
  const ended = (problem: string | undefined, calls: number): Result => ({
    problem,
    met,
    absorbed,
    calls: calls / cleanCalls,
  });
  if (lost.length > 0)
    return ended(`lost from the state: ${lost.map(({ name }) => name).join(", ")}; ${told}`, 0);
  if (fault.refuses && met && !absorbed && !/403|denied|Forbidden/.test(told)) {
    return ended(`the refusal is not told: ${told}`, 0);
  }
  const calls = first.calls.length;
  const problem = await runClean(lane, life, phase);
  if (problem !== undefined)
    return ended(`the re-run ${problem}${told === "" ? "" : ` (before: ${told})`}`, calls);
  const all = absorbed ? calls : calls + lane.platform.calls.length;
  return ended(all > 2 * cleanCalls ? `${all} calls instead of ${cleanCalls}` : undefined, all);
}
