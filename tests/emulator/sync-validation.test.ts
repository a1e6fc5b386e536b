import { deliberatelyBadHeader } from "../support/recording";
import { type Bench, type Client, organization, paths, startBench } from "./client";
import { makeXdmInlet, type XdmInlet } from "./http-api";
import { event, makePipeline } from "./tutorial";

let bench: Bench;
let client: Client;
let inlet: XdmInlet;

beforeEach(async () => {
  bench = await startBench({ assumptions: { inletDelayMilliseconds: 0 } });
  client = bench.client;
  inlet = await makeXdmInlet(client);
});
afterEach(() => bench.emulator.close());

const good = { _extconndev: { name: "Ada", code: "CH-1", color: "red", count: 1, ratio: 0.5 } };
const custom = (fields: object) => ({ _extconndev: { name: "Ada", ...fields } });
const validated = (message: unknown) => client.post(`${inlet.path}?syncValidation=true`, message);
const rows = async (datasetId = inlet.datasetId) =>
  (await client.get(`/_emulator/datasets/${datasetId}/rows`)).at("rows");

test("a message that its schema allows passes; without the parameter nothing is said", async () => {
  const passed = await validated(inlet.message(good));
  expect([passed.status, passed.at("syncValidation")]).toEqual([200, { status: "pass" }]);
  const plain = await client.post(inlet.path, inlet.message(good));
  expect([plain.status, plain.at("syncValidation")]).toEqual([200, { skipped: true }]);
  expect(await rows()).toEqual([good, good]);
});

const field = "#/_extconndev";
test.each([
  ["type", { name: 5 }, `${field}/name`, "expected type: String, found: Long"],
  ["type", { ratio: "x" }, `${field}/ratio`, "expected type: Number, found: String"],
  ["type", { count: 1.5 }, `${field}/count`, "expected type: Integer, found: Double"],
  ["type", { tags: ["a", 1] }, `${field}/tags/1`, "expected type: String, found: Long"],
  ["type", { flag: null }, `${field}/flag`, "expected type: Boolean, found: Null"],
  ["maxLength", { name: "far too long" }, `${field}/name`, "expected maxLength: 8, actual: 12"],
  ["pattern", { code: "ch-1" }, `${field}/code`, "string [ch-1] does not match pattern ^[A-Z]{2}-\\d+$"],
  ["enum", { color: "blue" }, `${field}/color`, "blue is not a valid enum value"],
  ["minimum", { count: 0 }, `${field}/count`, "0 is not greater or equal to 1"],
  ["maximum", { count: 6 }, `${field}/count`, "6 is not less or equal to 5"],
  ["format", { day: "22.11.2026" }, `${field}/day`, "[22.11.2026] is not a valid date"],
  ["format", { moment: "noon" }, `${field}/moment`, "[noon] is not a valid date-time"],
  ["required", { name: undefined }, field, "required key [name] not found"],
  ["required", { place: {} }, `${field}/place`, "required key [city] not found"],
  ["additionalProperties", { other: 1 }, field, "extraneous key [other] is not permitted"],
])("a violation of %s is answered in the documented frame: %j", async (keyword, fields, pointer, message) => {
  const refused = await validated(inlet.message(custom(fields)));
  expect(refused.status).toBe(400);
  expect(refused.body).toEqual({
    type: "http://ns.adobe.com/adobecloud/problem/data-collection-service/inlet",
    status: 400,
    title: "Invalid XDM Message Format",
    report: {
      message: expect.stringMatching(
        /^inletId: \[\w{64}\] imsOrgId: \[EMULATOR@AdobeOrg\] Message is invalid$/,
      ),
      cause: {
        _streamingValidation: [
          {
            schemaLocation: expect.stringMatching(/^#\/properties\/_extconndev/),
            pointerToViolation: pointer,
            causingExceptions: [],
            keyword,
            message,
          },
        ],
      },
    },
  });
  expect(await rows()).toEqual([]);
});

test("several violations are the causes of one, and no more than five are looked for", async () => {
  const cause = ["report", "cause", "_streamingValidation", 0] as const;
  const two = await validated(inlet.message({ person1: {}, ...custom({ count: "x" }) }));
  expect(two.at(...cause, "message")).toBe("2 schema violations found");
  expect(two.at(...cause, "causingExceptions")).toEqual([
    expect.objectContaining({
      schemaLocation: "#",
      pointerToViolation: "#",
      message: "extraneous key [person1] is not permitted",
    }),
    expect.objectContaining({ keyword: "type", pointerToViolation: `${field}/count` }),
  ]);
  const many = Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`x${index}`, 1]));
  expect((await validated(inlet.message(custom(many)))).at(...cause, "message")).toBe(
    "5 schema violations found",
  );
});

