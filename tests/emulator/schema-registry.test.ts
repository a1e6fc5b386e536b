import { accept, type Bench, type Client, paths, type Reply, startBench } from "./client";
import { eventClass, fieldGroup, makeDataset, schema } from "./tutorial";

let bench: Bench;
let client: Client;
beforeEach(async () => {
  bench = await startBench();
  client = bench.client;
});
afterEach(() => bench.emulator.close());

const tenant = `${paths.registry}/tenant`;
const at = (collection: string, id: string): string => `${tenant}/${collection}/${encodeURIComponent(id)}`;
const code = (answer: Reply): string =>
  `${answer.status} ${String(answer.at("type")).replace("http://ns.adobe.com/aep/errors/XDM-", "")}`;
const refused = "400 /placeholder/type/uri";

const profileClass = "https://ns.adobe.com/xdm/context/profile";
const field = (name: string): string => `/definitions/customFields/properties/_extconndev/properties/${name}`;

test("a new resource shows what the registry computes", async () => {
  const group = await client.post(`${tenant}/fieldgroups`, fieldGroup("Events"));
  expect(group.status).toBe(201);
  expect(group.body).toMatchObject({
    $id: expect.stringMatching(/^https:\/\/ns\.adobe\.com\/extconndev\/mixins\/[0-9a-f]{40,64}$/),
    "meta:resourceType": "mixins",
    version: "1.0",
    title: "Events",
    "meta:intendedToExtend": [eventClass],
    "meta:containerId": "tenant",
    "meta:tenantNamespace": "_extconndev",
    "meta:sandboxType": "development",
    imsOrg: "EMULATOR@AdobeOrg",
    allOf: [{ $ref: "#/definitions/customFields", type: "object", "meta:xdmType": "object" }],
  });
  const made = await client.post(`${tenant}/schemas`, schema("Customer.io", group.text("$id")));
  expect(made.body).toMatchObject({
    "meta:class": eventClass,
    "meta:altId": made.text("$id").replace("https://ns.adobe.com/", "_").replaceAll("/", "."),
    "meta:extends": expect.arrayContaining([
      eventClass,
      group.text("$id"),
      "https://ns.adobe.com/xdm/data/time-series",
    ]),
    "meta:registryMetadata": {
      "xdm:createdClientId": "tester",
      eTag: expect.stringMatching(/^[0-9a-f]{64}$/),
    },
  });
  for (const id of [made.text("$id"), made.text("meta:altId")]) {
    expect((await client.get(at("schemas", id), { headers: accept.lookup })).body).toEqual(made.body);
  }
});

