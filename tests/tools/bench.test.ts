import { evaluate } from "./run-script";

/** One round of two contenders: the parallel script, and the same with so many dataflows fewer or another name. */
async function roundWith(change: string): Promise<unknown> {
  return evaluate(`
    import { contenders } from "./tools/bench/dataflows/contenders.mjs";
    import { runRounds } from "./tools/bench/dataflows/measure.mjs";
    console.error = () => {};
    const engine = { command: "pulumi", path: undefined, version: "3.0.0", source: "path" };
    const script = contenders(engine).find(({ name }) => name === "parallel script");
    const other = {
      ...script,
      name: "other",
      prepare: async (round) => {
        const work = await script.prepare(round);
        const [file, url, count, calls] = work.commandArguments;
        return { ...work, commandArguments: [file, url, ${change}, calls] };
      },
    };
    const setting = { dataflows: 2, latency: 0, rounds: 1, afterwards: false };
    const { valid, differing } = await runRounds([script, other], setting);
    const calls = valid.map((round) => [...round].map(([name, result]) => [name, result.calls, result.seconds > 0]));
    console.log(JSON.stringify({ calls, differing }));
  `);
}

test("a round counts where all contenders leave the same objects behind, and tells the calls of each", async () => {
  // A token, seven objects of each dataflow, and a look at each flow.
  expect(await roundWith("count")).toEqual({
    calls: [
      [
        ["parallel script", 17, true],
        ["other", 17, true],
      ],
    ],
    differing: [],
  });
});

test("a round where one of them made less is void", async () => {
  expect(await roundWith('"1"')).toEqual({
    calls: [],
    differing: [expect.stringMatching(/^2 dataflows, 0 ms, round 1 is void.*other: 1 of 2 dataflows$/)],
  });
});
