import { type Bench, type Client, connect, paths, type Reply, startBench } from "./client";
import {
  flow,
  makePipeline,
  mappingSet,
  type Pipeline,
  sourceConnection,
  targetConnection,
} from "./tutorial";

let bench: Bench;
let client: Client;
let pipeline: Pipeline;
let flowPath: string;

beforeEach(async () => {
  bench = await startBench();
  client = bench.client;
  pipeline = await makePipeline(client);
  bench.clock.now += 1000;
  flowPath = `${paths.flow}/flows/${pipeline.flowId}`;
});
afterEach(() => bench.emulator.close());

const code = (answer: Reply): string =>
  `${answer.status} ${String(answer.at("type")).replace("https://ns.adobe.com/aep/errors/FLOW-", "")}`;

const etagOf = async (path: string): Promise<string> => (await client.get(path)).text("items", 0, "etag");

async function patchFlow(body: unknown, etag?: string): Promise<Reply> {
  return client.patch(flowPath, body, { headers: { "if-match": etag ?? (await etagOf(flowPath)) } });
}

test("a create answers 201 with id, quoted etag and Location", async () => {
  const made = await client.post(`${paths.flow}/sourceConnections`, sourceConnection);
  expect(made.status).toBe(201);
  expect(made.body).toEqual({
    id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4/),
    etag: expect.stringMatching(/^".*"$/),
  });
  expect(made.headers.get("location")).toMatch(new RegExp(`/sourceConnections/${made.text("id")}$`));
});

test("PATCH demands the current etag, quoted or not, and moves it", async () => {
  const change = [{ op: "replace", path: "/name", value: "Renamed" }];
  expect(code(await client.patch(flowPath, change))).toBe("400 1403-400");
  expect(code(await patchFlow(change, pipeline.flowEtag))).toBe("412 1404-412");
  const etag = await etagOf(flowPath);
  const patched = await patchFlow(change, etag.replaceAll('"', ""));
  expect([patched.status, patched.at("id")]).toEqual([200, pipeline.flowId]);
  expect(patched.text("etag")).not.toBe(etag);
  expect(code(await patchFlow(change, etag))).toBe("412 1404-412");
  const read = await client.get(flowPath);
  expect(read.at("items", 0)).toMatchObject({
    name: "Renamed",
    etag: patched.text("etag"),
    version: patched.text("etag"),
    lastOperation: {
      operation: "update",
      percentCompleted: 100,
      status: { value: "completed" },
      ops: change,
    },
  });
  await client.put("/_emulator/settings", { assumptions: { ifMatchUnquoted: "refuse" } });
  expect(code(await patchFlow(change, patched.text("etag").replaceAll('"', "")))).toBe("412 1404-412");
});

test("PATCH takes add, replace and remove in any letter case, as an array", async () => {
  expect((await patchFlow([{ op: "ADD", path: "/labels", value: ["core/C12"] }])).status).toBe(200);
  expect((await patchFlow([{ op: "Replace", path: "/description", value: "New" }])).status).toBe(200);
  expect((await patchFlow({ op: "replace", path: "/description", value: "Newer" })).text("type")).toMatch(
    /1100-400$/,
  );
  expect((await client.get(flowPath)).at("items", 0)).toMatchObject({
    labels: ["core/C12"],
    description: "New",
  });
  expect((await patchFlow([{ op: "remove", path: "/labels", value: "dummy" }])).status).toBe(200);
  expect((await client.get(flowPath)).at("items", 0, "labels")).toBeUndefined();
});

