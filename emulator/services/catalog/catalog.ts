import { randomBytes } from "node:crypto";
import { z } from "zod";
import { rowsOf } from "../../events/rows";
import { jsonBody, shapedBody } from "../../gateway/body";
import {
  type Answer,
  created,
  ok,
  pathParameter,
  type SandboxCall,
  type Service,
} from "../../gateway/service";
import { elements, isJsonObject, type Json, type JsonObject, member, memberAt } from "../../json";
import { canonicalId } from "../../schema-reference";
import { targetConnectionKey, targetsByDataset } from "../flow-service/keys";
import { behaviorOf } from "../schema-registry/behavior";
import { schemaWithId } from "../schema-registry/lookup";
import { type DatasetRecord, datasetKey, datasetsByName } from "./dataset";
import { badRequest, catalogProblem, datasetNotFound } from "./errors";
import { listed, selected } from "./listing";
import { deepMerge, patchDocument } from "./merge";

/** Catalog's datasets (catalog.yaml; Catalog API guide). */
export const catalog: Service = {
  name: "catalog",
  basePath: "/data/foundation/catalog",
  access: "sandbox",
  refusals: {
    badRequest,
    sandboxMissing: (exchange) => badRequest(exchange, "The header x-sandbox-name is missing."),
    sandboxUnknown: (exchange, name) =>
      catalogProblem(exchange, 404, "NotFoundError", `The sandbox ${name} does not exist.`),
  },
  routes: [
    { method: "GET", path: "/dataSets", handle: list },
    { method: "POST", path: "/dataSets", handle: create },
    { method: "GET", path: "/dataSets/:id", handle: retrieve },
    {
      method: "PUT",
      path: "/dataSets/:id",
      handle: (call) => update(call, (_record, sent) => ({ tags: {}, ...sent })),
    },
    { method: "PATCH", path: "/dataSets/:id", handle: patch },
    {
      method: "PATCH",
      path: "/v2/dataSets/:id",
      handle: (call) => update(call, (record, sent) => deepMerge(record.content, sent)),
    },
    { method: "DELETE", path: "/dataSets/:id", handle: remove },
  ],
};

const shape = z.looseObject({
  name: z.string().optional(),
  description: z.string().optional(),
  schemaRef: z.looseObject({ id: z.string(), contentType: z.string().optional() }).optional(),
  tags: z.record(z.string(), z.array(z.string())).optional(),
  enableErrorDiagnostics: z.boolean().optional(),
  fileDescription: z.looseObject({}).optional(),
});

const computedMembers = [
  "id",
  "version",
  "imsOrg",
  "created",
  "updated",
  "createdClient",
  "createdUser",
  "updatedUser",
  "viewId",
  "basePath",
  "files",
  "state",
  "sandboxId",
  "namespace",
];

function list(call: SandboxCall): Answer {
  const datasets = call.partition.of(datasetKey);
  const describeAll = (records: Iterable<DatasetRecord>) =>
    [...records].map((record): [string, JsonObject] => [record.id, describe(call, record)]);
  const page = listed(call, {
    all: () => describeAll(datasets.values()),
    slice: (offset, count) => describeAll(datasets.slice(offset, count)),
  });
  return ok(Object.fromEntries(page.map(([id, dataset]) => [id, selected(call, dataset)])));
}

function retrieve(call: SandboxCall): Answer {
  const record = findOrRefuse(call);
  return ok({ [record.id]: selected(call, describe(call, record)) }, { "e-tag": record.version });
}

function create(call: SandboxCall): Answer {
  const { sent } = shapedBody(call, shape, (detail) => badRequest(call, detail));
  const content = { tags: {}, ...declared(sent) };
  checkSchema(call, content);
  checkProfile(call, content);
  checkName(call, sent.name);
  const id = randomBytes(12).toString("hex");
  const record: DatasetRecord = {
    id,
    created: call.now,
    updated: call.now,
    createdClient: call.caller.clientId,
    updatedClient: call.caller.clientId,
    version: "1.0.0",
    viewId: randomBytes(12).toString("hex"),
    content,
  };
  if (!validatesOnly(call)) {
    call.partition.of(datasetKey).put(id, record);
  }
  return created([reference(id)], `${call.address}${call.request.path}/${id}`);
}

/** PATCH by content type: a shallow merge, or the operations of a JSON Patch. */
function patch(call: SandboxCall): Answer {
  const isJsonPatch = call.request.headers["content-type"]?.includes("json-patch") ?? false;
  return update(
    call,
    (record, sent) => {
      const tags =
        isJsonObject(sent.tags) && isJsonObject(record.content.tags)
          ? { ...record.content.tags, ...sent.tags }
          : sent.tags;
      const merged = { ...record.content, ...sent };
      return tags !== undefined && call.assume("datasetTagsOnMerge") === "merge"
        ? { ...merged, tags }
        : merged;
    },
    isJsonPatch,
  );
}

