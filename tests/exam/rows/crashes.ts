import type { Run } from "../engine/run";
import type { Operation, SavingMode } from "../engine/state";
import { describeVerdict, verify } from "../engine/verify";
import { onlyAt, pausing } from "../platform/faults";
import type { Lane } from "../platform/lane";
import type { RunningProvider } from "../platform/provider-slot";
import type { PassingCall } from "../platform/proxy";
import { cleanPhase, enumerate, PHASES, type Phase, recordLife, runPhase, StackLife } from "../programs/life";
import { type CaseResult, chosen, type Named, runCases, withLanes } from "./lanes";
import type { Row } from "./row";

/** Who dies: the provider's process alone, both, or the engine alone, which leaves the provider's process behind. */
const VICTIMS = ["provider", "both", "engine"] as const;
type Victim = (typeof VICTIMS)[number];

/** When, seen from one request: it has not arrived, it took effect, or its answer has just been sent. */
const MOMENTS = ["before commit", "after commit", "after answer"] as const;

interface Crash extends Named {
  readonly phase: Phase;
  readonly victim: Victim;
  readonly mode: SavingMode;
  readonly at: AtRequest | AtReply;
}

interface AtRequest {
  readonly moment: (typeof MOMENTS)[number];
  readonly label: string;
  readonly nth: number;
}

/** The engine has the provider's answer to a step, and has not saved it. */
interface AtReply {
  readonly moment: "after reply";
  readonly operation: Operation;
  readonly resource: string;
}

const SMALL = 4;
/** A request may have been on its way when the engine died; what comes later was begun later. */
const LATE_MILLISECONDS = 1_000;

interface Result extends CaseResult {
  /** Requests of the run after the crash. */
  readonly callsAfterwards: number;
}

export const crashes: Row = {
  id: "2",
  title: "kill -9 of the provider's process, of the engine, and of both, around each request and each reply",
  demand:
    "every point: after one re-run converged, 0 doubles, 0 orphans; also when state is saved once at the end",
  run: (options) =>
    withLanes(options, async (lanes) => {
      const clean = await recordLife(lanes[0], PHASES);
      const cases = chosen(casesOf(clean), options, SMALL);
      const { results, failures } = await runCases(lanes, cases, options, runCase);
      const count = (mode: SavingMode) => results.filter(([each]) => each.mode === mode).length;
      return {
        runs: results.length,
        figures: {
          "state saved at each step": count("each step"),
          "state saved at the end": count("at the end"),
          "most requests of the run after a crash": Math.max(
            ...results.map(([, result]) => result?.callsAfterwards ?? 0),
          ),
          failed: failures.length,
        },
        failures,
      };
    }),
};

function casesOf(clean: ReadonlyMap<Phase, readonly string[]>): Crash[] {
  const atRequests = PHASES.flatMap((phase) =>
    enumerate(clean.get(phase) ?? []).flatMap(({ label, nth }) =>
      MOMENTS.flatMap((moment) =>
        VICTIMS.map((victim) => ({ phase, victim, at: { moment, label, nth } as const })),
      ),
    ),
  );
  const life = new StackLife();
  life.enter("up");
  const operations: Readonly<Record<(typeof PHASES)[number], Operation>> = {
    up: "create",
    edit: "update",
    refresh: "read",
    destroy: "delete",
  };
  const atReplies = PHASES.flatMap((phase) =>
    life.program.flatMap(({ name: resource }) =>
      (["both", "engine"] as const).map((victim) => ({
        phase,
        victim,
        at: { moment: "after reply", operation: operations[phase], resource } as const,
      })),
    ),
  );
  return [...atRequests, ...atReplies].flatMap((each) => {
    const modes: readonly SavingMode[] =
      each.victim === "provider" ? ["each step"] : ["each step", "at the end"];
    return modes.map((mode) => ({ ...each, mode, name: nameOf(each, mode) }));
  });
}

function nameOf({ phase, victim, at }: Omit<Crash, "name" | "mode">, mode: SavingMode): string {
  const where = at.moment === "after reply" ? `${at.operation} ${at.resource}` : `${at.label} / ${at.nth}`;
  return `${phase} / ${where} / ${at.moment} / ${victim}${mode === "each step" ? "" : " / saved at the end"}`;
}

async function runCase(lane: Lane, crash: Crash): Promise<Result> {
  const life = new StackLife(crash.mode);
  for (const phase of PHASES) {
    life.enter(phase);
    if (phase === crash.phase) {
      const problem = await runUntilCrash(lane, life, crash);
      if (problem !== undefined) return { problem, callsAfterwards: 0 };
      break;
    }
    const { outcome } = await cleanPhase(lane, life, phase);
    if (outcome.errors.length > 0)
      return { problem: `${phase} failed: ${outcome.errors.join("; ")}`, callsAfterwards: 0 };
  }
  const { outcome, calls } = await cleanPhase(lane, life, crash.phase);
  const callsAfterwards = calls.length;
  if (outcome.errors.length > 0) {
    return { problem: `the re-run failed: ${outcome.errors.join("; ")}`, callsAfterwards };
  }
  const verdict = verify(life.program, life.file.load().resources, await lane.objects());
  return { problem: describeVerdict(verdict), callsAfterwards };
}

async function runUntilCrash(
  lane: Lane,
  life: StackLife,
  { phase, victim, at }: Crash,
): Promise<string | undefined> {
  let diedAt: number | undefined;
  let strike: () => void = () => undefined;
  const lateWrites: string[] = [];

  lane.platform.interfere((call) => {
    const isWrite = !call.label.startsWith("GET ") && call.label !== "POST token";
    if (
      diedAt !== undefined &&
      victim === "engine" &&
      isWrite &&
      performance.now() > diedAt + LATE_MILLISECONDS
    ) {
      lateWrites.push(call.label);
    }
    if (at.moment === "after reply") return undefined;
    return onlyAt(
      at.label,
      at.nth,
      around(at.moment, () => strike(), victim === "engine" ? LATE_MILLISECONDS : 0),
    )(call);
  });
  await runPhase(lane, life, phase, (run, provider) => {
    strike = () => {
      if (diedAt !== undefined) return;
      diedAt = performance.now();
      kill(victim, run, provider);
    };
    if (at.moment === "after reply") {
      run.onAnswer = (operation, name) => {
        if (operation === at.operation && name === at.resource) strike();
      };
    }
  });
  await lane.abandonedAreGone();
  await lane.platform.idle();
  if (diedAt === undefined) return "nothing was killed: the moment did not come";
  return lateWrites.length === 0
    ? undefined
    : `the provider's process outlived its engine, and went on to ${lateWrites.join(", ")}`;
}

function kill(victim: Victim, run: Run, provider: RunningProvider): void {
  if (victim !== "provider") run.die();
  if (victim === "engine") provider.abandon();
  else provider.kill();
}

/** @param noticing how long nothing is answered, so that whoever is left behind has noticed before it goes on */
function around(
  moment: AtRequest["moment"],
  strike: () => void,
  noticing: number,
): (call: PassingCall) => Promise<void> {
  return async (call) => {
    if (moment === "before commit") {
      strike();
      await pausing(noticing);
      call.cut();
      return;
    }
    const answer = await call.forward();
    if (moment === "after commit") {
      strike();
      await pausing(noticing);
    }
    await call.reply(answer);
    strike();
  };
}