test.each([
  ["an empty array", [], "400 1405-400"],
  ["an empty body", "", "400 1405-400"],
  ["move", [{ op: "move", from: "/name", path: "/title" }], "400 1434-400"],
  ["copy", [{ op: "copy", from: "/name", path: "/title" }], "400 1434-400"],
  [
    "a field that does not exist",
    [{ op: "replace", path: "/keyWhichDoesNotExist", value: 1 }],
    "400 1455-400",
  ],
  ["a removal of nothing", [{ op: "remove", path: "/transformations/7" }], "400 1455-400"],
  ["a wrong state", [{ op: "replace", path: "/state", value: "delete-finalizing" }], "400 1456-400"],
  ["a computed field", [{ op: "replace", path: "/createdAt", value: 1 }], "400 1100-400"],
  ["the flow spec", [{ op: "replace", path: "/flowSpec/id", value: "x" }], "400 1100-400"],
  [
    "a mapping version that does not exist",
    [{ op: "replace", path: "/transformations/0/params/mappingVersion", value: 3 }],
    "400 1412-400",
  ],
  [
    "a mapping set that does not exist",
    [{ op: "replace", path: "/transformations/0/params/mappingId", value: "0".repeat(32) }],
    "400 1419-400",
  ],
  ["no operation", [null], "400 1100-400"],
  ["prototype pollution", [{ op: "add", path: "/__proto__/polluted", value: 1 }], "400 1455-400"],
])("PATCH refuses %s", async (_name, body, expected) => {
  const before = (await client.get(flowPath)).body;
  expect(code(await patchFlow(body))).toBe(expected);
  expect((await client.get(flowPath)).body).toEqual(before);
});

test("whoever changed an object last is named by updatedBy and updatedClient", async () => {
  const other = await connect(bench.emulator.url, "colleague");
  const headers = { "if-match": await etagOf(flowPath) };
  bench.clock.now += 5000;
  await other.patch(flowPath, [{ op: "replace", path: "/description", value: "Mine" }], { headers });
  expect((await client.get(flowPath)).at("items", 0)).toMatchObject({
    createdClient: "tester",
    updatedClient: "colleague",
    updatedBy: "colleague",
    updatedAt: bench.clock.now,
  });
});

test("flows are disabled and enabled by an action, once each", async () => {
  const etag = await etagOf(flowPath);
  const disabled = await client.post(`${flowPath}/action?op=DISABLE`);
  expect(disabled.body).toEqual({ id: pipeline.flowId, etag: expect.not.stringMatching(etag) });
  expect((await client.get(flowPath)).at("items", 0, "state")).toBe("disabled");
  expect(code(await client.post(`${flowPath}/action?op=disable`))).toBe("400 1422-400");
  expect((await client.post(`${flowPath}/action?op=enable`)).status).toBe(200);
  expect(code(await client.post(`${flowPath}/action?op=finalize`))).toBe("400 1402-400");
  expect(code(await client.post(`${flowPath}/action?op=explode`))).toBe("400 1451-400");
});

test("transitional states last as long as the ledger says, and refuse changes", async () => {
  await client.put("/_emulator/settings", { assumptions: { transitionMilliseconds: 3000 } });
  await client.post(`${flowPath}/action?op=disable`);
  expect((await client.get(flowPath)).at("items", 0, "state")).toBe("disabling");
  expect(code(await patchFlow([{ op: "replace", path: "/name", value: "x" }]))).toBe("400 1420-400");
  expect(code(await client.post(`${flowPath}/action?op=enable`))).toBe("400 1421-400");
  bench.clock.now += 3000;
  expect((await client.get(flowPath)).at("items", 0, "state")).toBe("disabled");
});

test("what flows use cannot be deleted, and what is deleted is gone", async () => {
  for (const [collection, id] of [
    ["sourceConnections", pipeline.sourceId],
    ["targetConnections", pipeline.targetId],
  ] as const) {
    expect(code(await client.delete(`${paths.flow}/${collection}/${id}`))).toBe("400 1447-400");
  }
  expect((await client.delete(flowPath)).status).toBe(204);
  expect(code(await client.get(flowPath))).toBe("404 1439-404");
  expect(code(await client.delete(flowPath))).toBe("404 1439-404");
  expect((await client.delete(`${paths.flow}/sourceConnections/${pipeline.sourceId}`)).status).toBe(204);
});

