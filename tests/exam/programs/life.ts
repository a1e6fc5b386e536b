import { destroy, refresh, up } from "../engine/engine";
import type { Declaration, Program } from "../engine/program";
import { type Outcome, Run } from "../engine/run";
import { type RecordedResource, type SavingMode, StateFile } from "../engine/state";
import type { Lane } from "../platform/lane";
import type { RunningProvider } from "../platform/provider-slot";
import { pipeline } from "./pipeline";

/** The operations of one stack's life, in their order: what the kinds ever make, change in place, read and delete. */
export const PHASES = ["up", "edit", "refresh", "destroy"] as const;
/** Those of another one, whose objects pass to a second stack, which says what they sign in with and makes all of them anew. */
export const SECOND_LIFE = ["up", "adopt", "adopted", "replace", "destroy"] as const;
export type Phase = (typeof PHASES)[number] | (typeof SECOND_LIFE)[number];

const made = { name: "orders", everyKind: true, testsAccount: true } as const;
const first = pipeline({ ...made, fields: ["email", "city"] });
const edited = pipeline({
  ...made,
  fields: ["email", "city", "street"],
  description: "Described",
  prefix: "event",
  state: "disabled",
  tags: { team: ["orders"] },
  password: "another-password-of-the-exam",
});
const anew = pipeline({ ...made, fields: ["mail", "city"], anew: true });

/** What is declared after each phase; to adopt, the same is declared as in the first one. */
const PROGRAMS: Readonly<Record<Phase, Program>> = {
  up: first,
  edit: edited,
  refresh: edited,
  adopt: first,
  adopted: first,
  replace: anew,
  destroy: [],
};

/** One stack from phase to phase: what is declared, and what is recorded. */
export class StackLife {
  file: StateFile;
  program: Program = [];

  constructor(private readonly mode: SavingMode = "each step") {
    this.file = new StateFile("life", mode);
  }

  enter(phase: Phase): void {
    this.program = PROGRAMS[phase];
    if (phase !== "adopt") return;
    const { resources } = this.file.load();
    this.program = this.program.map((each) => adopting(each, resources));
    // Whoever adopts knows nothing of what the first stack recorded.
    this.file = new StateFile("second life", this.mode);
  }
}

/** By name, but for what no name tells from others. */
function adopting(declaration: Declaration, resources: readonly RecordedResource[]): Declaration {
  const { kind, name, inputs } = declaration;
  const id = resources.find((each) => each.name === name)?.id;
  return { ...declaration, inputs: { ...inputs, __adopt: kind === "mappingSet" ? id : "byName" } };
}

export interface PhaseRun {
  readonly outcome: Outcome;
  /** Requests to the platform, by label. */
  readonly calls: readonly string[];
}

/** Runs a phase that was entered, with a provider that remembers nothing. The run is handed over before it begins. */
export async function runPhase(
  lane: Lane,
  { file, program }: StackLife,
  phase: Phase,
  begin: (run: Run, provider: RunningProvider) => void = () => undefined,
): Promise<PhaseRun> {
  const provider = await lane.provider();
  const run = new Run(provider, file);
  begin(run, provider);
  const outcome = await operationOf(phase)(run, program);
  return { outcome, calls: lane.platform.calls };
}

function operationOf(phase: Phase): (run: Run, program: Program) => Promise<Outcome> {
  if (phase === "refresh") return refresh;
  return phase === "destroy" ? destroy : up;
}

/** Runs one phase with nothing in its way. */
export async function cleanPhase(lane: Lane, life: StackLife, phase: Phase): Promise<PhaseRun> {
  lane.platform.interfere(() => undefined);
  return runPhase(lane, life, phase);
}

/** The calls of a whole life without a failure, by phase. */
export async function recordLife(
  lane: Lane,
  phases: readonly Phase[],
): Promise<ReadonlyMap<Phase, readonly string[]>> {
  const life = new StackLife();
  const calls = new Map<Phase, readonly string[]>();
  for (const phase of phases) {
    life.enter(phase);
    const run = await cleanPhase(lane, life, phase);
    if (run.outcome.errors.length > 0)
      throw new Error(`The clean ${phase} failed: ${run.outcome.errors.join("; ")}`);
    calls.set(phase, run.calls);
  }
  return calls;
}

/** Each request of a recording by label and number: `POST flows`, 1. */
export function enumerate(calls: readonly string[]): { readonly label: string; readonly nth: number }[] {
  const counts = new Map<string, number>();
  return calls.map((label) => {
    const nth = (counts.get(label) ?? 0) + 1;
    counts.set(label, nth);
    return { label, nth };
  });
}
