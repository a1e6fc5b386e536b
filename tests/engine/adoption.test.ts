import { type EmulatorProcess, startEmulatorProcess } from "../support/emulator";
import { describeSteps } from "../support/engine-events";
import { describeRequests, describeWrites } from "../support/requests";
import { createStack, succeeded, type TestStack } from "../support/stack";

/** A second stack takes over what exists already, on the real engine. */
jest.setTimeout(240_000);

/** In the example, each resource by the first property of its arguments. */
const FIRST_PROPERTY: Readonly<Record<string, string>> = {
  FieldGroup: 'title: "Customer.io event",',
  Schema: 'title: "Customer.io",',
  Dataset: 'name: "Customer.io events",',
  SourceConnection: 'name: "Streaming Source Connection for Customer.io",',
  TargetConnection: 'name: "Streaming Target Connection for Customer.io",',
  MappingSet: "outputSchema: { schemaRef: { id: schema.id } },",
  Flow: 'name: "Streaming Dataflow for Customer.io",',
};

let emulator: EmulatorProcess;
let first: TestStack;
let second: TestStack;

beforeAll(async () => {
  emulator = await startEmulatorProcess();
  first = await createStack({ program: "examples/customerio", env: emulator.environment });
  second = await createStack({ program: "examples/customerio", env: emulator.environment });
  succeeded(await first.up());
  for (const { type, id } of await first.resources()) {
    const property = FIRST_PROPERTY[type.slice(type.lastIndexOf(":") + 1)];
    if (property !== undefined) await second.edit("index.ts", property, `adopt: "${id}", ${property}`);
  }
});

afterAll(async () => {
  await first?.dispose();
  await second?.dispose();
  await emulator?.stop();
});

describe("adoption", () => {
  it("writes nothing, and the next preview is empty", async () => {
    const before = await emulator.state();
    await emulator.clearRequests();
    succeeded(await second.up());
    expect(describeWrites(await emulator.requests())).toEqual([]);
    expect(await emulator.state()).toEqual(before);
    expect(await second.outputs()).toEqual(await first.outputs());
    expect(describeSteps(succeeded(await second.preview()).steps)).toEqual([]);
  });

  it("protects what it took over", async () => {
    const destroy = await second.destroy();
    expect(destroy.code).not.toBe(0);
    expect(destroy.text).toContain("protected");
  });

  it("shows and writes a difference like any other", async () => {
    await second.edit(
      "index.ts",
      'description: "Streaming Dataflow for Customer.io"',
      'description: "Adopted"',
    );
    await emulator.clearRequests();
    expect(describeSteps(succeeded(await second.up()).steps)).toEqual(["update Flow customerio"]);
    expect(describeRequests(await emulator.requests())).toEqual(["PATCH flows If-Match"]);
  });

  it("refuses a change that would replace the adopted object, and says how to go on", async () => {
    const from = 'data: { format: "json" },';
    await second.edit("index.ts", from, 'data: { format: "delimited" },');
    const preview = await second.preview();
    expect(preview.code).not.toBe(0);
    expect(preview.text).toMatch(/replaces the source connection .*which "adopt" holds on to/);
    await second.edit("index.ts", 'data: { format: "delimited" },', from);
  });

  it("shows nothing but the end of the protection when adopt is taken away", async () => {
    for (const { type, id } of await second.resources()) {
      const property = FIRST_PROPERTY[type.slice(type.lastIndexOf(":") + 1)];
      if (property !== undefined) await second.edit("index.ts", `adopt: "${id}", ${property}`, property);
    }
    await emulator.clearRequests();
    expect(describeSteps(succeeded(await second.up()).steps)).toEqual([]);
    expect(await emulator.requests()).toEqual([]);
  });

  it("names an id that is not there", async () => {
    const missing = "00000000-0000-4000-8000-000000000000";
    const third = await createStack({ program: "examples/customerio", env: emulator.environment });
    try {
      const property = FIRST_PROPERTY.SourceConnection ?? "";
      await third.edit("index.ts", property, `adopt: "${missing}", ${property}`);
      await third.edit("index.ts", 'title: "Customer.io event"', 'title: "Another event"');
      const up = await third.up();
      expect(up.code).not.toBe(0);
      expect(up.text).toContain(`there is no source connection with this id in the sandbox "dev"`);
    } finally {
      await third.dispose();
    }
  });
});