function update(
  call: SandboxCall,
  change: (record: DatasetRecord, sent: JsonObject) => JsonObject,
  isJsonPatch = false,
): Answer {
  const record = findOrRefuse(call);
  refuseStale(call, record);
  const content = isJsonPatch
    ? patchDocument(
        record.content,
        jsonBody(call, (detail) => badRequest(call, detail)),
        (detail) => badRequest(call, detail),
      )
    : change(record, declared(shapedBody(call, shape, (detail) => badRequest(call, detail)).sent));
  const parsed = shape.safeParse(content);
  if (!parsed.success) {
    throw badRequest(call, z.prettifyError(parsed.error));
  }
  const schemaBefore = memberAt(record.content, "schemaRef", "id");
  const schemaAfter = memberAt(content, "schemaRef", "id");
  if (schemaBefore !== schemaAfter && call.assume("datasetSchemaChange") === "refuse") {
    throw badRequest(call, "The schema of a dataset cannot be changed.");
  }
  checkProfile(call, content);
  const [major = "1", minor = "0", patchVersion = "0"] = record.version.split(".");
  const changed: DatasetRecord = {
    ...record,
    content: declared(content),
    version: `${major}.${minor}.${Number(patchVersion) + 1}`,
    updated: call.now,
    updatedClient: call.caller.clientId,
  };
  if (!validatesOnly(call)) {
    call.partition.of(datasetKey).put(record.id, changed);
  }
  return ok([reference(record.id)], { "e-tag": changed.version });
}

function remove(call: SandboxCall): Answer {
  const id = pathParameter(call, "id");
  const datasets = call.partition.of(datasetKey);
  if (!datasets.has(id)) {
    if (call.assume("missingDatasetDelete") === "404") {
      throw datasetNotFound(call, id);
    }
    return ok([]);
  }
  const [target] = call.partition.of(targetConnectionKey).where(targetsByDataset, id);
  if (target !== undefined && call.assume("datasetInUse") === "refuse") {
    throw badRequest(call, `The dataset ${id} is used by a target connection.`);
  }
  datasets.delete(id);
  call.partition.of(rowsOf(id)).clear();
  return ok([reference(id)]);
}

function describe(call: SandboxCall, record: DatasetRecord): JsonObject {
  return {
    ...(call.assume("datasetClassification") === "show"
      ? { classification: classification(call, record) }
      : {}),
    ...record.content,
    version: record.version,
    imsOrg: call.caller.organization,
    created: record.created,
    updated: record.updated,
    createdClient: record.createdClient,
    createdUser: record.createdClient,
    updatedUser: record.updatedClient,
    viewId: record.viewId,
    files: `@/dataSetFiles?dataSetId=${record.id}`,
    state: "DRAFT",
    sandboxId: call.sandbox.id,
    id: record.id,
  };
}

/** The behaviour of the schema's class, and who made the dataset (catalog.yaml datasetPatchRequestV2). */
function classification(call: SandboxCall, { content }: DatasetRecord): JsonObject {
  const id = memberAt(content, "schemaRef", "id");
  const behavior = typeof id === "string" ? behaviorOf(call, canonicalId(id)) : undefined;
  return { dataBehavior: behavior ?? "adhoc", managedBy: "CUSTOMER" };
}

function findOrRefuse(call: SandboxCall): DatasetRecord {
  const id = pathParameter(call, "id");
  const record = call.partition.of(datasetKey).get(id);
  if (record === undefined) {
    throw datasetNotFound(call, id);
  }
  return record;
}

/** E-Tag is the object's version; If-Match is optional (Catalog API guide, appendix). */
function refuseStale(call: SandboxCall, record: DatasetRecord): void {
  const supplied = call.request.headers["if-match"]?.trim().replace(/^"(.*)"$/, "$1");
  if (supplied !== undefined && supplied !== "*" && supplied !== record.version) {
    const detail = `The version ${supplied} is not the current version ${record.version} of the dataset.`;
    throw catalogProblem(call, 412, "PreconditionFailedError", detail);
  }
}

function checkSchema(call: SandboxCall, content: JsonObject): void {
  const id = memberAt(content, "schemaRef", "id");
  if (typeof id !== "string" || schemaWithId(call, canonicalId(id)) !== undefined) {
    return;
  }
  if (call.assume("datasetSchemaUnknown") === "refuse") {
    throw badRequest(call, `The schema ${id} does not exist.`);
  }
}

function checkName(call: SandboxCall, name: Json | undefined): void {
  if (typeof name !== "string" || call.setting("datasetNames") === "accept") {
    return;
  }
  call.assume("datasetNames");
  const [same] = call.partition.of(datasetKey).where(datasetsByName, name);
  if (same !== undefined) {
    throw badRequest(call, `The name ${name} belongs to the dataset ${same.id}.`);
  }
}

function checkProfile(call: SandboxCall, content: JsonObject): void {
  const enabled = elements(member(content.tags, "unifiedProfile")).some(
    (tag) => String(tag).replaceAll(" ", "") === "enabled:true",
  );
  const schemaId = memberAt(content, "schemaRef", "id");
  if (!enabled || typeof schemaId !== "string") {
    return;
  }
  const schema = schemaWithId(call, canonicalId(schemaId));
  const inUnion = elements(schema?.content["meta:immutableTags"]).includes("union");
  if (!inUnion) {
    throw badRequest(call, "To enable profile datasets the schema should be valid");
  }
}

/** `Pragma: validate-only` checks without saving (Catalog API guide, appendix). */
function validatesOnly(call: SandboxCall): boolean {
  return call.request.headers.pragma === "validate-only";
}

function declared(sent: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(sent).filter(([name]) => !computedMembers.includes(name)));
}

function reference(id: string): Json {
  return `@/dataSets/${id}`;
}
