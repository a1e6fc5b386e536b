import { z } from "zod";
import { type EmulatorProcess, type PlatformUser, startEmulatorProcess } from "../support/emulator";
import { describeSteps } from "../support/engine-events";
import { describeRequests, describeWrites } from "../support/requests";
import { createStack, succeeded, type TestStack } from "../support/stack";

/** What happens when somebody else changes the same objects, on the real engine. */
jest.setTimeout(300_000);

const FLOW_SERVICE = "/data/foundation/flowservice";
const REGISTRY = "/data/foundation/schemaregistry/tenant";
const CATALOG = "/data/foundation/catalog/dataSets";
const DATA_PREP = "/data/foundation/conversion/mappingSets";
const LOOKUP = { accept: "application/vnd.adobe.xed+json; version=1" };

const flowServiceAnswer = z.object({ items: z.array(z.looseObject({ etag: z.string() })).length(1) });

let emulator: EmulatorProcess;
let stack: TestStack;
let somebody: PlatformUser;

beforeAll(async () => {
  emulator = await startEmulatorProcess();
  stack = await createStack({ program: "examples/customerio", env: emulator.environment });
  somebody = await emulator.asOther("somebody");
  succeeded(await stack.up());
});

afterAll(async () => {
  await stack?.dispose();
  await emulator?.stop();
});

async function idOf(type: string): Promise<string> {
  const resource = (await stack.resources()).find((each) => each.type.endsWith(`:${type}`));
  return encodeURIComponent(resource?.id ?? "");
}

async function lookUp(path: string): Promise<Record<string, unknown>> {
  const { items } = flowServiceAnswer.parse((await somebody(path)).body);
  return items[0] ?? {};
}

/** Patches a Flow Service object as somebody else. */
async function patch(path: string, operations: readonly object[]): Promise<void> {
  const { etag } = await lookUp(path);
  const answer = await somebody(path, {
    method: "PATCH",
    headers: { "if-match": String(etag) },
    body: operations,
  });
  expect(answer.status).toBe(200);
}

/** Everything that the program manages, as AEP has it now, without what every write moves. */
async function observe(): Promise<unknown> {
  const registry = z.looseObject({ title: z.string() });
  const mappingSet = z.looseObject({
    mappings: z.array(z.looseObject({ source: z.string(), destination: z.string() })),
  });
  const named = z.looseObject({ name: z.string(), description: z.string().optional() });
  const dataset = z.record(z.string(), named);
  const { mappings } = mappingSet.parse((await somebody(`${DATA_PREP}/${await idOf("MappingSet")}`)).body);
  const flowService = async (path: string) => named.parse(await lookUp(path));
  const [source, target, flow] = await Promise.all([
    flowService(`${FLOW_SERVICE}/sourceConnections/${await idOf("SourceConnection")}`),
    flowService(`${FLOW_SERVICE}/targetConnections/${await idOf("TargetConnection")}`),
    flowService(`${FLOW_SERVICE}/flows/${await idOf("Flow")}`),
  ]);
  const registryTitle = async (path: string) =>
    registry.parse((await somebody(path, { headers: LOOKUP })).body).title;
  return {
    fieldGroup: await registryTitle(`${REGISTRY}/fieldgroups/${await idOf("FieldGroup")}`),
    schema: await registryTitle(`${REGISTRY}/schemas/${await idOf("Schema")}`),
    datasets: Object.values(dataset.parse((await somebody(`${CATALOG}/${await idOf("Dataset")}`)).body)).map(
      ({ name }) => name,
    ),
    connections: [source, target, flow].map(({ name, description }) => ({ name, description })),
    mappings: mappings.map(({ source: from, destination }) => `${from} -> ${destination}`).sort(),
  };
}

