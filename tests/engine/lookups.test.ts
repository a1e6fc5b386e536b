import { z } from "zod";
import { type EmulatorProcess, startEmulatorProcess } from "../support/emulator";
import { collectionOf, countLookups, describeRequests, describeWrites } from "../support/requests";
import { createStack, succeeded, type TestStack } from "../support/stack";

/** Objects of one stack, read by another, on the real engine. */
jest.setTimeout(120_000);

const FLOW = "Streaming Dataflow for Customer.io";
const SECRET = "canary-secret-of-the-finder";
let emulator: EmulatorProcess;
let owner: TestStack;
let reader: TestStack;
let finder: TestStack;

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
  const { AEP_CLIENT_SECRET: _fromTheStack, ...environment } = emulator.environment;
  finder = await createStack({
    program: "tests/engine/programs/find-objects",
    env: environment,
    config: { flowName: FLOW },
  });
  await finder.setConfig("aep:clientSecret", SECRET, { secret: true });
});

afterAll(async () => {
  await owner?.dispose();
  await reader?.dispose();
  await finder?.dispose();
  await emulator?.stop();
});

describe("get", () => {
  it("reads what another stack made, and writes nothing, also when it is destroyed", async () => {
    await emulator.clearRequests();
    succeeded(await reader.up());
    expect(describeRequests(await emulator.requests()).sort()).toEqual([
      "GET dataSets",
      // A schema's identities are objects of their own.
      "GET descriptors",
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

describe("look-ups", () => {
  it("leave what hangs on a new object unknown in a preview", async () => {
    const preview = succeeded(await finder.preview());
    expect(preview.text).not.toMatch(/warning: Configuration/);
    expect(preview.text).not.toContain(SECRET);
  });

  it("find objects by their natural keys, with the settings of the stack, and ask once", async () => {
    await emulator.clearRequests();
    succeeded(await finder.up());
    const { flowId, datasetId, webhookUrl } = await owner.outputs();
    const { found, accountState, flowIdOutput, inside } = await finder.outputs();
    expect(inside).toEqual({ handedDown: "prod prod", amongOthers: "prod prod", none: "dev dev" });
    expect(found).toMatchObject({
      flow: { id: flowId, name: FLOW, webhookUrl, flowSpecId: "e77fde5a-22a8-11ed-861d-0242ac120002" },
      tenant: { id: "extconndev", namespace: "_extconndev" },
      sandbox: { name: "dev", type: "development", isDefault: false },
      schema: { title: "Customer.io", class: "https://ns.adobe.com/xdm/context/experienceevent" },
      dataset: { id: datasetId, name: "Customer.io events" },
      runs: [],
      source: { connectionSpecId: "96479064-7b8a-4d69-b9ed-21c5683837ea" },
      spec: { authentication: [{ name: "Streaming Connection", required: ["dataType"], secret: [] }] },
      flowSpec: { name: "GenericStreamingAEP", reportsRuns: true, scheduled: false },
      elsewhere: { name: "dev" },
    });
    const { flow, mapping } = z
      .object({
        found: z.object({
          flow: z.object({ mappingId: z.string(), mappingVersion: z.number() }),
          mapping: z.object({ id: z.string(), version: z.number(), mappings: z.array(z.unknown()) }),
        }),
      })
      .parse({ found }).found;
    expect([mapping.id, mapping.version, mapping.mappings.length]).toEqual([
      flow.mappingId,
      flow.mappingVersion,
      6,
    ]);
    expect(accountState).toBe("enabled");
    expect(flowIdOutput).toBe(flowId);
    const requests = await emulator.requests();
    const flows = requests.filter(
      (request) => collectionOf(request) === "flows" && JSON.stringify(request.query).includes(FLOW),
    );
    // getFlow, getFlowRuns and getMappingSet. The explicit provider is in the same place, so it does not ask again.
    expect(flows).toHaveLength(3);
    // One for each process and provider: three in the program, two in provider processes.
    expect(countLookups(requests).token).toBeLessThanOrEqual(5);
    expect(await finder.exportText()).not.toContain(SECRET);
  });

  it("ask in the sandbox of an explicit provider", async () => {
    await finder.setConfig("otherSandbox", "prod");
    const preview = await finder.preview();
    expect(preview.code).not.toBe(0);
    expect(preview.text).toContain(`There is no flow named "${FLOW}" in the sandbox "prod".`);
  });
});
