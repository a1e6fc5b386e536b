import { type EarlierState, earlierStates, replay } from "../programs/earlier-states";
import { chosen, type Named, runCases, withLanes } from "./lanes";
import type { Row } from "./row";

interface Case extends Named {
  readonly earlier: EarlierState;
}

export const earlierReleases: Row = {
  id: "8",
  title: "State that earlier releases recorded, on the real engine",
  demand: "all releases: 0 changes, 0 requests, no drift, destroy leaves nothing",
  run: (options) =>
    withLanes(options, async (lanes) => {
      const all = (await earlierStates()).map((earlier): Case => ({ name: earlier.release, earlier }));
      const cases = chosen(all, options, all.length);
      const { results, failures } = await runCases(lanes, cases, options, async (lane, { earlier }) => ({
        problem: await replay(lane, earlier),
      }));
      return {
        runs: results.length,
        figures: { releases: cases.map(({ name }) => name).join(", "), failed: failures.length },
        failures,
      };
    }),
};