test("the envelope says whose the message is, and of which schema", async () => {
  const other = { id: `${inlet.schemaId}0`, contentType: "application/vnd.adobe.xed-full+json;version=1" };
  const unknown = "Message has unknown xdm format";
  const cases = [
    [
      inlet.message(good, { imsOrgId: "OTHER@AdobeOrg" }),
      "Message has an absent or wrong ims org in the header",
    ],
    [inlet.message(good, { imsOrgId: undefined }), "Message has an absent or wrong ims org in the header"],
    [inlet.message(good, {}, { xdmMeta: {} }), unknown],
    [inlet.message(good, { schemaRef: other }), unknown],
    [inlet.message(good, { schemaRef: other }, { xdmMeta: { schemaRef: other } }), unknown],
    [inlet.message(good, { datasetId: "0".repeat(24) }), unknown],
  ] as const;
  for (const [message, reason] of cases) {
    const refused = await client.post(inlet.path, message);
    expect([refused.status, refused.at("title"), refused.text("report", "message")]).toEqual([
      400,
      "Invalid XDM Message Format",
      `inletId: [${inlet.path.split("/").at(-1)}] imsOrgId: [${organization}] ${reason}`,
    ]);
  }
  const batch = await client.post(inlet.batchPath, { messages: [inlet.message(good), cases[0][0]] });
  expect([batch.status, batch.at("responses", 0, "xactionId")]).toEqual([207, expect.any(String)]);
  expect(batch.at("responses", 1)).toEqual({
    statusCode: 400,
    message: expect.stringContaining("wrong ims org"),
  });
  expect(await rows()).toEqual([good]);
});

test("without synchronous validation the run tells what was wrong", async () => {
  await client.post(inlet.path, inlet.message(custom({ color: "blue" })));
  await client.post(inlet.path, inlet.message(undefined), {
    headers: { [deliberatelyBadHeader]: "an envelope without its entity" },
  });
  await client.post(inlet.path, inlet.message(good));
  const run = await client.get(`${paths.flow}/runs?property=flowId==${inlet.flowId}`);
  expect(run.at("items", 0, "metrics")).toMatchObject({
    recordSummary: { inputRecordCount: 3, outputRecordCount: 1, failedRecordCount: 2 },
    statusSummary: {
      errors: [
        { code: "DCVS-1106-400", message: "#/_extconndev/color: blue is not a valid enum value" },
        { code: "MAPPER-3700-400", message: "Payload body is missing xdmEntity" },
      ],
    },
  });
  const missing = await validated(inlet.message(undefined));
  expect(missing.at("report", "cause", "_streamingValidation")).toEqual([
    { message: "Payload body is missing xdmEntity" },
  ]);
});

test("of a flow with a mapping the row is validated that the mapping makes", async () => {
  const pipeline = await makePipeline(client);
  const read = await client.get(`${paths.flow}/flows/${pipeline.flowId}`);
  const path = new URL(read.text("items", 0, "options", "inletUrl")).pathname;
  const passed = await client.post(`${path}?syncValidation=true`, event);
  expect([passed.status, passed.at("syncValidation")]).toEqual([200, { status: "pass" }]);
  await client.put("/_emulator/settings", { assumptions: { classRequiredFields: "enforce" } });
  const refused = await client.post(`${path}?syncValidation=true`, event);
  expect([refused.status, refused.at("report", "cause", "_streamingValidation", 0, "message")]).toEqual([
    400,
    expect.stringContaining("_id"),
  ]);
  expect(await rows(pipeline.datasetId)).toHaveLength(1);
});

test("an authenticated connection takes messages with a valid token only", async () => {
  await client.post("/_emulator/reset");
  const inletOf = await makeXdmInlet(client, { authenticationRequired: true });
  const send = (
    authorization: string | undefined,
    path = inletOf.path,
    content: unknown = inletOf.message(good),
  ) => client.post(path, content, { headers: { authorization: authorization ?? "" } });
  const token = client.headers.authorization ?? "";
  const refusal = {
    type: "https://ns.adobe.com/adobecloud/problem/data-collection-service-authorization",
    status: "401",
    title: "Authorization",
    report: { message: "[id] Ims service token is empty" },
  };
  for (const authorization of [undefined, "Bearer", "Bearer nonsense"]) {
    const refused = await send(authorization);
    expect([authorization, refused.status, refused.body]).toEqual([authorization, 401, refusal]);
    const batch = await send(authorization, inletOf.batchPath, { messages: [inletOf.message(good)] });
    expect([authorization, batch.status, batch.body]).toEqual([authorization, 401, refusal]);
  }
  expect((await send(token)).status).toBe(200);
  expect((await send(token.replace("Bearer ", ""))).status).toBe(200);
  expect((await send(token, inletOf.batchPath, { messages: [inletOf.message(good)] })).status).toBe(207);
  expect(await rows(inletOf.datasetId)).toHaveLength(3);
  await client.post("/_emulator/tokens/expire");
  expect((await send(token)).body).toEqual(refusal);
});
