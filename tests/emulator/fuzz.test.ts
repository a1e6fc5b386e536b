import { Agent, request } from "node:http";
import fc from "fast-check";
import { deliberatelyBadHeader } from "../support/recording";
import { type Bench, paths, startBench } from "./client";
import { makePipeline, type Pipeline } from "./tutorial";

let bench: Bench;
let pipeline: Pipeline;
let etag: string;
let inletPath: string;
const agent = new Agent({ keepAlive: true });
beforeEach(async () => {
  bench = await startBench();
  pipeline = await makePipeline(bench.client);
  bench.clock.now += 10_000;
  const flow = await bench.client.get(`${paths.flow}/flows/${pipeline.flowId}`);
  etag = flow.text("items", 0, "etag");
  inletPath = new URL(flow.text("items", 0, "options", "inletUrl")).pathname;
});
afterEach(() => bench.emulator.close());
afterAll(() => agent.destroy());

interface Attempt {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | undefined;
}

interface Outcome {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

/** Sends what `fetch` would refuse or mend. */
function send({ method, path, headers, body }: Attempt): Promise<Outcome> {
  const { hostname, port } = new URL(bench.emulator.url);
  const all = {
    ...bench.client.headers,
    "x-sandbox-name": "dev",
    [deliberatelyBadHeader]: "fuzz",
    // Node leaves it out for methods that usually have no body.
    ...(body === undefined ? {} : { "content-length": String(body.length) }),
    ...headers,
  };
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, method, path, headers: all, agent, timeout: 10_000 }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on("data", (chunk: Buffer) => chunks.push(chunk));
      answer.on("end", () => {
        const text = Buffer.concat(chunks).toString("utf8");
        resolve({ status: answer.statusCode ?? 0, type: answer.headers["content-type"] ?? "", text });
      });
    });
    sent.on("timeout", () => sent.destroy(new Error(`${method} ${path.slice(0, 100)}: no answer`)));
    sent.on("error", reject);
    sent.end(body);
  });
}

/** The whole store, as text. */
async function state(): Promise<string> {
  return (await send({ method: "GET", path: "/_emulator/state", headers: {}, body: undefined })).text;
}

const pollution = ["__proto__", "constructor", "prototype", "toString", "hasOwnProperty", "__defineGetter__"];

/** Objects that are there, by index into the pipeline; and such that are not. */
const collections = [
  `${paths.flow}/connections`,
  `${paths.flow}/sourceConnections`,
  `${paths.flow}/targetConnections`,
  `${paths.flow}/flows`,
  `${paths.flow}/runs`,
  `${paths.flow}/connectionSpecs`,
  `${paths.flow}/flowSpecs`,
  `${paths.registry}/tenant/schemas`,
  `${paths.registry}/tenant/fieldgroups`,
  `${paths.registry}/tenant/classes`,
  `${paths.registry}/tenant/datatypes`,
  `${paths.registry}/tenant/descriptors`,
  `${paths.registry}/tenant/unions`,
  `${paths.registry}/global/behaviors`,
  `${paths.catalog}/dataSets`,
  `${paths.catalog}/v2/dataSets`,
  `${paths.dataPrep}/mappingSets`,
  `${paths.dataPrep}/languages/el`,
  `${paths.sandboxes}/sandboxes`,
  "/data/core/idnamespace/identities",
  "/collection",
  "/ims/token",
];

const objects = (): readonly string[] => [
  `${paths.flow}/flows/${pipeline.flowId}`,
  `${paths.flow}/sourceConnections/${pipeline.sourceId}`,
  `${paths.flow}/targetConnections/${pipeline.targetId}`,
  `${paths.registry}/tenant/schemas/${encodeURIComponent(pipeline.schemaId)}`,
  `${paths.registry}/tenant/fieldgroups/${encodeURIComponent(pipeline.fieldGroupId)}`,
  `${paths.catalog}/dataSets/${pipeline.datasetId}`,
  `${paths.catalog}/v2/dataSets/${pipeline.datasetId}`,
  `${paths.dataPrep}/mappingSets/${pipeline.mappingId}`,
  inletPath,
];

