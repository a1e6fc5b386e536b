import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { evaluate } from "./run-script";

/**
 * One round of two contenders: the parallel script, and the same with so many dataflows.
 * @param edit what it posts otherwise: statements about `of`, the bodies of the first dataflow by their steps
 */
async function roundWith(change: string, edit = ""): Promise<unknown> {
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
        const edited = \`
          import { STEPS } from "\${new URL("./tools/bench/dataflows/objects.mjs", "file://" + process.cwd() + "/")}";
          for (const step of STEPS) {
            const { name, body } = step;
            step.body = (dataflow) => {
              const of = { [name]: body(dataflow) };
              if (dataflow === 0) try { ${edit} } catch {}
              return of[name];
            };
          }
        \`;
        const preload = ["--import", "data:text/javascript," + encodeURIComponent(edited)];
        return { ...work, commandArguments: [...preload, file, url, ${change}, calls] };
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

test.each([
  ["one source of a mapping", 'of.mapping.mappings[2].source = "data.email";'],
  [
    "the type of one field",
    'of.fieldGroup.definitions.customFields.properties._extconndev.properties.metric.type = "integer";',
  ],
  ["a description", 'of.dataset.description = "Orders";'],
])("a round where one of them made %s otherwise is void", async (_what, edit) => {
  expect(await roundWith("count", edit)).toEqual({
    calls: [],
    differing: [expect.stringMatching(/^2 dataflows, 0 ms, round 1 is void, the stores differ: /)],
  });
});

test("who is left out at a size is said", async () => {
  const said = await evaluate(`
    import { leftOut } from "./tools/bench/dataflows/measure.mjs";
    const taking = [{ name: "parallel script" }, { name: "curl in sequence" }];
    console.log(JSON.stringify([leftOut(taking, [1, 20]), leftOut(taking, [1, 20, 100, 500])]));
  `);
  expect(said).toEqual([[], ["curl in sequence: left out above 20 dataflows (here 100, 500)."]]);
});

/** Runs the local commands of a configuration in the order of what they depend on, as Terraform does. */
const FAKE_TERRAFORM = `
const { execFileSync } = require("node:child_process");
if (process.argv[2] !== "apply") process.exit(0);
const { resource } = JSON.parse(require("node:fs").readFileSync("main.tf.json", "utf8"));
const left = new Map(Object.entries(resource.terraform_data));
while (left.size > 0) {
  const able = [...left].find(([, { depends_on }]) => depends_on.every((each) => !left.has(each.split(".")[1])));
  for (const { "local-exec": run } of able[1].provisioner) execFileSync("/bin/sh", ["-c", run.command]);
  left.delete(able[0]);
}
require("node:fs").writeFileSync("terraform.tfstate", "{}");
`;

describe("Terraform", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "terraform-"));
    const program = path.join(folder, "terraform");
    await writeFile(program, `#!${process.execPath}${FAKE_TERRAFORM}`);
    await chmod(program, 0o755);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it("takes part where it is on the PATH, and makes the same objects", async () => {
    const measured = await evaluate(
      `
        import { contenders, SCRIPT, TERRAFORM } from "./tools/bench/dataflows/contenders.mjs";
        import { runRounds } from "./tools/bench/dataflows/measure.mjs";
        console.error = () => {};
        const engine = { command: "pulumi", path: undefined, version: "3.0.0", source: "path" };
        const taking = contenders(engine).filter(({ name }) => name === SCRIPT || name === TERRAFORM);
        const setting = { dataflows: 1, latency: 0, rounds: 1, afterwards: false };
        const { valid, differing } = await runRounds(taking, setting);
        const results = valid.flatMap((round) => [...round].map(([name, { calls, stateBytes }]) => [name, calls, stateBytes]));
        console.log(JSON.stringify({ results, differing }));
      `,
      { PATH: [folder, "/usr/bin", "/bin"].join(path.delimiter) },
    );
    // Its token is there before the time is taken.
    expect(measured).toEqual({
      results: [
        ["parallel script", 9, null],
        ["terraform with curl", 8, 2],
      ],
      differing: [],
    });
  });
});
