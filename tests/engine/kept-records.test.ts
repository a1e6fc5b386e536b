import { type EmulatorProcess, startEmulatorProcess } from "../support/emulator";
import { describeWrites } from "../support/requests";
import { createStack, type RunOptions, type StackRun, succeeded, type TestStack } from "../support/stack";

/** No dataset is deleted unless `forceDestroy` is recorded, in whatever order flag, up, destroy and options come. On the real engine. */
jest.setTimeout(300_000);

const SCHEMA = "{ schemaRef: { id: schema.id }";
const OTHER = "{ schemaRef: { id: other.id }";
const FLAG = ", forceDestroy: true /* flag */";
const NO_FLAG = " /* flag */";
const OPTION = ", { protect: false } /* option */";
const NO_OPTION = " /* option */";
const NOT_RECORDED = /was not deleted: .*forceDestroy is not recorded/;
const TARGET = ["--target", "**Dataset::orders"];

let emulator: EmulatorProcess;
let stack: TestStack;

beforeAll(async () => {
  emulator = await startEmulatorProcess();
  stack = await createStack({ program: "tests/engine/programs/kept-records", env: emulator.environment });
  succeeded(await stack.up());
});

afterAll(async () => {
  await stack?.dispose();
  await emulator?.stop();
});

const edit = (from: string, to: string) => stack.edit("index.ts", from, to);

async function expectKept(run: StackRun, message: RegExp): Promise<void> {
  expect(run.code).not.toBe(0);
  expect(run.text).toMatch(message);
  expect(describeWrites(await emulator.requests()).filter((line) => line.endsWith("dataSets"))).toEqual([]);
}

const DESTROYS: readonly (readonly [string, RunOptions])[] = [
  ["a destroy", {}],
  ["a destroy without a preview, of the dataset alone", { preview: false, args: TARGET }],
];

describe("without the flag", () => {
  it.each(DESTROYS)("%s is refused by its protection", async (_what, options) => {
    await emulator.clearRequests();
    await expectKept(await stack.destroy(options), /protect/);
  });

  it("a forced replacement is refused by its protection", async () => {
    await expectKept(await stack.up({ args: ["--replace", "**Dataset::orders"] }), /protect/);
  });

  it("nor does the flag count before an up has recorded it, for a destroy or a replacement", async () => {
    await edit(NO_FLAG, FLAG);
    await expectKept(await stack.destroy({ preview: false, args: ["--run-program"] }), /protect/);
    await edit(SCHEMA, OTHER);
    await expectKept(await stack.up(), /once it is recorded/);
    await edit(OTHER, SCHEMA);
    await edit(FLAG, NO_FLAG);
  });

  it("nor is it deleted when its protection is taken out of the state, for a destroy or a forced replacement", async () => {
    const [dataset] = (await stack.resources()).filter(({ type }) => type.endsWith("aep:Dataset"));
    await stack.command("state", "unprotect", dataset?.urn ?? "", "--yes");
    await expectKept(await stack.destroy({ preview: false, args: TARGET }), NOT_RECORDED);
    const replaced = await stack.up({ args: ["--replace", "**Dataset::orders"] });
    expect(replaced.text).toMatch(NOT_RECORDED);
    expect(describeWrites(await emulator.requests())).toEqual(["POST dataSets"]);

    // The way out that the refusal names, also for the object that was replaced.
    await edit(NO_FLAG, FLAG);
    succeeded(await stack.up());
    const writes = describeWrites(await emulator.requests());
    expect(writes).toEqual(["POST dataSets", "DELETE dataSets"]);
    await edit(FLAG, NO_FLAG);
    succeeded(await stack.up());
    await emulator.clearRequests();
  });

  it("nor is it deleted when its protection is taken away", async () => {
    await edit(NO_OPTION, OPTION);
    succeeded(await stack.up());
    await expectKept(await stack.destroy({ preview: false, args: TARGET }), NOT_RECORDED);
    await edit(SCHEMA, OTHER);
    await expectKept(await stack.up(), /would replace the dataset and delete every record/);
    await edit(OTHER, SCHEMA);
    await edit(OPTION, NO_OPTION);
  });
});

describe("with the flag recorded", () => {
  it("and taken away again by an up, it is as before", async () => {
    await edit(NO_FLAG, FLAG);
    succeeded(await stack.up());
    await edit(FLAG, NO_FLAG);
    await edit(SCHEMA, OTHER);
    await expectKept(await stack.up(), /would replace the dataset and delete every record/);
    await edit(OTHER, SCHEMA);
    succeeded(await stack.up());
    await expectKept(await stack.destroy({ preview: false, args: TARGET }), /protect/);
  });

  it("it is replaced, and destroyed", async () => {
    await edit(NO_FLAG, FLAG);
    succeeded(await stack.up());
    await edit(SCHEMA, OTHER);
    await emulator.clearRequests();
    succeeded(await stack.up());
    expect(describeWrites(await emulator.requests())).toEqual(["POST dataSets", "DELETE dataSets"]);
    succeeded(await stack.destroy());
    expect(await stack.resources()).toEqual([]);
  });
});
