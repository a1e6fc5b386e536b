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

test("the audit log of a schema has what was changed in it and in what it is made of, the latest first", async () => {
  const { schemaId, fieldGroupId } = await makeDataset(client);
  const log = () => client.get(`${rpc}/auditlog/${encodeURIComponent(schemaId)}`);
  expect((await log()).body).toEqual([]);
  const path = "/definitions/customFields/properties/_extconndev/properties/city";
  const city = { type: "string", title: "City" };
  await client.patch(`${paths.registry}/tenant/fieldgroups/${encodeURIComponent(fieldGroupId)}`, [
    { op: "add", path, value: city },
  ]);
  bench.clock.now += 1000;
  const schemaPath = `${paths.registry}/tenant/schemas/${encodeURIComponent(schemaId)}`;
  await client.patch(schemaPath, [
    { op: "replace", path: "/title", value: "Renamed" },
    { op: "remove", path: "/description" },
  ]);
  const entry = (updatedTime: string, updates: readonly object[]) => ({
    id: schemaId,
    updates,
    updatedUser: "tester",
    clientId: "tester",
    imsOrg: "EMULATOR@AdobeOrg",
    sandBoxId: expect.stringMatching(/^[\w-]{36}$/),
    requestId: expect.any(String),
    updatedTime,
  });
  const change = (id: string, xdmType: string, action: string, at: string, value: unknown) => ({
    id,
    xdmType,
    action,
    path: at,
    value,
  });
  expect((await log()).body).toEqual([
    entry("11-22-2026 10:00:01", [
      change(schemaId, "schemas", "remove", "/description", "Customer.io"),
      change(schemaId, "schemas", "replace", "/title", "Renamed"),
    ]),
    entry("11-22-2026 10:00:00", [change(fieldGroupId, "mixins", "add", path, city)]),
  ]);
  expect((await client.get(`${rpc}/auditlog/none`)).text("type")).toMatch(/XDM-1012-404$/);
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
