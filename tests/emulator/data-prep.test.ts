import { type Bench, type Client, connect, paths, startBench } from "./client";
import { event, makeDataset, mappingSet, row } from "./tutorial";

let bench: Bench;
let client: Client;
let schemaId: string;
beforeEach(async () => {
  bench = await startBench();
  client = bench.client;
  ({ schemaId } = await makeDataset(client));
});
afterEach(() => bench.emulator.close());

const sets = `${paths.dataPrep}/mappingSets`;
const outputSchema = () => mappingSet(schemaId).outputSchema;

test("a create answers 200 with the set's stamps, a read both vocabularies", async () => {
  const made = await client.post(sets, mappingSet(schemaId));
  const stamps = {
    createdDate: bench.clock.now,
    modifiedDate: bench.clock.now,
    createdBy: "tester",
    modifiedBy: "tester",
  };
  expect([made.status, made.body]).toEqual([
    200,
    { id: expect.stringMatching(/^[0-9a-f]{32}$/), version: 0, ...stamps },
  ]);
  const read = await client.get(`${sets}/${made.text("id")}`);
  expect(read.body).toMatchObject({
    id: made.text("id"),
    version: 0,
    outputSchema: outputSchema(),
    status: "PUBLISHED",
  });
  expect(read.at("mappings", 0)).toEqual({
    id: expect.stringMatching(/^[0-9a-f]{32}$/),
    version: 0,
    ...stamps,
    sourceType: "text/x.schema-path",
    source: "data.identifiers.cio_id",
    destination: "_extconndev.cio_id",
    identity: false,
    primaryIdentity: false,
    matchScore: 0,
    functionVersion: 1,
    sourceAttribute: "data.identifiers.cio_id",
    destinationXdmPath: "_extconndev.cio_id",
  });
});

test("all vocabularies mean the same", async () => {
  const destination = "_extconndev.email";
  const cases = [
    [{ sourceType: "ATTRIBUTE", source: "a", destination }, "text/x.schema-path"],
    [{ sourceType: "text/x.schema-path", source: "a", destination }, "text/x.schema-path"],
    [{ sourceAttribute: "a", destinationXdmPath: destination }, "text/x.schema-path"],
    [{ sourceType: "EXPRESSION", sourceExpression: "a", destination }, "text/x.aep-xl"],
    [{ sourceType: "text/x.aep-xl", source: "a", destination }, "text/x.aep-xl"],
    [{ sourceType: "STATIC", source: "a", destination }, "STATIC"],
  ] as const;
  for (const [mapping, sourceType] of cases) {
    const made = await client.post(sets, { outputSchema: outputSchema(), mappings: [mapping] });
    const children = await client.get(`${sets}/${made.text("id")}/mappings`);
    expect(children.at(0)).toMatchObject({
      sourceType,
      source: "a",
      sourceAttribute: "a",
      destination,
      destinationXdmPath: destination,
    });
    const child = await client.get(`${sets}/${made.text("id")}/mappings/${children.text(0, "id")}`);
    expect(child.body).toEqual(children.at(0));
  }
});

test("a PUT makes a version with children of its own; the older ones stay readable", async () => {
  const made = await client.post(sets, mappingSet(schemaId));
  const path = `${sets}/${made.text("id")}`;
  const original = await client.get(path);
  bench.clock.now += 5000;
  const other = await connect(bench.emulator.url, "colleague");
  const put = await other.put(path, { ...mappingSet(schemaId), version: 0 });
  expect(put.body).toMatchObject({
    id: made.text("id"),
    version: 1,
    createdBy: "tester",
    modifiedBy: "colleague",
    createdDate: bench.clock.now - 5000,
    modifiedDate: bench.clock.now,
  });
  expect(put.text("mappings", 0, "id")).not.toBe(original.text("mappings", 0, "id"));
  expect((await client.get(path)).body).toEqual(put.body);
  expect((await client.get(`${path}?version=0`)).body).toEqual(original.body);
  expect((await client.get(`${path}?version=2`)).status).toBe(404);
  await client.put("/_emulator/settings", { assumptions: { mappingSetDefaultVersion: "first" } });
  expect((await client.get(path)).body).toEqual(original.body);
});

