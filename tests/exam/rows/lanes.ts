import { type Lane, onLanes, startLane } from "../platform/lane";
import { chance } from "./chance";
import type { Failure, RowOptions } from "./row";

/** What a case came to; a problem in words, where there is one. */
export interface CaseResult {
  readonly problem: string | undefined;
}

export interface Named {
  /** What `--only` takes. */
  readonly name: string;
}

export interface CasesRun<Case, Result> {
  readonly results: readonly (readonly [each: Case, result: Result | undefined])[];
  readonly failures: readonly Failure[];
}

/** Starts the lanes of a row, and ends them when its work is done. */
export async function withLanes<Result>(
  { lanes: count, recording }: RowOptions,
  work: (lanes: readonly [Lane, ...Lane[]]) => Promise<Result>,
): Promise<Result> {
  const first = await startLane({ record: recording?.() });
  const others = await Promise.all(
    Array.from({ length: count - 1 }, () => startLane({ record: recording?.() })),
  );
  try {
    return await work([first, ...others]);
  } finally {
    await Promise.all([first, ...others].map((lane) => lane.stop()));
  }
}

/** The cases that a run is about: one by its name, all, or so many that chance picks. */
export function chosen<Case extends Named>(
  all: readonly Case[],
  { only, size, seed, most, minutes }: RowOptions,
  small: number,
): readonly Case[] {
  if (only !== undefined) {
    const found = all.filter(({ name }) => name === only);
    if (found.length === 0) throw new Error(`There is no case "${only}". One is "${all[0]?.name}".`);
    return found;
  }
  const count = Math.min(most ?? all.length, size === "full" ? all.length : small);
  // What time cuts off is left to chance, too.
  return count === all.length && minutes === undefined ? all : chance(seed).shuffled(all).slice(0, count);
}

/** Runs every case on a lane that is as new; a case that throws has failed. */
export async function runCases<Case extends Named, Result extends CaseResult>(
  lanes: readonly Lane[],
  cases: readonly Case[],
  { progress, minutes }: RowOptions,
  run: (lane: Lane, each: Case) => Promise<Result>,
): Promise<CasesRun<Case, Result>> {
  const failures: Failure[] = [];
  let done = 0;
  const end = minutes === undefined ? Number.POSITIVE_INFINITY : Date.now() + minutes * 60_000;
  const examine = async (lane: Lane, each: Case) => {
    try {
      const result = await run(lane, each);
      if (result.problem !== undefined) failures.push({ name: each.name, problem: result.problem });
      return [each, result] as const;
    } catch (error) {
      failures.push({ name: each.name, problem: error instanceof Error ? error.message : String(error) });
      return [each, undefined] as const;
    } finally {
      progress(++done, cases.length);
    }
  };
  const results = await onLanes(lanes, cases, examine, () => Date.now() > end);
  return { results, failures };
}
