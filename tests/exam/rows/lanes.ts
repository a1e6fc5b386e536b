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

/** The cases that a run is about: some by their names, all, or so many that chance picks. */
export function chosen<Case extends Named>(
  all: readonly Case[],
  { only, size, seed, most, minutes }: RowOptions,
  small: number,
): readonly Case[] {
  if (only !== undefined) {
    const missing = only.find((name) => all.every((each) => each.name !== name));
    if (missing !== undefined) throw new Error(`There is no case "${missing}". One is "${all[0]?.name}".`);
    return all.filter(({ name }) => only.includes(name));
  }
  const count = Math.min(most ?? all.length, size === "full" ? all.length : small);
  // What time cuts off is left to chance, too.
  return count === all.length && minutes === undefined ? all : chance(seed).shuffled(all).slice(0, count);
}

/** Runs every case on a lane that is as new, unless an earlier run did; a case that throws has failed. */
export async function runCases<Case extends Named, Result extends CaseResult>(
  lanes: readonly Lane[],
  cases: readonly Case[],
  { progress, minutes, checkpoints }: RowOptions,
  run: (lane: Lane, each: Case) => Promise<Result>,
): Promise<CasesRun<Case, Result>> {
  const failures: Failure[] = [];
  const results: (readonly [Case, Result | undefined])[] = [];
  const take = (each: Case, result: Result | undefined, failure: Failure | undefined) => {
    if (failure !== undefined) failures.push(failure);
    results.push([each, result]);
    progress(results.length, cases.length);
  };
  const left = cases.filter((each) => {
    const earlier = checkpoints?.earlier(each.name);
    if (earlier === undefined) return true;
    // The same row wrote it, with the same code.
    take(each, earlier.result as Result | undefined, earlier.failure);
    return false;
  });
  const end = minutes === undefined ? Number.POSITIVE_INFINITY : Date.now() + minutes * 60_000;
  const examine = async (lane: Lane, each: Case) => {
    const { name } = each;
    const { result, problem } = await run(lane, each).then(
      (ended) => ({ result: ended, problem: ended.problem }),
      (error: unknown) => ({
        result: undefined,
        problem: error instanceof Error ? error.message : String(error),
      }),
    );
    const failure = problem === undefined ? undefined : { name, problem };
    await checkpoints?.keep(name, result, failure);
    take(each, result, failure);
  };
  await onLanes(lanes, left, examine, () => Date.now() > end);
  return { results, failures };
}