test("the checks of a new flow have their documented codes", async () => {
  const good = flow(pipeline.sourceId, pipeline.targetId, pipeline.mappingId);
  const withMapping = (mappingId: string, mappingVersion: number) => ({
    ...good,
    transformations: [{ name: "Mapping", params: { mappingId, mappingVersion } }],
  });
  const other = await makePipeline(client, "Other");
  const cases: readonly (readonly [object, string])[] = [
    [{ ...good, sourceConnectionIds: [] }, "400 1320-400"],
    [{ ...good, targetConnectionIds: undefined }, "400 1320-400"],
    [{ ...good, sourceConnectionIds: [pipeline.sourceId, pipeline.sourceId] }, "400 1321-400"],
    [{ ...good, sourceConnectionIds: ["nothing"] }, "404 1439-404"],
    [{ ...good, flowSpec: { id: "nothing", version: "1.0" } }, "400 1413-400"],
    [{ ...good, state: "enabled" }, "400 1410-400"],
    [{ ...good, mode: "draft" }, "400 1368-400"],
    [withMapping(pipeline.mappingId, 9), "400 1412-400"],
    [withMapping("0".repeat(32), 0), "400 1419-400"],
    [withMapping(other.mappingId, 0), "400 1425-400"],
    [{ ...good, flowSpec: "wrong" }, "400 1100-400"],
  ];
  for (const [body, expected] of cases) {
    const answer = await client.post(`${paths.flow}/flows`, body);
    expect([body, code(answer)]).toEqual([body, expected]);
  }
  const schemaVersion = { mappingVersion: "0", mappingId: pipeline.mappingId };
  const asText = { ...good, transformations: [{ name: "Mapping", params: schemaVersion }] };
  const made = await client.post(`${paths.flow}/flows`, asText);
  const read = await client.get(`${paths.flow}/flows/${made.text("id")}`);
  expect(read.at("items", 0, "transformations", 0, "params")).toEqual(schemaVersion);
});

test("the checks of connections have their documented codes", async () => {
  const streaming = { id: "bc7b00d6-623a-4dfc-9fdb-f1240aeadaeb", version: "1.0" };
  const target = targetConnection(pipeline.schemaId, pipeline.datasetId);
  const cases = [
    ["sourceConnections", { ...sourceConnection, baseConnectionId: "any" }, "400 1332-400"],
    [
      "sourceConnections",
      { ...sourceConnection, connectionSpec: { id: "none", version: "1.0" } },
      "400 1413-400",
    ],
    ["sourceConnections", { ...sourceConnection, connectionSpec: streaming }, "400 1359-400"],
    ["sourceConnections", { description: "no name" }, "400 1100-400"],
    ["targetConnections", { ...target, connectionSpec: streaming }, "400 1307-400"],
    ["targetConnections", { ...target, params: {} }, "400 1325-400"],
    ["connections", { name: "x", connectionSpec: { id: "none" } }, "400 1413-400"],
    [
      "connections",
      { name: "x", connectionSpec: streaming, auth: { specName: "Wrong", params: {} } },
      "400 1415-400",
    ],
  ] as const;
  for (const [collection, body, expected] of cases) {
    const answer = await client.post(`${paths.flow}/${collection}`, body);
    expect([body, code(answer)]).toEqual([body, expected]);
  }
});

