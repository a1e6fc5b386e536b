import { type Bench, type Client, paths, type Reply, startBench } from "./client";
import { makePipeline, type Pipeline, sourceConnection } from "./tutorial";

let bench: Bench;
let client: Client;
let pipeline: Pipeline;
const list = `${paths.flow}/sourceConnections`;

beforeAll(async () => {
  bench = await startBench();
  client = bench.client;
  pipeline = await makePipeline(client, "Customer.io");
  for (const name of ["beta", "alpha", "gamma"]) {
    bench.clock.now += 1000;
    const params = { tableName: name, columns: [{ name: `${name}_id` }, { name: "shared" }] };
    await client.post(list, { ...sourceConnection, name, params });
  }
});
afterAll(() => bench.emulator.close());

const names = (answer: Reply): readonly unknown[] => {
  const items = answer.at("items");
  return Array.isArray(items) ? items.map((item: { name: string }) => item.name) : [];
};

const query = async (parameters: string): Promise<Reply> => client.get(`${list}?${parameters}`);

test.each([
  ["property=name==alpha", ["alpha"]],
  ["property=name==%22alpha%22", ["alpha"]],
  ["property=name==alpha,beta", ["beta", "alpha"]],
  [
    "property=name!=alpha&property=params.tableName!=beta&property=createdAt>0",
    ["Streaming Source Connection for Customer.io", "gamma"],
  ],
  ["property=params.columns[].name==shared&orderby=name", ["alpha", "beta", "gamma"]],
  ["property=params.columns%5B%5D.name%3D%3Dbeta_id", ["beta"]],
  ["property=connectionSpec.id==nothing", []],
  ["property=state==enabled&property=name==gamma", ["gamma"]],
  ["property=constructor==x", []],
])("%s", async (parameters, expected) => {
  const answer = await query(parameters);
  expect([answer.status, names(answer)]).toEqual([200, expected]);
});

test("comparisons take numbers", async () => {
  const createdAt = (await query("property=name==alpha")).at("items", 0, "createdAt");
  expect(names(await query(`property=createdAt>${createdAt}`))).toEqual(["gamma"]);
  expect(names(await query(`property=createdAt>=${createdAt}&orderby=-name`))).toEqual(["gamma", "alpha"]);
  expect(names(await query(`property=createdAt<${createdAt}&property=name==beta`))).toEqual(["beta"]);
});

test("texts are compared by their characters, whatever the locale", async () => {
  // By the rules of languages "alpha" comes before "Streaming".
  expect(names(await query("property=name>Streaming&property=name<alpha"))).toEqual([
    "Streaming Source Connection for Customer.io",
  ]);
});

test("flows are found by what they refer to", async () => {
  for (const filter of [
    `sourceConnectionIds[]==${pipeline.sourceId}`,
    `transformations[].params.mappingId==${pipeline.mappingId}`,
    "inheritedAttributes.properties.isSourceFlow==true",
    "inheritedAttributes.targetConnections[].connectionSpec.id==c604ff05-7f1a-43c0-8e18-33bf874cb11c",
  ]) {
    const found = await client.get(`${paths.flow}/flows?property=${encodeURIComponent(filter)}`);
    expect([filter, found.at("items", 0, "id")]).toEqual([filter, pipeline.flowId]);
  }
});

test("a page leads to the next one by a path below the service's base", async () => {
  const seen: unknown[] = [];
  let path = "/sourceConnections?limit=3&orderby=-name";
  for (let page = 0; page < 2; page += 1) {
    const answer = await client.get(`${paths.flow}${path}`);
    seen.push(...names(answer));
    path = page === 0 ? answer.text("_links", "next", "href") : path;
    if (page === 1) {
      expect(answer.at("_links")).toEqual({});
    }
  }
  expect(path).toMatch(/^\/sourceConnections\?continuationToken=[\w-]+$/);
  expect(seen).toEqual(["gamma", "beta", "alpha", "Streaming Source Connection for Customer.io"]);
});

test("count answers a number and excludes limit", async () => {
  expect((await query("count=true")).body).toEqual({ count: 4 });
  expect((await query("property=name==alpha&count=true")).body).toEqual({ count: 1 });
  expect((await query("count=true&limit=2")).at("type")).toBe(
    "https://ns.adobe.com/aep/errors/FLOW-1401-400",
  );
});

test("a search is a list with a body, where there is one", async () => {
  expect((await client.post(`${list}/search`, { limit: 1 })).status).toBe(404);
  await client.put("/_emulator/settings", { assumptions: { undocumentedSearch: "accept" } });
  const search = (body: unknown) => client.post(`${list}/search`, body);
  expect(
    names(await search({ queryString: "property=name==alpha,gamma", orderby: "-name", limit: 1 })),
  ).toEqual(["gamma"]);
  expect((await search({ queryString: "property=name==alpha", count: true })).body).toEqual({ count: 1 });
  expect((await search({ limit: 1001 })).status).toBe(400);
});

test.each([
  ["property=name", "1453"],
  ["property=name==", "1453"],
  ["property===x", "1453"],
  ["property=name~~alpha", "1450"],
  ["property=createdAt>1,2", "1443"],
  ["orderby=", "200"],
  ["orderby=%2B", "1432"],
  ["orderby=a%20b", "1433"],
  ["limit=none", "1451"],
  ["limit=0", "1451"],
  ["continuationToken=garbage", "1451"],
])("%s answers %s", async (parameters, code) => {
  const answer = await query(parameters);
  const expected =
    code === "200" ? [200, undefined] : [400, `https://ns.adobe.com/aep/errors/FLOW-${code}-400`];
  expect([answer.status, answer.at("type")]).toEqual(expected);
});

test("an unknown parameter, such as start, is ignored", async () => {
  expect((await query("start=0&limit=4")).at("items")).toHaveLength(4);
});
