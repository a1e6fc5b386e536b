import { z } from "zod";
import * as tutorial from "../golden/customerio-tutorial";
import { type EmulatorProcess, startEmulatorProcess } from "../support/emulator";
import { describeSteps } from "../support/engine-events";
import { countLookups, describeRequests, describeWrites, requestsTo } from "../support/requests";
import { createStack, succeeded, type TestStack } from "../support/stack";

/** The example from the first preview to the destroy, on the real engine: what is sent, and nothing else. */
jest.setTimeout(300_000);

const CREATED = [
  "create FieldGroup customerio",
  "create Schema customerio",
  "create Dataset customerio",
  "create SourceConnection customerio",
  "create TargetConnection customerio",
  "create MappingSet customerio",
  "create Flow customerio",
];
const WRITES = [
  "POST fieldgroups",
  "POST schemas",
  "POST dataSets",
  "POST sourceConnections",
  "POST targetConnections",
  "POST mappingSets",
  "POST flows",
];
const SECRET = "canary-0d5c1f6e";

let emulator: EmulatorProcess;
let stack: TestStack;
let pristine: unknown;

beforeAll(async () => {
  emulator = await startEmulatorProcess();
  pristine = await emulator.state();
  stack = await createStack({
    program: "examples/customerio",
    env: { ...emulator.environment, AEP_CLIENT_SECRET: SECRET },
  });
});

afterAll(async () => {
  await stack?.dispose();
  await emulator?.stop();
});

async function idOf(type: string): Promise<string> {
  const resource = (await stack.resources()).find((each) => each.type.endsWith(`:${type}`));
  return resource?.id ?? "";
}

/** Edits the program, previews (nothing sent, nothing but `steps` shown), brings it up, and answers what was sent. */
async function change(from: string, to: string, steps: readonly string[]): Promise<string[]> {
  await stack.edit("index.ts", from, to);
  await emulator.clearRequests();
  const preview = succeeded(await stack.preview());
  expect(describeSteps(preview.steps)).toEqual(steps);
  expect(await emulator.requests()).toEqual([]);
  const up = succeeded(await stack.up());
  expect(describeSteps(up.steps)).toEqual(steps);
  return describeRequests(await emulator.requests());
}