test("an account keeps its spec, masks its secrets and outlives none of its flows' sources", async () => {
  const kinesis = {
    name: "Kinesis",
    connectionSpec: { id: "86043421-563b-46ec-8e6c-e23184711bf6", version: "1.0" },
    auth: {
      specName: "Aws Kinesis authentication credentials",
      params: { accessKeyId: "AK", secretKey: "hush-hush", region: "eu-west-1" },
    },
  };
  const made = await client.post(`${paths.flow}/connections`, kinesis);
  const path = `${paths.flow}/connections/${made.text("id")}`;
  const read = await client.get(path);
  expect(read.at("items", 0, "auth", "params")).toEqual({
    accessKeyId: "AK",
    secretKey: "*****",
    region: "eu-west-1",
  });
  expect((await client.get(`${path}/test`)).body).toEqual({ result: true });
  const headers = { "if-match": made.text("etag") };
  const specChange = [{ op: "replace", path: "/connectionSpec/id", value: "x" }];
  expect(code(await client.patch(path, specChange, { headers }))).toBe("400 1414-400");
  const authChange = [{ op: "replace", path: "/auth/params", value: { accessKeyId: "BK" } }];
  expect((await client.patch(path, authChange, { headers })).status).toBe(200);
  expect((await client.get(path)).at("items", 0, "auth", "params")).toEqual({ accessKeyId: "BK" });

  const source = await client.post(`${paths.flow}/sourceConnections`, {
    name: "Stream",
    baseConnectionId: made.text("id"),
    connectionSpec: kinesis.connectionSpec,
    params: { stream: "s" },
  });
  const sourceRead = await client.get(`${paths.flow}/sourceConnections/${source.text("id")}`);
  expect(sourceRead.at("items", 0, "inheritedAttributes", "baseConnection", "id")).toBe(made.text("id"));
  const spec = { id: "d69717ba-71b4-4313-b654-49f9cf126d7a", version: "1.0" };
  const flowBody = flow(source.text("id"), pipeline.targetId, pipeline.mappingId);
  const pulling = await client.post(`${paths.flow}/flows`, { ...flowBody, flowSpec: spec });
  expect(pulling.status).toBe(201);
  bench.clock.now += 5000;
  const pullingRead = await client.get(`${paths.flow}/flows/${pulling.text("id")}`);
  expect(pullingRead.at("items", 0, "options")).toBeUndefined();
  expect(code(await client.delete(path))).toBe("400 1418-400");
  await client.delete(`${paths.flow}/flows/${pulling.text("id")}`);
  expect((await client.delete(path)).status).toBe(204);
});

test("a schedule is demanded by batch specs only, by the rules of its members", async () => {
  const source = await client.post(`${paths.flow}/sourceConnections`, {
    name: "Landing zone",
    connectionSpec: { id: "26f526f2-58f4-4712-961d-e41bf1ccc0e8", version: "1.0" },
    data: { format: "json" },
    params: { path: "in", type: "folder" },
  });
  const batch = {
    ...flow(source.text("id"), pipeline.targetId, pipeline.mappingId),
    flowSpec: { id: "9753525b-82c7-4dce-8a9b-5ccfce2b9876", version: "1.0" },
  };
  const startTime = bench.clock.now / 1000 + 60;
  const cases: readonly (readonly [unknown, string])[] = [
    [undefined, "400 1317-400"],
    [{}, "400 1317-400"],
    [{ frequency: "day" }, "400 1359-400"],
    [{ startTime: startTime - 7200, frequency: "day", interval: 1 }, "400 1360-400"],
    [{ startTime, frequency: "once", interval: 1 }, "400 1361-400"],
    [{ startTime, frequency: "minute", interval: 5 }, "400 1362-400"],
    [{ startTime, frequency: "once", backfill: true }, "400 1364-400"],
    [{ startTime, frequency: "fortnight", interval: 1 }, "400 1100-400"],
  ];
  for (const [scheduleParams, expected] of cases) {
    const answer = await client.post(`${paths.flow}/flows`, { ...batch, scheduleParams });
    expect([scheduleParams, code(answer)]).toEqual([scheduleParams, expected]);
  }
  const scheduleParams = {
    startTime: String(startTime),
    frequency: "minute",
    interval: "15",
    backfill: "true",
  };
  const made = await client.post(`${paths.flow}/flows`, { ...batch, scheduleParams });
  expect(made.status).toBe(201);
  bench.clock.now += 120_000;
  const path = `${paths.flow}/flows/${made.text("id")}`;
  const change = async (member: string, value: unknown) =>
    code(
      await client.patch(path, [{ op: "add", path: `/scheduleParams/${member}`, value }], {
        headers: { "if-match": await etagOf(path) },
      }),
    );
  expect(await change("startTime", bench.clock.now / 1000 + 60)).toBe("400 1366-400");
  expect(await change("frequency", "once")).toBe("400 1403-400");
  expect(await change("backfill", false)).toBe("400 1404-400");
  expect(await change("frequency", "day")).toBe("200 undefined");
});

