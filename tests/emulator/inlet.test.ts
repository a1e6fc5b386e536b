import { type Bench, type Client, paths, type Reply, request, startBench } from "./client";
import { event, flow, makePipeline, mappingSet, type Pipeline, row } from "./tutorial";

let bench: Bench;
let client: Client;
let pipeline: Pipeline;
let inletUrl: string;

beforeEach(async () => {
  bench = await startBench({ assumptions: { inletDelayMilliseconds: 0 } });
  client = bench.client;
  pipeline = await makePipeline(client);
  const read = await client.get(`${paths.flow}/flows/${pipeline.flowId}`);
  inletUrl = read.text("items", 0, "options", "inletUrl");
});
afterEach(() => bench.emulator.close());

const rows = async (): Promise<unknown> =>
  (await client.get(`/_emulator/datasets/${pipeline.datasetId}/rows`)).at("rows");
const runs = (): Promise<Reply> => client.get(`${paths.flow}/runs?property=flowId==${pipeline.flowId}`);
const send = (body: unknown, url = inletUrl, headers = {}): Promise<Reply> =>
  request(url, "POST", headers, body);
const setting = (assumptions: object): Promise<Reply> => client.put("/_emulator/settings", { assumptions });

test("a message names its flow in the address, in a header, or not at all", async () => {
  const id = pipeline.flowId;
  expect((await send(event)).status).toBe(200);
  expect((await send(event, `${inletUrl}?x-adobe-flow-id=${id}`)).status).toBe(200);
  expect((await send(event, inletUrl, { "x-adobe-flow-id": id })).status).toBe(200);
  expect(await rows()).toEqual([row, row, row]);
  expect((await send(event, `${inletUrl}?x-adobe-flow-id=other`)).status).toBe(400);
  await setting({ wrongFlowId: "accept", inletWithoutFlowId: "refuse" });
  expect((await send(event, `${inletUrl}?x-adobe-flow-id=other`)).status).toBe(200);
  expect((await send(event)).status).toBe(400);
  expect(await rows()).toHaveLength(3);
});

test("a batch answers 207 with a verdict per message", async () => {
  const batch = await send(
    { messages: [event, 1, event] },
    inletUrl.replace("/collection/", "/collection/batch/"),
  );
  expect([batch.status, batch.at("responses")]).toEqual([
    207,
    [
      { xactionId: expect.any(String) },
      { statusCode: 400, message: expect.any(String) },
      { xactionId: expect.any(String) },
    ],
  ]);
  expect(await rows()).toEqual([row, row]);
  expect((await runs()).at("items", 0, "metrics", "recordSummary", "inputRecordCount")).toBe(2);
});

test("messages that are none, too large, or for nobody are refused in the service's frame", async () => {
  const unknown = inletUrl.replace(/\w{64}/, "0".repeat(64));
  const large = { ...event, padding: "x".repeat(1024 * 1024) };
  const cases = [
    [inletUrl, "{", 400],
    [inletUrl, "[]", 400],
    [inletUrl, "", 400],
    [inletUrl, large, 413],
    [unknown, event, 404],
    [inletUrl.replace("/collection/", "/collection/batch/"), [event], 400],
  ] as const;
  for (const [url, body, status] of cases) {
    const answer = await send(body, url);
    expect([url, answer.status, answer.at("status")]).toEqual([url, status, status]);
    expect(answer.at("type")).toMatch(/^http:\/\/ns.adobe.com\/adobecloud\/problem\/data-collection-service/);
  }
  expect(await rows()).toEqual([]);
});

test("a disabled flow drops its messages, or refuses them; a deleted one has no inlet", async () => {
  await client.post(`${paths.flow}/flows/${pipeline.flowId}/action?op=disable`);
  const dropped = await send(event);
  expect([dropped.status, dropped.headers.get("x-emulator-assumption")]).toEqual([
    200,
    expect.stringContaining("disabledFlow"),
  ]);
  await setting({ disabledFlow: "refuse" });
  expect((await send(event)).status).toBe(400);
  expect(await rows()).toEqual([]);
  await client.delete(`${paths.flow}/flows/${pipeline.flowId}`);
  expect((await send(event)).status).toBe(404);
  await setting({ unknownInlet: "accept" });
  expect((await send(event)).status).toBe(200);
});

test("a run ends with its window; what cannot be mapped is counted with its reason", async () => {
  await setting({ runWindowMilliseconds: 60_000, classRequiredFields: "enforce" });
  await send(event);
  bench.clock.now += 60_000;
  await setting({ classRequiredFields: "ignore" });
  await send(event);
  const both = await runs();
  expect(both.at("items")).toEqual([
    expect.objectContaining({ state: "failed" }),
    expect.objectContaining({ state: "inProgress" }),
  ]);
  expect(both.at("items", 0, "metrics")).toMatchObject({
    durationSummary: { startedAtUTC: bench.clock.now - 60_000, completedAtUTC: bench.clock.now },
    recordSummary: { inputRecordCount: 1, outputRecordCount: 0, failedRecordCount: 1 },
    statusSummary: {
      status: "failed",
      errors: [{ code: "MAPPER-3700-400", message: expect.stringContaining("_id") }],
    },
  });
  bench.clock.now += 60_000;
  const one = await client.get(`${paths.flow}/runs/${both.text("items", 1, "id")}`);
  expect(one.at("items", 0, "state")).toBe("success");
  await setting({ runStatusSpelling: "spec" });
  expect((await runs()).at("items", 1, "state")).toBe("SUCCESS");
});

test("the runs of a flow go with it, unless the ledger keeps them", async () => {
  await send(event);
  await setting({ runsOfDeletedFlow: "keep" });
  await client.delete(`${paths.flow}/flows/${pipeline.flowId}`);
  expect((await runs()).at("items")).toHaveLength(1);
});

test("flows over an HTTP API account share its inlet and are told apart by their id", async () => {
  const connectionSpec = { id: "bc7b00d6-623a-4dfc-9fdb-f1240aeadaeb", version: "1.0" };
  const account = await client.post(`${paths.flow}/connections`, {
    name: "In",
    connectionSpec,
    auth: { specName: "Streaming Connection", params: { dataType: "raw" } },
  });
  const read = await client.get(`${paths.flow}/connections/${account.text("id")}`);
  const shared = read.text("items", 0, "auth", "params", "inletUrl");
  expect(read.at("items", 0, "auth", "params")).toMatchObject({
    dataType: "raw",
    sourceId: "In",
    authenticationRequired: false,
  });
  const source = await client.post(`${paths.flow}/sourceConnections`, {
    name: "In",
    connectionSpec,
    baseConnectionId: account.text("id"),
  });
  const set = await client.post(`${paths.dataPrep}/mappingSets`, mappingSet(pipeline.schemaId));
  const made = await client.post(`${paths.flow}/flows`, {
    ...flow(source.text("id"), pipeline.targetId, set.text("id")),
    flowSpec: { id: "c1a19761-d2c7-4702-b9fa-fe91f0613e81", version: "1.0" },
  });
  expect((await send(event, `${shared}?x-adobe-flow-id=${made.text("id")}`)).status).toBe(200);
  expect(await rows()).toEqual([row]);
  expect((await send(event, `${shared}?x-adobe-flow-id=${pipeline.flowId}`)).status).toBe(400);
});