describe("the Customer.io example", () => {
  it("previews seven objects without a request", async () => {
    const preview = succeeded(await stack.preview());
    expect(describeSteps(preview.steps).sort()).toEqual([...CREATED].sort());
    expect(await emulator.requests()).toEqual([]);
  });

  it("comes up with seven writes, each look-up made once", async () => {
    const up = succeeded(await stack.up());
    const requests = await emulator.requests();
    expect(describeWrites(requests).sort()).toEqual([...WRITES].sort());
    expect(countLookups(requests)).toEqual({ token: 1, sandbox: 1, stats: 1 });
    expect(up.diagnostics.filter(({ severity }) => severity === "warning" || severity === "error")).toEqual(
      [],
    );
  });

  it("sent what Adobe's tutorial sends, value by value", async () => {
    const requests = await emulator.requests();
    const body = (collection: string) => requestsTo(requests, "POST", collection)[0]?.body;
    const ids = {
      schema: await idOf("Schema"),
      dataset: await idOf("Dataset"),
      source: await idOf("SourceConnection"),
      target: await idOf("TargetConnection"),
      mapping: await idOf("MappingSet"),
    };
    expect(body("sourceConnections")).toEqual(tutorial.sourceConnection);
    expect(body("targetConnections")).toEqual(tutorial.targetConnection(ids));
    expect(body("flows")).toEqual(tutorial.flow(ids));
    expect(body("mappingSets")).toEqual({
      outputSchema: tutorial.outputSchema(ids),
      mappings: tutorial.mappings.map(({ sourceAttribute, destinationXdmPath }) => ({
        sourceType: "ATTRIBUTE",
        source: sourceAttribute,
        destination: destinationXdmPath,
      })),
    });
  });

  it("gives the address for the webhook", async () => {
    const outputs = z.object({ inletUrl: z.string(), webhookUrl: z.string(), flowId: z.string() });
    const { inletUrl, webhookUrl, flowId } = outputs.parse(await stack.outputs());
    expect(inletUrl).toMatch(/\/collection\/[0-9a-f]{64}$/);
    expect(webhookUrl).toBe(`${inletUrl}?x-adobe-flow-id=${flowId}`);
  });

  it("records little, and no secret", async () => {
    const text = await stack.exportText();
    expect(text).not.toContain(SECRET);
    for (const resource of await stack.resources()) {
      const declared = JSON.stringify(resource.inputs).length;
      const size = JSON.stringify(resource).length;
      expect([resource.type, size <= 4096, size <= 2 * declared + 2048]).toEqual([resource.type, true, true]);
    }
  });

  it("a second up is unchanged, with no request at all", async () => {
    await emulator.clearRequests();
    const up = succeeded(await stack.up());
    expect(describeSteps(up.steps)).toEqual([]);
    expect(up.changes).toEqual({ same: 8 });
    expect(await emulator.requests()).toEqual([]);
  });

  it("a refresh right after it reports nothing, with one GET an object", async () => {
    await emulator.clearRequests();
    const refresh = succeeded(await stack.refresh({ args: ["--expect-no-changes"] }));
    expect(refresh.changes.update ?? 0).toBe(0);
    const requests = await emulator.requests();
    expect(describeRequests(requests).sort()).toEqual(
      WRITES.map((line) => line.replace("POST", "GET")).sort(),
    );
    expect(countLookups(requests)).toEqual({ token: 1, sandbox: 0, stats: 1 });
  });

  /** One of each kind; every property of every kind is changed in tests/process. */
  const EDITS: readonly (readonly [string, string, string, readonly string[], readonly string[]])[] = [
    [
      "a further field",
      'timestampx: "integer",',
      'timestampx: "integer", recipient: "string",',
      ["update FieldGroup customerio"],
      ["GET fieldgroups", "PATCH fieldgroups"],
    ],
    [
      "the schema's title",
      'title: "Customer.io",',
      'title: "Customer.io reports",',
      ["update Schema customerio"],
      ["GET schemas", "PATCH schemas"],
    ],
    [
      "the dataset's name and description",
      'name: "Customer.io events",',
      'name: "Customer.io reports", description: "All channels",',
      ["update Dataset customerio"],
      ["GET dataSets", "PATCH dataSets"],
    ],
    [
      "the source connection's name",
      'name: "Streaming Source Connection for Customer.io"',
      'name: "Customer.io source"',
      ["update SourceConnection customerio"],
      ["PATCH sourceConnections If-Match"],
    ],
    [
      "the target connection's description",
      'description: "Streaming Target Connection for Customer.io"',
      'description: "Into the lake"',
      ["update TargetConnection customerio"],
      ["PATCH targetConnections If-Match"],
    ],
    [
      "a further mapping",
      "  mappings: [",
      '  mappings: [ { source: "data.recipient", destination: "_{TENANT_ID}.recipient" },',
      ["update MappingSet customerio", "update Flow customerio"],
      ["GET mappingSets", "PUT mappingSets", "PATCH flows If-Match"],
    ],
    [
      "the flow's name",
      'name: "Streaming Dataflow for Customer.io"',
      'name: "Customer.io dataflow"',
      ["update Flow customerio"],
      ["PATCH flows If-Match"],
    ],
  ];

  it.each(EDITS)("%s: exactly the requests that it takes", async (_what, from, to, steps, requests) => {
    expect(await change(from, to, steps)).toEqual(requests);
  });

  it("patches the flow's mapping by its name, to the new version", async () => {
    await change('source: "event_id"', 'source: "data.delivery_id"', [
      "update MappingSet customerio",
      "update Flow customerio",
    ]);
    const [patch] = requestsTo(await emulator.requests(), "PATCH", "flows");
    const mappingId = await idOf("MappingSet");
    expect(patch?.body).toEqual([
      {
        op: "replace",
        path: "/transformations/0",
        value: { name: "Mapping", params: { mappingId, mappingVersion: 2 } },
      },
    ]);
  });

  it.each([
    ["SourceConnection", "sourceConnections", 'name: "Customer.io source"', 'name: "Customer.io source 2"'],
    [
      "TargetConnection",
      "targetConnections",
      'name: "Streaming Target Connection for Customer.io"',
      'name: "Customer.io target"',
    ],
    ["Flow", "flows", 'name: "Customer.io dataflow"', 'name: "Customer.io dataflow 2"'],
  ])("%s whose etag has moved: a refused PATCH, GET, PATCH", async (type, collection, from, to) => {
    const somebody = await emulator.asOther("somebody");
    const path = `/data/foundation/flowservice/${collection}/${await idOf(type)}`;
    const { items } = z
      .object({ items: z.array(z.object({ etag: z.string(), description: z.string().optional() })) })
      .parse((await somebody(path)).body);
    const [live] = items;
    const patched = await somebody(path, {
      method: "PATCH",
      headers: { "if-match": live?.etag ?? "" },
      body: [{ op: "add", path: "/description", value: live?.description ?? "" }],
    });
    expect(patched.status).toBe(200);
    expect(await change(from, to, [`update ${type} customerio`])).toEqual([
      `PATCH ${collection} If-Match`,
      `GET ${collection}`,
      `PATCH ${collection} If-Match`,
    ]);
  });

  it("is destroyed in the order of its dependencies, leaving nothing behind", async () => {
    await emulator.clearRequests();
    succeeded(await stack.destroy());
    const deletes = describeWrites(await emulator.requests());
    expect([...deletes].sort()).toEqual(WRITES.map((line) => line.replace("POST", "DELETE")).sort());
    expect(deletes[0]).toBe("DELETE flows");
    const lake = ["DELETE targetConnections", "DELETE dataSets", "DELETE schemas", "DELETE fieldgroups"];
    expect(deletes.filter((line) => lake.includes(line))).toEqual(lake);
    expect(await emulator.state()).toEqual(pristine);
  });
});
