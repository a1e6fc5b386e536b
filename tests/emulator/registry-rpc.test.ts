import { accept, type Bench, type Client, paths, startBench } from "./client";
import { makeDataset } from "./tutorial";

let bench: Bench;
let client: Client;
beforeEach(async () => {
  bench = await startBench();
  client = bench.client;
});
afterEach(() => bench.emulator.close());

const rpc = `${paths.registry}/rpc`;

test("a schema is exported with what it is made of, and imported into another sandbox", async () => {
  const { schemaId, fieldGroupId } = await makeDataset(client);
  const exported = await client.get(`${rpc}/export/${encodeURIComponent(schemaId)}`);
  const ids = (exported.body as { $id: string }[]).map(({ $id }) => $id);
  const hidden = (id: string) => id.replace("extconndev", "<XDM_TENANTID_PLACEHOLDER>");
  expect(ids).toEqual([hidden(fieldGroupId), hidden(schemaId)]);
  expect(JSON.stringify(exported.body)).not.toContain("extconndev");
  const imported = await client.post(`${rpc}/import`, exported.body, { sandbox: "prod" });
  expect([imported.status, imported.at(1, "$id")]).toEqual([200, schemaId]);
  const lookup = (sandbox: string) =>
    client.get(`${paths.registry}/tenant/schemas/${encodeURIComponent(schemaId)}`, {
      sandbox,
      headers: accept.full,
    });
  expect((await lookup("prod")).at("properties")).toEqual((await lookup("dev")).at("properties"));
});

test("sample data has a value for every field", async () => {
  const { schemaId } = await makeDataset(client);
  const sample = await client.get(`${rpc}/sampledata/${encodeURIComponent(schemaId)}`);
  expect(sample.body).toMatchObject({
    timestamp: expect.stringMatching(/^\d{4}-/),
    _extconndev: { email: expect.any(String), timestampx: expect.any(Number) },
  });
  expect((await client.get(`${rpc}/sampledata/none`)).text("type")).toMatch(/XDM-1012-404$/);
});
