import { type EmulatorProcess, startEmulatorProcess } from "../support/emulator";
import { describeSteps } from "../support/engine-events";
import { describeWrites } from "../support/requests";
import { createStack, succeeded, type TestStack } from "../support/stack";

/** What makes new objects, in which order, and what is refused because records would be lost. On the real engine. */
jest.setTimeout(300_000);

const FORCE_DESTROY = "forceDestroy: true,";

let emulator: EmulatorProcess;
let stack: TestStack;
let pristine: unknown;

beforeAll(async () => {
  emulator = await startEmulatorProcess();
  pristine = await emulator.state();
  stack = await createStack({ program: "examples/customerio", env: emulator.environment });
  succeeded(await stack.up());
});

afterAll(async () => {
  await stack?.dispose();
  await emulator?.stop();
});

describe("replacement", () => {
  it("by force, before anything told that the stack has the object: nothing is lost, and the next command does it", async () => {
    const force = () => stack.up({ args: ["--replace", "**SourceConnection::customerio"] });
    const first = succeeded(await force());
    expect(first.diagnostics).toContainEqual(
      expect.objectContaining({ severity: "warning", message: expect.stringContaining("was not deleted") }),
    );
    expect(describeSteps(succeeded(await stack.up()).steps)).toEqual([]);
    expect(describeSteps(succeeded(await stack.refresh()).steps)).toEqual([]);
    await emulator.clearRequests();
    succeeded(await force());
    expect(describeWrites(await emulator.requests())).toEqual(
      expect.arrayContaining(["POST sourceConnections", "DELETE sourceConnections"]),
    );
    expect(describeSteps(succeeded(await stack.refresh()).steps)).toEqual([]);
  });

  it("a source connection takes its flow along: new source, new flow, old flow, old source", async () => {
    await stack.edit("index.ts", 'data: { format: "json" },', 'data: { format: "delimited" },');
    await emulator.clearRequests();
    const preview = succeeded(await stack.preview());
    expect(describeSteps(preview.steps)).toEqual(
      expect.arrayContaining(["replace SourceConnection customerio", "replace Flow customerio"]),
    );
    expect(preview.diagnostics).toContainEqual(
      expect.objectContaining({
        severity: "warning",
        message: expect.stringContaining("may get another inlet"),
      }),
    );
    expect(await emulator.requests()).toEqual([]);
    succeeded(await stack.up());
    expect(describeWrites(await emulator.requests())).toEqual([
      "POST sourceConnections",
      "POST flows",
      "DELETE flows",
      "DELETE sourceConnections",
    ]);
  });

  it("a further field group extends the schema in place", async () => {
    await stack.edit(
      "index.ts",
      "const schema =",
      'const more = new aep.FieldGroup("more", { title: "More", intendedToExtend: ["experienceevent"], fields: { more: "string" } });\nconst schema =',
    );
    await stack.edit("index.ts", "fieldGroups: [fields.id]", "fieldGroups: [fields.id, more.id]");
    await emulator.clearRequests();
    expect(describeSteps(succeeded(await stack.preview()).steps)).toEqual([
      "create FieldGroup more",
      "update Schema customerio",
    ]);
    succeeded(await stack.up());
    expect(describeWrites(await emulator.requests())).toEqual(["POST fieldgroups", "PATCH schemas"]);
  });

  it("forceDestroy is recorded by an update that sends nothing", async () => {
    await stack.edit("index.ts", FORCE_DESTROY, "");
    await emulator.clearRequests();
    expect(describeSteps(succeeded(await stack.up()).steps)).toEqual(["update Dataset customerio"]);
    expect(await emulator.requests()).toEqual([]);
  });

  it.each([
    ["a removed field", '    cio_id: "string",\n', ""],
    ["a retyped field", 'timestampx: "integer"', 'timestampx: "string"'],
    ["a removed field group", "fieldGroups: [fields.id, more.id]", "fieldGroups: [more.id]"],
    ["another class", 'class: "experienceevent"', 'class: "profile"'],
  ])("%s would replace the dataset: refused in the preview, nothing touched", async (_what, from, to) => {
    const before = await emulator.state();
    await stack.edit("index.ts", from, to);
    await emulator.clearRequests();
    for (const run of [await stack.preview(), await stack.up()]) {
      expect(run.code).not.toBe(0);
      expect(run.text).toContain("protect");
    }
    expect(describeWrites(await emulator.requests())).toEqual([]);
    expect(await emulator.state()).toEqual(before);
    await restore(from, to);
  });

  it("where nothing has to be deleted first, the dataset itself refuses, in the preview", async () => {
    const before = await emulator.state();
    const from = 'title: "Customer.io",\n  class: "experienceevent"';
    const to = 'title: "Customer.io again",\n  class: "profile"';
    await stack.edit("index.ts", from, to);
    await emulator.clearRequests();
    for (const run of [await stack.preview(), await stack.up({ preview: true })]) {
      expect(run.code).not.toBe(0);
      expect(run.text).toMatch(/would replace the dataset and delete every record in it/);
    }
    expect(await emulator.requests()).toEqual([]);
    expect(await emulator.state()).toEqual(before);
    await stack.edit("index.ts", to, from);
  });

  it("a destroy is refused in the preview while the dataset is protected", async () => {
    const before = await emulator.state();
    await emulator.clearRequests();
    const destroy = await stack.destroy();
    expect(destroy.code).not.toBe(0);
    expect(destroy.text).toMatch(/protect/);
    expect(await emulator.requests()).toEqual([]);
    expect(await emulator.state()).toEqual(before);
  });

  it("with forceDestroy the dataset is replaced, and destroyed", async () => {
    await stack.edit(
      "index.ts",
      "schemaRef: { id: schema.id },",
      `schemaRef: { id: schema.id }, ${FORCE_DESTROY}`,
    );
    succeeded(await stack.up());
    await stack.edit("index.ts", 'timestampx: "integer"', 'timestampx: "string"');
    await emulator.clearRequests();
    succeeded(await stack.up({ preview: true }));
    const writes = describeWrites(await emulator.requests());
    expect(writes.filter((line) => line.endsWith("dataSets"))).toEqual(
      expect.arrayContaining(["DELETE dataSets", "POST dataSets"]),
    );
    expect(describeSteps(succeeded(await stack.up()).steps)).toEqual([]);
    succeeded(await stack.destroy());
    expect(await emulator.state()).toEqual(pristine);
  });
});

/** Takes an edit back; where it removed a text, that stood before the field that follows. */
async function restore(from: string, to: string): Promise<void> {
  if (to !== "") return stack.edit("index.ts", to, from);
  return stack.edit("index.ts", '    email: "string",\n', `${from}    email: "string",\n`);
}