test("drafts are published in order", async () => {
  const source = await client.post(`${paths.flow}/sourceConnections?mode=draft`, sourceConnection);
  const body = flow(source.text("id"), pipeline.targetId, pipeline.mappingId);
  const { transformations: _later, ...incomplete } = body;
  const draft = await client.post(`${paths.flow}/flows?mode=draft`, incomplete);
  const path = `${paths.flow}/flows/${draft.text("id")}`;
  expect((await client.get(path)).at("items", 0, "state")).toBe("draft");
  expect((await client.post(`${paths.flow}/flows`, body)).status).toBe(400);
  expect((await client.post(`${path}/action?op=publish`)).status).toBe(400);
  await client.post(`${paths.flow}/sourceConnections/${source.text("id")}/action?op=publish`);
  const added = await client.patch(
    path,
    [{ op: "add", path: "/transformations", value: body.transformations }],
    { headers: { "if-match": draft.text("etag") } },
  );
  expect(added.status).toBe(200);
  expect((await client.post(`${path}/action?op=publish`)).status).toBe(200);
  expect((await client.get(path)).at("items", 0, "state")).toBe("enabled");
  expect(code(await client.post(`${path}/action?op=publish`))).toBe("400 1422-400");
});

test("the inlet appears when the ledger lets it, and the etag moves as it says", async () => {
  const settings = (assumptions: object) => client.put("/_emulator/settings", { assumptions });
  await settings({ inletDelayMilliseconds: "never" });
  const set = await client.post(`${paths.dataPrep}/mappingSets`, mappingSet(pipeline.schemaId));
  const body = flow(pipeline.sourceId, pipeline.targetId, set.text("id"));
  const made = await client.post(`${paths.flow}/flows`, body);
  const path = `${paths.flow}/flows/${made.text("id")}`;
  bench.clock.now += 1_000_000;
  const never = await client.get(path);
  expect(never.at("items", 0, "options")).toBeUndefined();
  expect(never.text("items", 0, "etag")).toBe(made.text("etag"));
  await settings({ inletDelayMilliseconds: 0 });
  const there = await client.get(path);
  expect(there.text("items", 0, "options", "inletUrl")).toContain("/collection/");
  expect(there.text("items", 0, "etag")).not.toBe(made.text("etag"));
  await settings({ inletDelayMilliseconds: "never" });
  expect((await client.get(path)).body).toEqual(there.body);

  await settings({ inletDelayMilliseconds: 0, etagMovesAfterCreate: 6000, etagFormat: "uuid" });
  const later = await client.post(`${paths.flow}/flows`, body);
  const laterPath = `${paths.flow}/flows/${later.text("id")}`;
  expect(later.text("etag")).toMatch(/^"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}"$/);
  expect(await etagOf(laterPath)).toBe(later.text("etag"));
  bench.clock.now += 6000;
  const moved = await etagOf(laterPath);
  expect(moved).not.toBe(later.text("etag"));
  expect(await etagOf(laterPath)).toBe(moved);
});

test("specs are read, not written", async () => {
  const spec = await client.get(`${paths.flow}/connectionSpecs?property=name=="customer-io"`);
  expect(spec.at("items", 0, "id")).toBe("96479064-7b8a-4d69-b9ed-21c5683837ea");
  const one = await client.get(`${paths.flow}/flowSpecs/e77fde5a-22a8-11ed-861d-0242ac120002`);
  expect(one.at("items", 0)).toMatchObject({
    name: "GenericStreamingAEP",
    targetConnectionSpecIds: ["c604ff05-7f1a-43c0-8e18-33bf874cb11c"],
    sourceConnectionSpecIds: expect.arrayContaining(["96479064-7b8a-4d69-b9ed-21c5683837ea"]),
  });
  expect(code(await client.post(`${paths.flow}/connectionSpecs`, {}))).toBe("400 1426-400");
  expect(code(await client.put(`${paths.flow}/runs/x`, {}))).toBe("400 1427-400");
});
