import type { Json } from "../../emulator/json";
import { type Bench, paths, type Reply, startBench } from "../emulator/client";
import { makePipeline } from "../emulator/tutorial";
import { notJudged, readSpecifications } from "./documents";
import { type RequestExample, requestExamples, withTexts } from "./examples";
import { operationFinder } from "./operations";
import { Schemas } from "./schemas";

const documents = readSpecifications();
const valid = validExamples();
const replayed = new Set<RequestExample>();

/** Valid examples that are not sent, and why. */
const notSent: Readonly<Record<string, string>> = {
  "catalog createBatchedRequest": "The emulator has no batched requests.",
  "catalog createBatch": "The emulator has no batches.",
  "catalog updateBatch": "The emulator has no batches.",
  "catalog createBatchWithId": "The emulator has no batches.",
  "catalog patchBatch": "The emulator has no batches.",
  "flow-service createFlowRun":
    "Its flow is scheduled every minute; a run can be created for those scheduled once.",
  "flow-service updateRun": "Refused to tokens of users (FLOW-1427-400).",
  "identity-service updateIdentityNamespace": "Its code has spaces, which the same document forbids.",
  "schema-registry updateClass": "Its path is no JSON Pointer.",
  "sandbox createSandbox": "The emulator's sandboxes are fixed.",
  "sandbox resetSandbox": "The emulator's sandboxes are fixed.",
  "sandbox patchSandbox": "The emulator's sandboxes are fixed.",
};

/** The documents' placeholders, and what stands for them once it was made. */
const ids: Record<string, string> = {};

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
  // Schedules in the examples start in 2020.
  bench.clock.now = Date.parse("2020-05-01T00:00:00Z");
});
afterAll(() => bench.emulator.close());

/** Sends every valid example of an operation; the answer has to be the documented success. */
async function replay(operation: string, parameters: Readonly<Record<string, string>> = {}): Promise<Reply> {
  const examples = valid.filter((example) => example.operation.id === operation);
  let answer: Reply | undefined;
  for (const example of examples) {
    replayed.add(example);
    const { method, path, answers } = example.operation;
    const filled = path.replace(/\{([^}]+)\}/g, (_all, name: string) =>
      encodeURIComponent(parameters[name] ?? name),
    );
    answer = await bench.client.send(method, filled, {
      body: withTexts(example.body, substitute),
      headers: { "content-type": example.mediaType },
    });
    const success = [...answers.keys()].find((status) => status.startsWith("2"));
    expect([operation, example.name, answer.status, answer.status < 300 ? undefined : answer.body]).toEqual([
      operation,
      example.name,
      Number(success),
      undefined,
    ]);
  }
  if (answer === undefined) {
    throw new Error(`${operation} has no valid example.`);
  }
  return answer;
}

const byMember: Readonly<Record<string, string>> = {
  baseConnectionId: "connection",
  sourceConnectionIds: "source",
  targetConnectionIds: "target",
  mappingId: "mappingSet",
  dataSetId: "dataset",
  datasetId: "dataset",
  flowId: "flow",
};

function substitute(found: string, memberName: string): Json {
  const known = ids[byMember[memberName] ?? ""];
  if (known !== undefined) {
    return known;
  }
  // schema-registry.yaml writes "$ref " with a space, which nobody means.
  const text =
    found === "$ref " ? "$ref" : found.replace(/\{TENANT(_ID)?\}|<XDM_TENANTID_PLACEHOLDER>/g, "extconndev");
  const [, collection] = /^https:\/\/ns\.adobe\.com\/extconndev\/(\w+)\//.exec(text) ?? [];
  return ids[collection ?? ""] ?? text;
}

