import { type EmulatorProcess, startEmulatorProcess } from "../support/emulator";
import { describeRequests, describeWrites } from "../support/requests";
import { createStack, succeeded, type TestStack } from "../support/stack";

/** Objects of one stack, read by another, on the real engine. */
jest.setTimeout(120_000);

let emulator: EmulatorProcess;
let owner: TestStack;
let reader: TestStack;

beforeAll(async () => {
  emulator = await startEmulatorProcess();
  owner = await createStack({ program: "examples/customerio", env: emulator.environment });
  succeeded(await owner.up());
  const idOf = new Map((await owner.resources()).map(({ type, id = "" }) => [type.split(":").at(-1), id]));
  reader = await createStack({
    program: "tests/engine/programs/lookups",
    env: emulator.environment,
    config: {
      schemaId: idOf.get("Schema") ?? "",
      datasetId: idOf.get("Dataset") ?? "",
      mappingId: idOf.get("MappingSet") ?? "",
      flowId: idOf.get("Flow") ?? "",
    },
  });
});

afterAll(async () => {
  await owner?.dispose();
  await reader?.dispose();
  await emulator?.stop();
});

describe("get", () => {
  it("reads what another stack made, and writes nothing, also when it is destroyed", async () => {
    await emulator.clearRequests();
    succeeded(await reader.up());
    expect(describeRequests(await emulator.requests()).sort()).toEqual([
      "GET dataSets",
      "GET flows",
      "GET mappingSets",
      "GET schemas",
    ]);
    const { webhookUrl } = await owner.outputs();
    expect(await reader.outputs()).toEqual({
      found: {
        title: "Customer.io",
        fieldGroups: [expect.stringContaining("https://ns.adobe.com/extconndev/mixins/")],
        dataset: "Customer.io events",
        destinations: ["cio_id", "email", "event_id0", "metricx", "object_type1", "timestampx"].map(
          (field) => `_{TENANT_ID}.${field}`,
        ),
        flow: "Streaming Dataflow for Customer.io",
        webhookUrl,
      },
    });
    const before = await emulator.state();
    succeeded(await reader.destroy());
    expect(describeWrites(await emulator.requests())).toEqual([]);
    expect(await emulator.state()).toEqual(before);
  });

  it("fails when there is no such object", async () => {
    await reader.setConfig("flowId", "00000000-0000-4000-8000-000000000000");
    const up = await reader.up();
    expect(up.code).not.toBe(0);
    expect(up.text).toContain(
      'There is no flow with the id 00000000-0000-4000-8000-000000000000 in the sandbox "dev".',
    );
  });
});
