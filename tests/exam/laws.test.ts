import fc from "fast-check";
import { LAWS } from "./properties/laws";

/** The laws of row 5. A mutant of row 9 is given less time: there are many. */
const NUM_RUNS = process.env.AEP_MUTATION === undefined ? 1_000 : 40;

it.each(LAWS.map((law) => [law.name, law] as const))("%s", async (_name, { property }) => {
  await fc.assert(property as fc.IAsyncProperty<unknown[]>, {
    seed: 1,
    numRuns: NUM_RUNS,
    endOnFailure: true,
  });
});