if (documents.length === 0) {
  test("the examples of Adobe's specifications were not replayed", () => {
    process.stderr.write(`${notJudged()}\n`);
  });
} else {
  test("examples of the export and import of resources", async () => {
    const imported = await replay("schema-registry importResource");
    // Their titles are those of the other examples.
    for (const [index, collection] of [
      [1, "schemas"],
      [0, "fieldgroups"],
    ] as const) {
      const id = encodeURIComponent(imported.text(index, "$id"));
      expect((await bench.client.delete(`${paths.registry}/tenant/${collection}/${id}`)).status).toBe(204);
    }
  });

  test("examples of the Schema Registry and Catalog", async () => {
    ids.classes = (await replay("schema-registry createClass")).text("$id");
    await replay("schema-registry replaceClass", { CLASS_ID: ids.classes });
    ids.datatypes = (await replay("schema-registry createDataType")).text("$id");
    await replay("schema-registry replaceDatatype", { DATA_TYPE_ID: ids.datatypes });
    await replay("schema-registry updateDataType", { DATA_TYPE_ID: ids.datatypes });
    const fieldGroup = (await replay("schema-registry createFieldGroup")).text("$id");
    await replay("schema-registry updateFieldGroup", { FIELD_GROUP_ID: fieldGroup });
    // Titles are unique, and the deprecated alias has the same example.
    const removed = await bench.client.delete(
      `${paths.registry}/tenant/fieldgroups/${encodeURIComponent(fieldGroup)}`,
    );
    expect(removed.status).toBe(204);
    const mixin = (await replay("schema-registry createMixin")).text("$id");
    await replay("schema-registry replaceMixin", { MIXIN_ID: mixin });

    const schema = (await replay("schema-registry createSchema")).text("$id");
    await replay("schema-registry updateSchema", { SCHEMA_ID: schema });
    ids.schemas = schema;
    // What the union tag demands.
    const identity = await bench.client.post(`${paths.registry}/tenant/descriptors`, {
      "@type": "xdm:descriptorIdentity",
      "xdm:sourceSchema": schema,
      "xdm:sourceVersion": 1,
      "xdm:sourceProperty": "/_id",
      "xdm:namespace": "CustomerIO",
      "xdm:property": "xdm:code",
      "xdm:isPrimary": true,
    });
    expect(identity.status).toBe(201);
    await replay("schema-registry patchSchema", { SCHEMA_ID: schema });
    ids.dataset = (await replay("catalog createDataset")).text(0).replace("@/dataSets/", "");
  });

  test("examples of the Identity Service", async () => {
    await replay("identity-service createNamespace");
  });

  test("examples of Flow Service and Data Prep", async () => {
    ids.connection = (await replay("flow-service createConnection")).text("id");
    ids.source = (await replay("flow-service createSourceConnection")).text("id");
    ids.target = (await replay("flow-service createTargetConnection")).text("id");
    await replay("data-prep validateMappingSet");
    ids.mappingSet = (await replay("data-prep createMappingSet")).text("id");
    ids.flow = (await replay("flow-service createFlow")).text("id");
    await replay("data-prep putMappingSet", { MAPPING_SET_ID: ids.mappingSet });
  });

  test("examples of streaming ingestion", async () => {
    const { flowId } = await makePipeline(bench.client, "Streaming");
    ids.flow = flowId;
    bench.clock.now += 10_000;
    const flow = await bench.client.get(`${paths.flow}/flows/${flowId}`);
    const inlet = flow.text("items", 0, "options", "inletUrl").split("/").at(-1) ?? "";
    await replay("streaming-ingestion sendMessage", { CONNECTION_ID: inlet });
  });

  test("no valid example is forgotten, and none is left out without need", () => {
    const forgotten = valid.filter((example) => !replayed.has(example)).map(({ operation }) => operation.id);
    expect(forgotten.filter((id) => notSent[id] === undefined)).toEqual([]);
    expect(Object.keys(notSent).filter((id) => !forgotten.includes(id))).toEqual([]);
  });
}

/** The examples that are valid by their own schemas, of the services that the emulator has. */
function validExamples(): readonly RequestExample[] {
  const schemas = new Map(documents.map((document) => [document, new Schemas(document)]));
  const { operations } = operationFinder(documents);
  const served = operations.filter(({ path }) => !path.startsWith("/data/foundation/exim"));
  return requestExamples(served).filter(({ operation, mediaType, body }) => {
    const schema = operation.body?.content.get(mediaType) ?? {};
    return schemas.get(operation.document)?.flawsOfBody(schema, "request", body).length === 0;
  });
}