test("a schema is shown resolved, with or without its texts", async () => {
  const { schemaId } = await makeDataset(client);
  const lookup = (form: string) =>
    client.get(at("schemas", schemaId), {
      headers: { accept: `application/vnd.adobe.xed${form}+json; version=1` },
    });
  const full = await lookup("-full");
  expect(full.at("allOf")).toBeUndefined();
  expect(full.at("properties", "_extconndev", "properties", "timestampx")).toEqual({
    type: "integer",
    "meta:xdmType": "int",
  });
  expect(full.at("properties", "timestamp")).toMatchObject({
    format: "date-time",
    "meta:xdmType": "date-time",
  });
  expect(full.at("properties", "identityMap", "meta:xdmType")).toBe("map");
  expect(full.at("required")).toEqual(["_id", "timestamp"]);
  const bare = await lookup("-full-notext");
  expect([bare.at("title"), bare.at("description"), bare.at("properties", "timestamp", "title")]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
  const described = await lookup("-full-desc");
  expect([described.at("title"), described.at("description")]).toEqual([undefined, "Customer.io"]);
});

test("the Accept header says what is wanted: a version for lookups, none for lists", async () => {
  const { schemaId } = await makeDataset(client);
  const cases = [
    [`${tenant}/schemas`, "application/vnd.adobe.xed+json;version=1", "400 1006-400"],
    [`${tenant}/schemas`, "application/json", "400 1006-400"],
    [`${tenant}/schemas`, "application/vnd.adobe.xdm+json", "200 undefined"],
    [at("schemas", schemaId), "application/vnd.adobe.xed+json", "400 1007-400"],
    [at("schemas", schemaId), "*/*", "400 1007-400"],
    [at("schemas", schemaId), "application/vnd.adobe.xed-full+json;version=1.0", "200 object"],
    [at("schemas", schemaId), "application/vnd.adobe.xed+json; version=2", "406 /placeholder/type/uri"],
    [`${tenant}/descriptors`, "application/vnd.adobe.xed+json", "400 1008-400"],
    [`${tenant}/descriptors`, "application/vnd.adobe.xdm+json; version=1", "400 1008-400"],
  ] as const;
  for (const [path, type, expected] of cases) {
    const answer = await client.get(path, { headers: { accept: type } });
    expect([path, type, code(answer)]).toEqual([path, type, expected]);
  }
});

test("missing resources have the code of their kind; global ones that are unknown too", async () => {
  for (const [collection, expected] of [
    ["schemas", "404 1012-404"],
    ["fieldgroups", "404 1011-404"],
    ["mixins", "404 1011-404"],
    ["classes", "404 1010-404"],
    ["datatypes", "404 1013-404"],
  ] as const) {
    const id = `https://ns.adobe.com/extconndev/${collection}/0123`;
    expect(code(await client.get(at(collection, id), { headers: accept.lookup }))).toBe(expected);
    expect(code(await client.delete(at(collection, id)))).toBe(expected);
    expect(
      code(await client.get(`${paths.registry}/global/${collection}/none`, { headers: accept.lookup })),
    ).toBe(expected);
  }
  const profile = await client.get(`${paths.registry}/global/classes/_xdm.context.profile`, {
    headers: accept.full,
  });
  expect([profile.status, profile.at("$id"), profile.at("properties", "_id", "type")]).toEqual([
    200,
    profileClass,
    "string",
  ]);
  expect(
    (await client.get(`${tenant}/schema/x`, { headers: accept.lookup })).headers.get("content-type"),
  ).toBe("text/html");
});

test("PATCH and PUT change a resource and count its version", async () => {
  const group = await client.post(`${tenant}/mixins`, fieldGroup("Events"));
  const path = at("fieldgroups", group.text("$id"));
  const patched = await client.patch(path, [{ op: "add", path: field("city"), value: { type: "string" } }]);
  expect([patched.status, patched.at("version")]).toEqual([200, "1.1"]);
  expect(
    patched.at("definitions", "customFields", "properties", "_extconndev", "properties", "city"),
  ).toEqual({ type: "string" });
  const put = await client.put(path, fieldGroup("Renamed"));
  expect([put.status, put.at("version"), put.at("title"), put.at("$id")]).toEqual([
    200,
    "1.2",
    "Renamed",
    group.text("$id"),
  ]);
  expect((await client.patch(path, [{ op: "replace", path: field("none"), value: {} }])).status).toBe(400);
  expect((await client.get(path, { headers: accept.lookup })).body).toEqual(put.body);
});

test("titles are unique across all kinds of resources", async () => {
  const group = await client.post(`${tenant}/fieldgroups`, fieldGroup("Taken"));
  const made = await client.post(`${tenant}/schemas`, schema("Free", group.text("$id")));
  expect(code(await client.post(`${tenant}/schemas`, schema("Taken", group.text("$id"))))).toBe(
    "400 1521-400",
  );
  const rename = [{ op: "replace", path: "/title", value: "Taken" }];
  expect(code(await client.patch(at("schemas", made.text("$id")), rename))).toBe("400 1521-400");
  expect((await client.put(at("fieldgroups", group.text("$id")), fieldGroup("Taken"))).status).toBe(200);
});

test("invalid resources are refused", async () => {
  const group = await client.post(`${tenant}/fieldgroups`, fieldGroup("Events"));
  const id = group.text("$id");
  const outside = fieldGroup("Outside");
  const cases = [
    ["schemas", { ...schema("No class", id), allOf: [{ $ref: id }] }, refused],
    ["schemas", { ...schema("Two", id), allOf: [{ $ref: eventClass }, { $ref: profileClass }] }, refused],
    ["schemas", schema("Unknown", "https://ns.adobe.com/extconndev/mixins/none"), refused],
    ["schemas", { type: "object", allOf: [{ $ref: eventClass }] }, refused],
    ["schemas", { type: "object", title: "No parts" }, refused],
    [
      "schemas",
      { ...schema("Union", id), allOf: [{ $ref: profileClass }], "meta:immutableTags": ["union"] },
      "400 1528-400",
    ],
    [
      "fieldgroups",
      { ...outside, definitions: { customFields: { properties: { loose: { type: "string" } } } } },
      "400 1021-400",
    ],
  ] as const;
  for (const [collection, body, expected] of cases) {
    expect([body, code(await client.post(`${tenant}/${collection}`, body))]).toEqual([body, expected]);
  }
});

test("what is in use cannot be deleted, unless the ledger says so", async () => {
  const { schemaId, fieldGroupId, datasetId } = await makeDataset(client);
  expect(code(await client.delete(at("schemas", schemaId)))).toBe(refused);
  expect(code(await client.delete(at("fieldgroups", fieldGroupId)))).toBe(refused);
  await client.delete(`${paths.catalog}/dataSets/${datasetId}`);
  expect(code(await client.delete(at("fieldgroups", fieldGroupId)))).toBe(refused);
  expect((await client.delete(at("schemas", schemaId))).status).toBe(204);
  expect((await client.delete(at("fieldgroups", fieldGroupId))).status).toBe(204);

  const second = await makeDataset(client, "Second");
  await client.put("/_emulator/settings", { assumptions: { resourceInUse: "accept" } });
  expect((await client.delete(at("fieldgroups", second.fieldGroupId))).status).toBe(204);
});

test("a schema with a dataset only grows", async () => {
  const { schemaId, fieldGroupId, datasetId } = await makeDataset(client);
  const path = at("fieldgroups", fieldGroupId);
  const breaking = [
    { op: "remove", path: field("email") },
    { op: "replace", path: `${field("email")}/type`, value: "integer" },
    { op: "add", path: `${field("email")}/enum`, value: ["a"] },
    { op: "add", path: `${field("email")}/maxLength`, value: 3 },
  ];
  for (const operation of breaking) {
    expect([operation, code(await client.patch(path, [operation]))]).toEqual([operation, refused]);
  }
  expect(code(await client.patch(at("schemas", schemaId), [{ op: "remove", path: "/allOf/1" }]))).toBe(
    refused,
  );
  const growth = [
    { op: "add", path: field("city"), value: { type: "string" } },
    { op: "add", path: `${field("email")}/title`, value: "E-mail" },
  ];
  expect((await client.patch(path, growth)).status).toBe(200);
  await client.delete(`${paths.catalog}/dataSets/${datasetId}`);
  expect((await client.patch(path, breaking.slice(0, 1))).status).toBe(200);
});

test("a schema joins the union by either spelling of the guides, and never leaves it", async () => {
  const { schemaId } = await makeDataset(client);
  const path = at("schemas", schemaId);
  const joined = await client.patch(path, [{ op: "add", path: "/meta:immutableTags-", value: "union" }]);
  expect(joined.at("meta:immutableTags")).toEqual(["union"]);
  expect((await client.patch(path, [{ op: "remove", path: "/meta:immutableTags" }])).status).toBe(400);
  expect((await client.delete(path)).status).toBe(400);
  const unions = await client.get(`${tenant}/unions`, { headers: accept.list });
  expect(unions.at("results", 0, "$id")).toBe(`${eventClass}__union`);
  const union = await client.get(at("unions", `${eventClass}__union`), { headers: accept.full });
  expect(union.at("properties", "_extconndev", "properties", "email", "type")).toBe("string");
});

test("a primary identity lets a profile schema into the union; descriptors are grouped by type", async () => {
  const body = { ...fieldGroup("Customers"), "meta:intendedToExtend": [profileClass] };
  const group = await client.post(`${tenant}/fieldgroups`, body);
  const parts = [{ $ref: profileClass }, { $ref: group.text("$id") }];
  const made = await client.post(`${tenant}/schemas`, { type: "object", title: "Profile", allOf: parts });
  const join = [{ op: "add", path: "/meta:immutableTags", value: ["union"] }];
  const path = at("schemas", made.text("$id"));
  expect(code(await client.patch(path, join))).toBe("400 1528-400");
  const identity = {
    "@type": "xdm:descriptorIdentity",
    "xdm:sourceSchema": made.text("$id"),
    "xdm:sourceVersion": 1,
    "xdm:sourceProperty": "/_extconndev/cio_id",
    "xdm:namespace": "CustomerIO",
    "xdm:property": "xdm:code",
    "xdm:isPrimary": true,
  };
  const descriptor = await client.post(`${tenant}/descriptors`, identity);
  expect([descriptor.status, descriptor.body]).toEqual([201, expect.objectContaining(identity)]);
  expect((await client.post(`${tenant}/descriptors`, identity)).status).toBe(400);
  expect((await client.patch(path, join)).status).toBe(200);
  const id = descriptor.text("@id");
  const list = (type: string) =>
    client.get(`${tenant}/descriptors`, { headers: { accept: `application/vnd.adobe.${type}+json` } });
  expect((await list("xdm")).at("xdm:descriptorIdentity", 0, "@id")).toBe(id);
  expect((await list("xdm-id")).body).toEqual({ "xdm:descriptorIdentity": [id] });
  expect((await list("xdm-v2-id")).at("results")).toEqual([{ "@id": id }]);
  const changed = await client.put(`${tenant}/descriptors/${id}`, { ...identity, "xdm:isPrimary": false });
  expect([changed.status, changed.at("xdm:isPrimary")]).toEqual([200, false]);
  expect((await client.delete(`${tenant}/descriptors/${id}`)).status).toBe(204);
  expect((await client.get(`${tenant}/descriptors/${id}`)).status).toBe(404);
});

test("lists are filtered, ordered and paged by a cursor; start=0 finds nothing", async () => {
  for (const title of ["b", "d", "a", "c"]) {
    await client.post(`${tenant}/fieldgroups`, fieldGroup(title));
  }
  const list = (query: string) => client.get(`${tenant}/fieldgroups?${query}`, { headers: accept.list });
  const titles = (answer: Reply): unknown =>
    (answer.at("results") as { title: string }[]).map(({ title }) => title);
  const found = await list("property=title==c");
  expect(found.at("results")).toEqual([
    { $id: expect.any(String), "meta:altId": expect.any(String), version: "1.0", title: "c" },
  ]);
  expect(titles(await list("orderby=-title"))).toEqual(["d", "c", "b", "a"]);
  expect(titles(await list("property=title!=a&property=title"))).toEqual(["b", "c", "d"]);
  expect(titles(await list(`property=meta:intendedToExtend==${eventClass}&limit=1`))).toEqual(["a"]);
  const compared = ["title<c", "title<=c", "title>c", "title>=c", "version>5", "version<=1", "none<1"];
  const filtered = await Promise.all(
    compared.map(async (filter) => titles(await list(`property=${encodeURIComponent(filter)}`))),
  );
  expect(filtered).toEqual([["a", "b"], ["a", "b", "c"], ["d"], ["c", "d"], [], ["a", "b", "c", "d"], []]);
  expect(titles(await list("limit=10&start=0"))).toEqual([]);
  const first = await list("orderby=title&limit=3");
  expect([titles(first), first.at("_page")]).toEqual([
    ["a", "b", "c"],
    { orderby: "title", next: "c", count: 3 },
  ]);
  const second = await list(`orderby=title&limit=3&start=${first.text("_page", "next")}`);
  expect([titles(second), second.at("_page", "next")]).toEqual([["d"], null]);
  expect((await list("limit=501")).status).toBe(400);
});

test("stats name the tenant and count", async () => {
  await makeDataset(client);
  const stats = await client.get(`${paths.registry}/stats`);
  expect(stats.body).toMatchObject({
    imsOrg: "EMULATOR@AdobeOrg",
    tenantId: "extconndev",
    counts: { schemas: 1, mixins: 1, datatypes: 0, classes: 0, unions: 0 },
    classUsage: [{ $id: eventClass, numberOfSchemas: 1 }],
  });
});