describe("objects that somebody else changes", () => {
  it("an edit of every managed field is shown by a refresh and repaired by an up", async () => {
    const before = await observe();
    const nameAndDescription = [
      { op: "replace", path: "/name", value: "Renamed" },
      { op: "replace", path: "/description", value: "Described elsewhere" },
    ];
    for (const [collection, type] of [
      ["sourceConnections", "SourceConnection"],
      ["targetConnections", "TargetConnection"],
      ["flows", "Flow"],
    ] as const) {
      await patch(`${FLOW_SERVICE}/${collection}/${await idOf(type)}`, nameAndDescription);
    }
    for (const [collection, type] of [
      ["fieldgroups", "FieldGroup"],
      ["schemas", "Schema"],
    ] as const) {
      const answer = await somebody(`${REGISTRY}/${collection}/${await idOf(type)}`, {
        method: "PATCH",
        body: [{ op: "replace", path: "/title", value: `Renamed ${type}` }],
      });
      expect(answer.status).toBe(200);
    }
    await somebody(`${CATALOG}/${await idOf("Dataset")}`, { method: "PATCH", body: { name: "Renamed" } });
    const mappingSet = `${DATA_PREP}/${await idOf("MappingSet")}`;
    const set = z
      .looseObject({ mappings: z.array(z.looseObject({})) })
      .parse((await somebody(mappingSet)).body);
    const [first, ...rest] = set.mappings;
    const moved = { ...first, source: "elsewhere", sourceAttribute: "elsewhere" };
    const foreign = { sourceType: "ATTRIBUTE", source: "foreign", destination: "_extconndev.foreign" };
    const put = await somebody(mappingSet, {
      method: "PUT",
      body: { ...set, mappings: [moved, ...rest.slice(1), foreign] },
    });
    expect(put.status).toBe(200);
    const edited = await observe();
    expect(edited).not.toEqual(before);

    const refresh = succeeded(await stack.refresh());
    expect(refresh.changes.update).toBe(7);
    const up = succeeded(await stack.up());
    expect(describeSteps(up.steps).sort()).toEqual(
      ["Dataset", "FieldGroup", "Flow", "MappingSet", "Schema", "SourceConnection", "TargetConnection"].map(
        (type) => `update ${type} customerio`,
      ),
    );
    expect(await observe()).toEqual(before);
    succeeded(await stack.refresh({ args: ["--expect-no-changes"] }));
  });

  it("what nobody declared is no drift", async () => {
    await patch(`${FLOW_SERVICE}/flows/${await idOf("Flow")}`, [
      { op: "add", path: "/labels", value: ["core/C12"] },
    ]);
    await somebody(`${REGISTRY}/schemas/${await idOf("Schema")}`, {
      method: "PATCH",
      body: [{ op: "replace", path: "/description", value: "Described elsewhere" }],
    });
    const refresh = succeeded(await stack.refresh({ args: ["--expect-no-changes"] }));
    expect(refresh.changes.update ?? 0).toBe(0);
    await emulator.clearRequests();
    expect(describeSteps(succeeded(await stack.up()).steps)).toEqual([]);
    expect(await emulator.requests()).toEqual([]);
  });

  it("another field of the same object: theirs stays, ours is written, and it is said", async () => {
    const flow = `${FLOW_SERVICE}/flows/${await idOf("Flow")}`;
    await patch(flow, [{ op: "replace", path: "/description", value: "Described elsewhere" }]);
    await stack.edit(
      "index.ts",
      'name: "Streaming Dataflow for Customer.io"',
      'name: "Customer.io dataflow"',
    );
    const up = succeeded(await stack.up());
    expect(await lookUp(flow)).toMatchObject({
      name: "Customer.io dataflow",
      description: "Described elsewhere",
    });
    expect(up.diagnostics).toContainEqual(
      expect.objectContaining({
        severity: "warning",
        message: expect.stringMatching(/also changed by \S*somebody\S* at .* UTC: description/),
      }),
    );
    // Our value stays recorded, so nothing is reverted silently; the refresh is what shows it.
    expect(describeSteps(succeeded(await stack.up()).steps)).toEqual([]);
    expect(succeeded(await stack.refresh()).changes.update).toBe(1);
    expect(describeSteps(succeeded(await stack.up()).steps)).toEqual(["update Flow customerio"]);
  });

  it("the same field on both sides: nothing is written, and who and when are named", async () => {
    const flow = `${FLOW_SERVICE}/flows/${await idOf("Flow")}`;
    await patch(flow, [{ op: "replace", path: "/description", value: "Theirs" }]);
    const theirs = await lookUp(flow);
    await stack.edit("index.ts", 'description: "Streaming Dataflow for Customer.io"', 'description: "Ours"');
    await emulator.clearRequests();
    const up = await stack.up();
    expect(up.code).not.toBe(0);
    expect(up.text).toMatch(/was changed by \S*somebody\S* at \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC/);
    expect(up.text).toMatch(
      /description from ".*" to "Theirs"\. The program changes the same\. Nothing was written\./,
    );
    // The first PATCH is refused with 412; after the look nothing is sent any more.
    expect(describeRequests(await emulator.requests())).toEqual(["PATCH flows If-Match", "GET flows"]);
    expect(await lookUp(flow)).toEqual(theirs);
    await stack.edit("index.ts", 'description: "Ours"', 'description: "Theirs"');
    succeeded(await stack.up());
  });

  it("an object that an access label may hide is not taken for deleted", async () => {
    const flow = `${FLOW_SERVICE}/flows/${await idOf("Flow")}`;
    expect((await somebody(flow, { method: "DELETE" })).status).toBe(204);
    const refresh = await stack.refresh();
    expect(refresh.code).not.toBe(0);
    expect(refresh.text).toMatch(/carries the access labels core\/C12.*The state is unchanged/);
    const urn = (await stack.resources()).find(({ type }) => type.endsWith(":Flow"))?.urn ?? "";
    succeeded(await stack.command("state", "delete", urn, "--yes"));
    succeeded(await stack.up());
  });

  it("a deletion elsewhere: the refresh drops the object, the next up makes it again", async () => {
    expect((await somebody(`${FLOW_SERVICE}/flows/${await idOf("Flow")}`, { method: "DELETE" })).status).toBe(
      204,
    );
    const refresh = succeeded(await stack.refresh());
    expect(refresh.changes.delete).toBe(1);
    await emulator.clearRequests();
    expect(describeSteps(succeeded(await stack.up()).steps)).toEqual(["create Flow customerio"]);
    expect(describeWrites(await emulator.requests())).toEqual(["POST flows"]);
  });
});