const word = fc.oneof(
  fc.constantFrom(...pollution, "", "0", "-1", "1e999", "NaN", "null", "../..", "*", "%", "[]", "{}"),
  fc.string({ unit: "grapheme", maxLength: 12 }),
);
const encoded = word.map((each) => encodeURIComponent(each));
const segment = fc.oneof(
  encoded,
  fc.constantFrom(
    "%zz",
    "%00",
    "%E0%A4%A",
    "search",
    "action",
    "mappings",
    "validate",
    "preview",
    "functions",
  ),
);

const query = fc
  .array(
    fc.tuple(
      fc.oneof(
        fc.constantFrom(
          "property",
          "orderby",
          "orderBy",
          "limit",
          "start",
          "continuationToken",
          "count",
          "op",
          "mode",
          "version",
          "properties",
          "tags",
          "name",
          "expandSchema",
          "syncValidation",
          "x-adobe-flow-id",
        ),
        encoded,
      ),
      fc.oneof(
        encoded,
        fc
          .tuple(encoded, fc.constantFrom("==", "!=", ">=", "~", "=", "<"), encoded)
          .map((parts) => parts.join("")),
      ),
    ),
    { maxLength: 4 },
  )
  .map((pairs) => (pairs.length === 0 ? "" : `?${pairs.map((pair) => pair.join("=")).join("&")}`));

const headerValue = fc.string({ unit: "grapheme-ascii", maxLength: 20 });
const ordinaryHeaders = fc.record(
  {
    accept: fc.oneof(
      headerValue,
      fc.constantFrom("*/*", "application/vnd.adobe.xed+json;version=1", "application/vnd.adobe.xdm-v2+json"),
    ),
    "content-type": fc.oneof(
      { weight: 1, arbitrary: headerValue },
      { weight: 1, arbitrary: fc.constantFrom("text/plain;charset=utf-16", "multipart/form-data") },
      {
        weight: 8,
        arbitrary: fc.constantFrom("application/json", "application/json-patch+json"),
      },
    ),
    "if-match": fc.oneof(headerValue, fc.constantFrom("*", '"')),
    pragma: fc.constantFrom("validate-only", "no-cache"),
    "x-adobe-flow-id": headerValue,
  },
  { requiredKeys: ["content-type"] },
);

/** What the gateway looks at: most requests shall get past it. */
const gatewayHeaders = fc.record(
  {
    "x-sandbox-name": fc.oneof(headerValue, fc.constantFrom("dev", "prod", "*", ...pollution)),
    "x-gw-ims-org-id": fc.oneof(headerValue, fc.constantFrom("EMULATOR@AdobeOrg", ...pollution)),
    "x-api-key": headerValue,
    authorization: fc.oneof(
      headerValue,
      fc.constantFrom("Bearer", "Bearer x", "Bearer eyJ9.e30.x", "Basic eDp5"),
    ),
  },
  { requiredKeys: [] },
);
const headers = fc.oneof(
  { weight: 4, arbitrary: ordinaryHeaders },
  {
    weight: 1,
    arbitrary: fc.tuple(ordinaryHeaders, gatewayHeaders).map(([some, more]) => ({ ...some, ...more })),
  },
);

const json = fc.jsonValue({ maxDepth: 5 });

/** Members that the platform's objects have, with values of any type. */
const wronglyTyped = fc.dictionary(
  fc.constantFrom(
    "name",
    "title",
    "type",
    "allOf",
    "definitions",
    "$ref",
    "meta:intendedToExtend",
    "mappings",
    "outputSchema",
    "schemaRef",
    "connectionSpec",
    "flowSpec",
    "transformations",
    "sourceConnectionIds",
    "targetConnectionIds",
    "scheduleParams",
    "params",
    "data",
    "auth",
    "tags",
    "@type",
    "xdm:sourceSchema",
    "op",
    "path",
    "value",
    "queryString",
    "messages",
    "header",
    "body",
    "expression",
    "mappingSet",
    "flowId",
    ...pollution,
  ),
  json,
);

const written = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));

