import { type Bench, type Client, connect, paths, startBench } from "./client";
import { makeDataset } from "./tutorial";

let bench: Bench;
let client: Client;
let schemaId: string;
let id: string;
beforeEach(async () => {
  bench = await startBench();
  client = bench.client;
  ({ schemaId, datasetId: id } = await makeDataset(client));
});
afterEach(() => bench.emulator.close());

const dataSets = `${paths.catalog}/dataSets`;
const contentType = "application/vnd.adobe.xed+json;version=1";

test("writes answer arrays, reads maps", async () => {
  const made = await client.post(dataSets, { name: "Second", schemaRef: { id: schemaId, contentType } });
  expect([made.status, made.body]).toEqual([201, [expect.stringMatching(/^@\/dataSets\/[0-9a-f]{24}$/)]]);
  const secondId = made.text(0).replace("@/dataSets/", "");
  expect(made.headers.get("location")).toMatch(new RegExp(`/dataSets/${secondId}$`));
  const read = await client.get(`${dataSets}/${secondId}`);
  expect(read.body).toEqual({
    [secondId]: expect.objectContaining({
      name: "Second",
      schemaRef: { id: schemaId, contentType },
      version: "1.0.0",
      imsOrg: "EMULATOR@AdobeOrg",
      created: bench.clock.now,
      createdClient: "tester",
      tags: {},
      state: "DRAFT",
    }),
  });
  expect(Object.keys((await client.get(dataSets)).body as object)).toEqual([id, secondId]);
  expect((await client.get(`${dataSets}/${"0".repeat(24)}`)).status).toBe(404);
});

test("each of the three forms of PATCH does its own kind of merge, and counts the version", async () => {
  const path = `${dataSets}/${id}`;
  const patch = (body: unknown, type = "application/json") =>
    client.patch(path, body, { headers: { "content-type": type } });
  const read = async () => (await client.get(path)).at(id);
  const asPatch = "application/json-patch+json";
  expect((await patch({ description: "One", tags: { own: ["a"] } })).body).toEqual([`@/dataSets/${id}`]);
  expect((await patch([{ op: "add", path: "/tags/other", value: ["b"] }], asPatch)).status).toBe(200);
  expect(await read()).toMatchObject({
    name: "Customer.io events",
    tags: { own: ["a"], other: ["b"] },
    version: "1.0.2",
  });
  await patch({ tags: { third: ["c"] } });
  expect(await read()).toMatchObject({ tags: { third: ["c"] } });
  const ttl = { extensions: { adobe_lakeHouse: { rowExpiration: { ttlValue: "P3Y" } } } };
  await client.patch(`${paths.catalog}/v2/dataSets/${id}`, { tags: { fourth: ["d"] }, ...ttl });
  expect(await read()).toMatchObject({ tags: { third: ["c"], fourth: ["d"] }, ...ttl, version: "1.0.4" });
  await client.put("/_emulator/settings", { assumptions: { datasetTagsOnMerge: "merge" } });
  await patch({ tags: { fifth: ["e"] } });
  expect(await read()).toMatchObject({ tags: { third: ["c"], fourth: ["d"], fifth: ["e"] } });
  expect((await patch([{ op: "replace", path: "/none", value: 1 }], asPatch)).status).toBe(400);
  expect((await client.put(path, { name: "Whole", schemaRef: { id: schemaId } })).status).toBe(200);
  const whole = await client.get(path);
  expect([whole.at(id, "name"), whole.at(id, "tags"), whole.at(id, "description")]).toEqual([
    "Whole",
    {},
    undefined,
  ]);
});

test("If-Match is optional and compared with E-Tag", async () => {
  const path = `${dataSets}/${id}`;
  const read = await client.get(path);
  expect(read.headers.get("e-tag")).toBe("1.0.0");
  const patch = (version: string) =>
    client.patch(path, { description: version }, { headers: { "if-match": version } });
  expect((await patch("1.0.7")).status).toBe(412);
  const other = await connect(bench.emulator.url, "colleague");
  await other.patch(path, { description: "theirs" });
  expect((await client.get(path)).at(id, "updatedUser")).toBe("colleague");
  expect((await patch("1.0.0")).status).toBe(412);
  expect((await patch("1.0.1")).headers.get("e-tag")).toBe("1.0.2");
});

test("validate-only checks without saving", async () => {
  const headers = { pragma: "validate-only" };
  await client.patch(`${dataSets}/${id}`, { name: "Other" }, { headers });
  expect((await client.get(`${dataSets}/${id}`)).at(id)).toMatchObject({
    name: "Customer.io events",
    version: "1.0.0",
  });
});

test("deleting answers the reference once, then nothing, with 200", async () => {
  expect(await client.delete(`${dataSets}/${id}`)).toMatchObject({ status: 200, body: [`@/dataSets/${id}`] });
  expect(await client.delete(`${dataSets}/${id}`)).toMatchObject({ status: 200, body: [] });
  expect((await client.get(`${dataSets}/${id}`)).status).toBe(404);
});

test("the schema exists and stays; Profile needs it in the union", async () => {
  expect((await client.post(dataSets, { name: "x", schemaRef: { id: `${schemaId}0` } })).status).toBe(400);
  expect((await client.patch(`${dataSets}/${id}`, { schemaRef: { id: `${schemaId}0` } })).status).toBe(400);
  const enable = [{ op: "add", path: "/tags/unifiedProfile", value: ["enabled:true"] }];
  const headers = { "content-type": "application/json-patch+json" };
  const early = await client.patch(`${dataSets}/${id}`, enable, { headers });
  expect([early.status, early.at("detail")]).toEqual([
    400,
    "To enable profile datasets the schema should be valid",
  ]);
  const schemaPath = `${paths.registry}/tenant/schemas/${encodeURIComponent(schemaId)}`;
  await client.patch(schemaPath, [{ op: "add", path: "/meta:immutableTags", value: ["union"] }]);
  expect((await client.patch(`${dataSets}/${id}`, enable, { headers })).status).toBe(200);
});

test("lists are filtered, ordered, cut and trimmed", async () => {
  for (const [name, tags] of [
    ["beta", { team: ["red", "blue"] }],
    ["alpha", { team: ["green"] }],
  ] as const) {
    bench.clock.now += 1000;
    await client.post(dataSets, { name, tags, schemaRef: { id: schemaId } });
  }
  const names = async (query: string): Promise<unknown> =>
    Object.values((await client.get(`${dataSets}?${query}`)).body as object).map(
      ({ name }: { name: string }) => name,
    );
  expect(await names("name=alpha")).toEqual(["alpha"]);
  expect(await names("name=alpha,beta&orderBy=desc:name")).toEqual(["beta", "alpha"]);
  expect(await names("tags=team:re*")).toEqual(["beta"]);
  expect(await names("property=name==alpha")).toEqual(["alpha"]);
  expect(await names("orderBy=desc:created&limit=2")).toEqual(["alpha", "beta"]);
  expect(await names("orderBy=desc:created&limit=2&start=2")).toEqual(["Customer.io events"]);
  expect((await client.get(`${dataSets}/${id}?properties=name,schemaRef`)).at(id)).toEqual({
    name: "Customer.io events",
    schemaRef: { id: schemaId, contentType: "application/vnd.adobe.xed-full+json;version=1" },
  });
  for (const query of ["limit=0", "limit=101", "limit=x", "start=-1", "orderBy=up:name"]) {
    expect([query, (await client.get(`${dataSets}?${query}`)).status]).toEqual([query, 400]);
  }
});
