import { describeSteps } from "../support/engine-events";
import { createStack, succeeded, type TestStack } from "../support/stack";

const program = "tests/tools/program";

describe("a program on the engine", () => {
  let stack: TestStack;
  beforeAll(async () => {
    stack = await createStack({ program, env: {}, config: { "tests:setting": "from the configuration" } });
    await stack.setConfig("tests:confidential", "canary-4711", { secret: true });
  });
  afterAll(() => stack.dispose());

  test("goes through its life", async () => {
    const preview = succeeded(await stack.preview());
    expect(describeSteps(preview.steps)).toEqual(["create Note first", "create Note second"]);

    const up = succeeded(await stack.up());
    expect(describeSteps(up.steps)).toEqual(["create Note first", "create Note second"]);
    expect(up.changes).toEqual({ create: 3 });
    expect(up.diagnostics.map(({ message }) => message).join("")).toContain("made two after id-of-one");
    expect(await stack.outputs()).toEqual({
      text: "two after id-of-one",
      configured: "from the configuration",
      confidential: "canary-4711",
    });
    expect(await stack.exportText()).not.toContain("canary-4711");

    await stack.edit("index.ts", '"one"', '"uno"');
    const edited = succeeded(await stack.up());
    expect(edited.steps.filter(({ op }) => op !== "same")).toEqual([
      { op: "update", type: "pulumi-nodejs:dynamic/tests:Note", name: "first", diffs: ["text"] },
    ]);
    expect(edited.changes).toEqual({ update: 1, same: 2 });

    const refresh = succeeded(await stack.refresh());
    expect(refresh.steps.map(({ op }) => op)).toEqual(["same", "same"]);

    const destroy = succeeded(await stack.destroy());
    expect(describeSteps(destroy.steps)).toEqual(["delete Note second", "delete Note first"]);
    expect(await stack.resources()).toEqual([]);
  }, 60_000);
});

describe("a failure", () => {
  let stack: TestStack;
  beforeEach(async () => {
    stack = await createStack({ program, env: {} });
  });
  afterEach(() => stack.dispose());

  test("of the provider names the resource and the reason", async () => {
    await stack.edit("index.ts", '"one"', '"refuse"');
    const up = await stack.up();
    expect(up.code).not.toBe(0);
    expect(describeSteps(up.failed)).toEqual(["create Note first"]);
    expect(up.text).toContain("refused by the provider");
  }, 60_000);

  test("of the program is told once, and nothing is made", async () => {
    await stack.edit(
      "index.ts",
      "new pulumi.Config",
      'pulumi.log.info("starts"); throw new Error("no way"); new pulumi.Config',
    );
    const up = await stack.up();
    expect(up.code).not.toBe(0);
    expect(up.diagnostics.filter(({ severity }) => severity === "error")).toEqual([
      expect.objectContaining({ message: expect.stringContaining("Error: no way") }),
    ]);
    expect(describeSteps(up.steps)).toEqual([]);
  }, 60_000);

  test("to edit what is not there exactly once is an error", async () => {
    await expect(stack.edit("index.ts", "not there", "")).rejects.toThrow("0 times, not once");
    await expect(stack.edit("index.ts", "text", "")).rejects.toThrow(/\d+ times, not once/);
  });
});