test("sets are listed by offset, named, ordered", async () => {
  for (const name of ["one", "two", "three"]) {
    bench.clock.now += 1000;
    await client.post(sets, { ...mappingSet(schemaId), name });
  }
  const page = await client.get(`${sets}?limit=2&start=1&orderBy=-createdDate`);
  expect(page.at("_page")).toEqual({ count: 2, limit: 2 });
  expect([page.at("data", 0, "name"), page.at("data", 1, "name")]).toEqual(["two", "one"]);
  expect((await client.get(`${sets}?name=two&limit=10&start=0`)).at("data")).toHaveLength(1);
  expect((await client.get(`${sets}?limit=2`)).status).toBe(200);
  await client.put("/_emulator/settings", { assumptions: { mappingSetListStart: "required" } });
  expect((await client.get(`${sets}?limit=2`)).status).toBe(400);
});

test("DELETE works, or is refused as unsupported", async () => {
  const made = await client.post(sets, mappingSet(schemaId));
  const path = `${sets}/${made.text("id")}`;
  await client.put("/_emulator/settings", { assumptions: { mappingSetDelete: "refuse" } });
  expect((await client.delete(path)).status).toBe(405);
  await client.put("/_emulator/settings", { assumptions: { mappingSetDelete: "accept" } });
  expect((await client.delete(path)).status).toBe(204);
  expect([(await client.get(path)).status, (await client.delete(path)).status]).toEqual([404, 404]);
});

test.each([
  ["no output schema", { mappings: [] }],
  ["an unknown output schema", { ...mappingSet("https://ns.adobe.com/extconndev/schemas/none") }],
  ["a mapping without a source", { mappings: [{ destination: "a" }] }],
  ["a mapping without a destination", { mappings: [{ source: "a" }] }],
  ["an unknown source type", { mappings: [{ sourceType: "MAGIC", source: "a", destination: "b" }] }],
  ["mappings that are none", { mappings: [1] }],
])("a set with %s is refused", async (_name, body) => {
  const withSchema =
    "outputSchema" in body || _name === "no output schema" ? body : { outputSchema: outputSchema(), ...body };
  const refused = await client.post(sets, withSchema);
  expect([refused.status, refused.at("report", "detailed-message")]).toEqual([400, refused.at("detail")]);
});

test("validate gives one verdict per mapping, in order", async () => {
  const mappings = [
    { source: "metric", destination: "_extconndev.email" },
    { source: "metric", destination: "_extconndev.none" },
    { source: "a..b", destination: "_extconndev.email" },
    { sourceType: "EXPRESSION", source: "lower(metric)", destination: "_extconndev.email" },
    { sourceType: "EXPRESSION", source: "lowr(metric)", destination: "_extconndev.email" },
    { sourceType: "EXPRESSION", source: "fpid_to_ecid(metric)", destination: "_extconndev.email" },
  ];
  const verdict = await client.post(`${sets}/validate`, { outputSchema: outputSchema(), mappings });
  const statuses = (verdict.at("validationResponse") as { status: string }[]).map(({ status }) => status);
  expect(statuses).toEqual(["SUCCESS", "FAILED", "FAILED", "SUCCESS", "FAILED", "FAILED"]);
  expect(verdict.at("validationResponse", 1, "errors", 0)).toMatchObject({
    destination: "_extconndev.none",
    source: "metric",
    sourceType: "ATTRIBUTE",
  });
  expect(verdict.at("validationResponse", 4, "errors", 0)).toEqual({
    destination: "_extconndev.email",
    exception: "There is no function lowr (position 1)",
    source: "lowr(metric)",
    columnName: "_extconndev.email",
    sourceType: "EXPRESSION",
    _emulator: { position: 1, help: "Did you mean lower?" },
  });
});

test("a mapping set with an expression that cannot be run is stored, unless the ledger refuses it", async () => {
  const mappings = [{ sourceType: "EXPRESSION", source: "lowr(a)", destination: "_extconndev.email" }];
  const body = { outputSchema: outputSchema(), mappings };
  expect((await client.post(sets, body)).status).toBe(200);
  await client.put("/_emulator/settings", { assumptions: { invalidExpressionStored: "refuse" } });
  const refused = await client.post(sets, body);
  expect([refused.status, refused.text("detail")]).toEqual([400, expect.stringContaining("lowr")]);
});