/** A body that no operation can take: binary, cut off, too deep, ambiguous, or meant to pollute prototypes. */
const badBody = fc.oneof(
  fc.uint8Array({ minLength: 1, maxLength: 200 }).map((bytes) => Buffer.from([0xff, ...bytes])),
  fc.string({ maxLength: 30 }).map((text) => Buffer.from(`{"name":${JSON.stringify(text)}`)),
  fc
    .integer({ min: 100, max: 20_000 })
    .map((depth) => Buffer.from(`${'{"a":['.repeat(depth)}${"]}".repeat(depth)}`)),
  fc.tuple(fc.string(), json, json).map(([name, first, second]) => {
    const key = JSON.stringify(name);
    return Buffer.from(`{${key}:${JSON.stringify(first)},${key}:${JSON.stringify(second)}}`);
  }),
  json.map((value) => Buffer.from(`{"name":"x","params":{"__proto__":${JSON.stringify(value)}}}`)),
  fc
    .constantFrom("null", "1", '"text"', "[[]]", "\ufeff{}", "{'a':1}", "NaN")
    .map((text) => Buffer.from(text)),
);

const anyBody = fc.oneof(
  fc.constant(undefined),
  badBody,
  json.map(written),
  wronglyTyped.map(written),
  fc.array(wronglyTyped, { maxLength: 3 }).map(written),
);

/** Anywhere: a collection, an object that is there, or a path below one of them. */
const anywhere = fc
  .tuple(
    fc.oneof(
      fc.constantFrom(...collections).map((path) => () => path),
      fc.nat(8).map((index) => () => objects()[index] ?? "/"),
      fc.array(encoded, { maxLength: 3 }).map((segments) => () => `/${segments.join("/")}`),
    ),
    fc.array(segment, { maxLength: 2 }),
    query,
  )
  .map(
    ([base, segments, parameters]) =>
      () =>
        `${[base(), ...segments].join("/")}${parameters}`,
  );

/** Refused with a body that says so; nothing in the store is touched. */
function expectRefusal(attempt: Attempt, { status, type, text }: Outcome): void {
  const named = [attempt.method, attempt.path, status];
  expect([...named, Math.floor(status / 100)]).toEqual([...named, 4]);
  if (attempt.method !== "HEAD") {
    expect(type).toMatch(/json|html/);
    expect(text).not.toBe("");
  }
  if (type.includes("json") && attempt.method !== "HEAD") {
    expect(JSON.parse(text)).toEqual(expect.any(Object));
  }
}

test("anything sent anywhere is answered below 500, and what is refused leaves the store as it was", async () => {
  let before = await state();
  const refused = { count: 0 };
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "PROPFIND"),
      anywhere,
      headers,
      anyBody,
      async (method, where, more, body) => {
        const attempt = { method, path: where(), headers: more, body };
        const outcome = await send(attempt);
        if (outcome.status < 400) {
          before = await state();
          return;
        }
        refused.count += 1;
        expectRefusal(attempt, outcome);
        expect(await state()).toBe(before);
      },
    ),
    { numRuns: 600 },
  );
  expect(refused.count).toBeGreaterThan(300);
}, 60_000);

test("a body that no operation can take is refused by every write, and the store stays as it was", async () => {
  const before = await state();
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        fc.tuple(
          fc.constant("POST"),
          fc.constantFrom(...collections.slice(0, 19)).map((path) => () => path),
        ),
        fc.tuple(
          fc.constantFrom("PUT", "PATCH"),
          fc.nat(7).map((index) => () => objects()[index] ?? "/"),
        ),
        fc.tuple(
          fc.constant("POST"),
          fc.constant(() => inletPath),
        ),
      ),
      fc.constantFrom("application/json", "application/json-patch+json"),
      badBody,
      async ([method, where], type, body) => {
        const attempt = { method, path: where(), headers: { "content-type": type, "if-match": etag }, body };
        expectRefusal(attempt, await send(attempt));
        expect(await state()).toBe(before);
      },
    ),
    { numRuns: 300 },
  );
  expect(Object.keys(Object.prototype)).toEqual([]);
}, 60_000);

test("ten megabytes are refused, and the server goes on", async () => {
  const large = Buffer.from(`{"name":"${"x".repeat(10 * 1024 * 1024)}","connectionSpec":{"id":1}}`);
  const before = await state();
  for (const path of [`${paths.flow}/connections`, `${paths.registry}/tenant/schemas`, inletPath]) {
    const attempt = { method: "POST", path, headers: { "content-type": "application/json" }, body: large };
    expectRefusal(attempt, await send(attempt));
  }
  expect(await state()).toBe(before);
  expect((await bench.client.get(`${paths.flow}/flows`)).status).toBe(200);
}, 30_000);
