import { connect as connectSocket } from "node:net";
import { deliberatelyBadHeader } from "../support/recording";
import { type Bench, type Client, paths, startBench } from "./client";
import { makePipeline, type Pipeline } from "./tutorial";

let bench: Bench;
let client: Client;
let pipeline: Pipeline;
beforeAll(async () => {
  bench = await startBench();
  client = bench.client;
  pipeline = await makePipeline(client);
  bench.clock.now += 1000;
});
afterAll(() => bench.emulator.close());

const bad = { [deliberatelyBadHeader]: "malformed" };

const deep = `${"[".repeat(5000)}${"]".repeat(5000)}`;

const bodies: readonly (readonly [string, string])[] = [
  ["no JSON", "{"],
  ["binary", "\u0000\u0001\u0002"],
  ["null", "null"],
  ["a number", "1"],
  ["a text", '"x"'],
  ["an array of anything", '[null,1,"x",{}]'],
  ["deep nesting", deep],
  ["deep nesting inside", `{"name":${deep}}`],
  ["prototype pollution", '{"__proto__":{"polluted":1},"name":"x"}'],
  [
    "wrong types",
    '{"queryString":1,"name":{},"description":1,"title":[],"allOf":{},"mappings":{},"schemaRef":[],"connectionSpec":[],"flowSpec":1,"tags":1,"@type":1,"definitions":[],"outputSchema":1}',
  ],
  [
    "wrong types below",
    '{"limit":"x","title":"x","allOf":[1],"definitions":{"a":1},"mappings":[[]],"schemaRef":{"id":1},"connectionSpec":{"id":1},"flowSpec":{"id":1},"tags":{"a":1},"@type":"xdm:x","xdm:sourceSchema":1}',
  ],
];

const collections = [
  `${paths.flow}/connections`,
  `${paths.flow}/sourceConnections`,
  `${paths.flow}/targetConnections`,
  `${paths.flow}/flows`,
  `${paths.flow}/flows/search`,
  `${paths.flow}/runs`,
  `${paths.registry}/tenant/schemas`,
  `${paths.registry}/tenant/fieldgroups`,
  `${paths.registry}/tenant/classes`,
  `${paths.registry}/tenant/datatypes`,
  `${paths.registry}/tenant/descriptors`,
  `${paths.catalog}/dataSets`,
  `${paths.dataPrep}/mappingSets`,
  `${paths.dataPrep}/mappingSets/validate`,
  `${paths.dataPrep}/mappingSets/preview`,
];

const objects = (): readonly string[] => [
  `${paths.flow}/sourceConnections/${pipeline.sourceId}`,
  `${paths.flow}/flows/${pipeline.flowId}`,
  `${paths.registry}/tenant/schemas/${encodeURIComponent(pipeline.schemaId)}`,
  `${paths.registry}/tenant/fieldgroups/${encodeURIComponent(pipeline.fieldGroupId)}`,
  `${paths.catalog}/dataSets/${pipeline.datasetId}`,
  `${paths.catalog}/v2/dataSets/${pipeline.datasetId}`,
  `${paths.dataPrep}/mappingSets/${pipeline.mappingId}`,
];

/** 4xx with a JSON body, or nothing at all happened. */
async function expectRefusal(
  method: string,
  path: string,
  body: string,
  headers: Record<string, string>,
): Promise<void> {
  const answer = await client.send(method, path, { body, headers: { ...headers, ...bad } });
  expect([method, path, body.slice(0, 60), answer.status, Math.floor(answer.status / 100)]).toEqual([
    method,
    path,
    body.slice(0, 60),
    answer.status,
    4,
  ]);
}

test.each(bodies)(
  "%s as a body is refused everywhere, and the store stays as it was",
  async (_name, body) => {
    await client.get(`${paths.flow}/flows`);
    const before = (await client.get("/_emulator/state")).body;
    const etags = await Promise.all(
      objects().map(async (path) => {
        const read = await client.get(path);
        const etag = read.at("items", 0, "etag");
        return typeof etag === "string" ? { "if-match": etag } : {};
      }),
    );
    for (const path of collections) {
      await expectRefusal("POST", path, body, { "content-type": "application/json" });
    }
    for (const [index, path] of objects().entries()) {
      for (const method of ["PATCH", "PUT"]) {
        for (const type of ["application/json", "application/json-patch+json"]) {
          await expectRefusal(method, path, body, { "content-type": type, ...etags[index] });
        }
      }
    }
    expect((await client.get("/_emulator/state")).body).toEqual(before);
  },
);

test("strange paths, queries and content types are never an error of the server", async () => {
  const attempts = [
    ["GET", "/%zz"],
    ["GET", `${paths.flow}/flows/%00`],
    ["GET", `${paths.flow}/flows/__proto__`],
    ["GET", `${paths.flow}/flows/${"x".repeat(5000)}`],
    ["GET", `${paths.flow}/flows?property=${"[".repeat(500)}==1`],
    ["GET", `${paths.flow}/flows?property=a.__proto__.b==1&orderby=__proto__`],
    ["GET", `${paths.catalog}/dataSets?name=${"*".repeat(30)}x&property=a~${"*".repeat(30)}y`],
    ["GET", `${paths.registry}/tenant/schemas/__proto__`],
    ["GET", `${paths.dataPrep}/mappingSets/constructor?version=__proto__`],
    ["DELETE", `${paths.catalog}/dataSets/__proto__`],
    ["TRACE", `${paths.flow}/flows`],
    ["PUT", `${paths.flow}/flows`],
    ["POST", "/collection/__proto__"],
    ["GET", "//"],
    ["GET", "/_emulator/datasets/__proto__/rows"],
  ] as const;
  for (const [method, path] of attempts) {
    const answer = method === "TRACE" ? undefined : await client.send(method, path, { headers: bad });
    expect([method, path.slice(0, 80), (answer?.status ?? 400) < 500]).toEqual([
      method,
      path.slice(0, 80),
      true,
    ]);
  }
  for (const type of [
    "",
    ";",
    "application/json; charset=nonsense",
    "multipart/form-data; boundary=x",
    "x".repeat(500),
  ]) {
    const answer = await client.post(`${paths.flow}/flows`, "{}", {
      headers: { "content-type": type, ...bad },
    });
    expect([type.slice(0, 40), Math.floor(answer.status / 100)]).toEqual([type.slice(0, 40), 4]);
  }
  const large = await client.post(`${paths.flow}/flows`, `"${"x".repeat(17 * 1024 * 1024)}"`, {
    headers: bad,
  });
  expect(large.status).toBe(413);
});

test("what is no HTTP leaves the server running", async () => {
  const port = Number(new URL(bench.emulator.url).port);
  await new Promise<void>((done) => {
    const socket = connectSocket(port, "127.0.0.1", () => socket.write("\u0000\u0001 nonsense\r\n\r\n"));
    socket.on("error", () => {}).resume();
    socket.once("close", () => done());
  });
  expect((await client.get(`${paths.flow}/flows`)).status).toBe(200);
});
