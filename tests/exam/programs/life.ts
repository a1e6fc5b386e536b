import { destroy, refresh, up } from "../engine/engine";
import type { Program } from "../engine/program";
import { type Outcome, Run } from "../engine/run";
import type { StateFile } from "../engine/state";
import type { Lane } from "../platform/lane";
import type { RunningProvider } from "../platform/provider-slot";
import { pipeline } from "./pipeline";

/** The operations of one stack's life, in their order. Together they make every call that the kinds ever make. */
export const PHASES = ["up", "edit", "refresh", "destroy"] as const;
export type Phase = (typeof PHASES)[number];

const first = pipeline({ name: "orders", fields: ["email", "city"], everyKind: true });
const edited = pipeline({
  name: "orders",
  fields: ["email", "city", "street"],
  description: "Described",
  prefix: "event",
  everyKind: true,
  state: "disabled",
});

/** What is declared after each phase. */
export const PROGRAMS: Readonly<Record<Phase, Program>> = {
  up: first,
  edit: edited,
  refresh: edited,
  destroy: [],
};

export interface PhaseRun {
  readonly outcome: Outcome;
  /** Requests to the platform, by label. */
  readonly calls: readonly string[];
}

/** Runs one phase with a provider that remembers nothing. The run is handed over before it begins. */
export async function runPhase(
  lane: Lane,
  file: StateFile,
  phase: Phase,
  begin: (run: Run, provider: RunningProvider) => void = () => undefined,
): Promise<PhaseRun> {
  const provider = await lane.provider();
  const run = new Run(provider, file);
  begin(run, provider);
  const outcome = await operations[phase](run);
  return { outcome, calls: lane.platform.calls };
}

const operations: Readonly<Record<Phase, (run: Run) => Promise<Outcome>>> = {
  up: (run) => up(run, PROGRAMS.up),
  edit: (run) => up(run, PROGRAMS.edit),
  refresh,
  destroy,
};

/** Runs one phase with nothing in its way. */
export async function cleanPhase(lane: Lane, file: StateFile, phase: Phase): Promise<PhaseRun> {
  lane.platform.interfere(() => undefined);
  return runPhase(lane, file, phase);
}

/** The calls of a whole life without a failure, by phase. */
export async function recordLife(
  lane: Lane,
  file: StateFile,
): Promise<Readonly<Record<Phase, readonly string[]>>> {
  const calls: Record<Phase, readonly string[]> = { up: [], edit: [], refresh: [], destroy: [] };
  for (const phase of PHASES) {
    const run = await cleanPhase(lane, file, phase);
    if (run.outcome.errors.length > 0)
      throw new Error(`The clean ${phase} failed: ${run.outcome.errors.join("; ")}`);
    calls[phase] = run.calls;
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