test("preview runs expressions, and says on what assumptions the answer rests", async () => {
  const mappings = [
    {
      sourceType: "EXPRESSION",
      source: "concat(upper(metric), '-', n / 2)",
      destination: "_extconndev.email",
    },
    { sourceType: "EXPRESSION", source: "to_integer(metric)", destination: "_extconndev.timestampx" },
  ];
  const answer = await client.post(`${sets}/preview`, {
    data: [{ metric: "sent", n: 7 }],
    mappingSet: { outputSchema: outputSchema(), mappings },
  });
  expect(answer.body).toEqual([
    {
      data: { _extconndev: { email: "SENT-3" } },
      errors: [
        expect.objectContaining({
          destination: "_extconndev.timestampx",
          exception: '"sent" is not a whole number.',
          sourceType: "EXPRESSION",
        }),
      ],
    },
  ]);
  expect(answer.headers.get("x-emulator-assumption")?.split(/,\s*/)).toContain("wholeDivision");
});

const language = `${paths.dataPrep}/languages/el`;

test("an expression is validated in each of the documented forms", async () => {
  const valid = { validationStatus: "succeeded", error: "none" };
  const good = 'concat("Hi", ",", "there", "!")';
  expect((await client.post(`${language}/validate`, { expression: good })).body).toEqual(valid);
  expect((await client.post(`${language}/validate`, { expression: { expression: good } })).body).toEqual(
    valid,
  );
  expect((await client.post(`${language}/validate`, { expression: "concat(" })).body).toEqual({
    validationStatus: "failed",
    error: "The expression ends too early (position 8)",
    _emulator: { position: 8, help: expect.any(String) },
  });
  expect((await client.post(`${language}/validate`, { expression: 1 })).status).toBe(400);
  await client.put("/_emulator/settings", { assumptions: { expressionAnswer: "boolean" } });
  expect((await client.post(`${language}/validate`, { expression: good })).body).toBe(true);
  expect((await client.post(`${language}/validate`, { expression: "concat(" })).body).toBe(false);
  await client.put("/_emulator/settings", { assumptions: { invalidExpressionStatus: "400" } });
  expect((await client.post(`${language}/validate`, { expression: "concat(" })).status).toBe(400);
});

test("the functions and operators of the language are listed in the documented shape", async () => {
  const answer = await client.get(`${language}/functions`);
  expect(answer.headers.get("x-emulator-assumption")).toBe("languageTexts");
  const functions = answer.body as Record<string, unknown>[];
  expect(functions.find((one) => one.function === "first")).toEqual({
    category: "Hierarchies - Arrays",
    function: "first",
    description: expect.any(String),
    syntax: "Object first(Object...)",
    returns: expect.any(String),
    returnType: "java.lang.Object",
    example: 'first("1", "2", "3")',
    result: '"1"',
    params: [
      {
        name: "values",
        description: expect.any(String),
        type: "object",
        dataType: "[Ljava.lang.Object;",
        position: 1,
      },
    ],
    since: 1,
  });
  const names = functions.map((one) => one.function);
  expect(names).toEqual(expect.arrayContaining(["lower", "lcase", "dformat", "to_map", "ua_os_name"]));
  expect(names).not.toContain("fpid_to_ecid");
  const operators = (await client.get(`${language}/operators`)).body as Record<string, unknown>[];
  expect(operators).toEqual(
    expect.arrayContaining([
      expect.objectContaining({
        operatorSymbol: "+",
        methodName: "add",
        numberOfOperands: 2,
        example: "1 + 2",
      }),
      expect.objectContaining({
        operatorSymbol: "/",
        methodName: "divide",
        numberOfOperands: 2,
        example: "1 / 2",
      }),
      expect.objectContaining({
        operatorSymbol: "~",
        methodName: "complement",
        numberOfOperands: 1,
        example: "~44",
      }),
      expect.objectContaining({
        operatorSymbol: "-",
        methodName: "negate",
        numberOfOperands: 1,
        example: "-12",
      }),
      expect.objectContaining({
        operatorSymbol: "!",
        methodName: "not",
        numberOfOperands: 1,
        example: "!cond1",
      }),
    ]),
  );
});

test("preview maps records without storing them: an array for an array, an object for an object", async () => {
  const body = { mappingSet: mappingSet(schemaId), data: event };
  expect((await client.post(`${sets}/preview`, body)).body).toEqual({ data: row, errors: null });
  const list = await client.post(`${sets}/preview`, { ...body, data: [event, { timestamp: "soon" }] });
  expect(list.body).toEqual([
    { data: row, errors: null },
    {
      data: {},
      errors: [expect.objectContaining({ destination: "_extconndev.timestampx", source: "timestamp" })],
    },
  ]);
  expect((await client.post(`${sets}/preview`, { data: [] })).status).toBe(400);
});
