import { type Bench, paths, request, startBench } from "./client";
import { event, makePipeline, row } from "./tutorial";

let bench: Bench;
beforeEach(async () => {
  bench = await startBench();
});
afterEach(() => bench.emulator.close());

test("the tutorial runs from the schema to rows and a run, and leaves nothing behind", async () => {
  const { client, clock, emulator } = bench;
  const before = (await client.get("/_emulator/state")).body;
  const pipeline = await makePipeline(client);

  const early = await client.get(`${paths.flow}/flows/${pipeline.flowId}`);
  expect(early.at("items", 0, "options")).toBeUndefined();
  expect(early.text("items", 0, "etag")).toBe(pipeline.flowEtag);
  clock.now += 1000;
  const flow = await client.get(`${paths.flow}/flows/${pipeline.flowId}`);
  const etag = flow.text("items", 0, "etag");
  const inletUrl = flow.text("items", 0, "options", "inletUrl");
  expect(etag).not.toBe(pipeline.flowEtag);
  expect(flow.at("items", 0)).toMatchObject({
    id: pipeline.flowId,
    createdAt: clock.now - 1000,
    updatedAt: clock.now,
    createdBy: "tester",
    updatedClient: "tester",
    sandboxName: "dev",
    imsOrgId: "EMULATOR@AdobeOrg",
    name: "Streaming Dataflow for Customer.io",
    state: "enabled",
    version: etag,
    inheritedAttributes: {
      properties: { isSourceFlow: true },
      sourceConnections: [
        {
          id: pipeline.sourceId,
          connectionSpec: { id: "96479064-7b8a-4d69-b9ed-21c5683837ea", version: "1.0" },
        },
      ],
      targetConnections: [{ id: pipeline.targetId }],
    },
    runs: `/runs?property=flowId==${pipeline.flowId}`,
    lastOperation: { started: 0, updated: 0, operation: "enable" },
  });
  expect(etag).toMatch(/^"[0-9a-f]{8}-0000-0200-0000-[0-9a-f]{8}0000"$/);
  expect(inletUrl).toMatch(new RegExp(`^${emulator.url}/collection/[0-9a-f]{64}$`));

  const webhook = `${inletUrl}?x-adobe-flow-id=${pipeline.flowId}`;
  const posted = await request(webhook, "POST", {}, event);
  expect(posted.status).toBe(200);
  expect(posted.text("inletId")).toBe(inletUrl.split("/").at(-1));
  const rows = await client.get(`/_emulator/datasets/${pipeline.datasetId}/rows`);
  expect(rows.at("rows")).toEqual([row]);

  const runsPath = `${paths.flow}/runs?property=flowId==${pipeline.flowId}`;
  const open = await client.get(runsPath);
  expect(open.at("items")).toHaveLength(1);
  expect(open.at("items", 0)).toMatchObject({
    flowId: pipeline.flowId,
    state: "inProgress",
    metrics: { recordSummary: { inputRecordCount: 1, outputRecordCount: 1, failedRecordCount: 0 } },
  });
  expect((await client.post("/_emulator/flush")).body).toEqual({ closedRuns: 1 });
  expect((await client.get(runsPath)).at("items", 0, "metrics", "statusSummary", "status")).toBe("success");

  const deletions = [
    [`${paths.flow}/flows/${pipeline.flowId}`, 204],
    [`${paths.dataPrep}/mappingSets/${pipeline.mappingId}`, 204],
    [`${paths.flow}/targetConnections/${pipeline.targetId}`, 204],
    [`${paths.flow}/sourceConnections/${pipeline.sourceId}`, 204],
    [`${paths.catalog}/dataSets/${pipeline.datasetId}`, 200],
    [`${paths.registry}/tenant/schemas/${encodeURIComponent(pipeline.schemaId)}`, 204],
    [`${paths.registry}/tenant/fieldgroups/${encodeURIComponent(pipeline.fieldGroupId)}`, 204],
  ] as const;
  for (const [path, status] of deletions) {
    expect([path, (await client.delete(path)).status]).toEqual([path, status]);
  }
  expect((await client.get("/_emulator/state")).body).toEqual(before);
});

test("the flow keeps the version of the mapping set that it has pinned until it is patched", async () => {
  const { client, clock } = bench;
  const pipeline = await makePipeline(client);
  clock.now += 1000;
  const set = await client.get(`${paths.dataPrep}/mappingSets/${pipeline.mappingId}`);
  const changed = await client.put(`${paths.dataPrep}/mappingSets/${pipeline.mappingId}`, {
    outputSchema: set.at("outputSchema"),
    mappings: [{ sourceType: "ATTRIBUTE", source: "metric", destination: "_extconndev.email" }],
  });
  expect([changed.status, changed.at("version")]).toEqual([200, 1]);

  const read = () => client.get(`${paths.flow}/flows/${pipeline.flowId}`);
  const rowsAfter = async () => {
    await request((await read()).text("items", 0, "options", "inletUrl"), "POST", {}, event);
    return (await client.get(`/_emulator/datasets/${pipeline.datasetId}/rows`)).at("rows");
  };
  expect(await rowsAfter()).toEqual([row]);
  const patched = await client.patch(
    `${paths.flow}/flows/${pipeline.flowId}`,
    [
      {
        op: "replace",
        path: "/transformations/0",
        value: { name: "Mapping", params: { mappingId: pipeline.mappingId, mappingVersion: 1 } },
      },
    ],
    { headers: { "if-match": (await read()).text("items", 0, "etag") } },
  );
  expect(patched.body).toEqual({ id: pipeline.flowId, etag: expect.any(String) });
  expect(await rowsAfter()).toEqual([row, { _extconndev: { email: "subscribed" } }]);
});
