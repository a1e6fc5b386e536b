import fc from "fast-check";
import { LAWS, type Law } from "../properties/laws";
import type { Failure, Row } from "./row";

const RUNS = { small: 1_000, full: 100_000 } as const;
const NAMES = new Set(LAWS.map(({ name }) => name));

export const properties: Row = {
  id: "5",
  title: "Properties of diff, patch, canonical forms, unknown values and the redactor, of each kind",
  demand: "1,000 each in tests, 100,000 in the exam; 0 counterexamples",
  // There `laws.test.ts` holds them, one by one.
  inTests: false,
  async run({ size, seed, only, most, progress }) {
    const laws = only === undefined ? LAWS : LAWS.filter(({ name }) => only.includes(name));
    if (laws.length === 0) throw new Error(`There is no law "${only}". There are: ${[...NAMES].join("; ")}`);
    const numRuns = Math.min(RUNS[size], most ?? RUNS[size]);
    const failures: Failure[] = [];
    let runs = 0;
    for (const [index, law] of laws.entries()) {
      progress(index, laws.length);
      const problem = await examine(law, seed, numRuns);
      if (problem !== undefined) failures.push({ name: law.name, problem });
      runs += numRuns;
    }
    return {
      runs,
      figures: { laws: laws.length, "declarations of each": numRuns, counterexamples: failures.length },
      failures,
    };
  },
};

async function examine({ property }: Law, seed: number, numRuns: number): Promise<string | undefined> {
  // Two shapes of property, one way to check them.
  const details = await fc.check(property as fc.IAsyncProperty<unknown[]>, { seed, numRuns });
  if (!details.failed) return undefined;
  const told =
    details.errorInstance instanceof Error ? details.errorInstance.message : "too many were skipped";
  return `${told}; for ${JSON.stringify(details.counterexample)}`;
}
