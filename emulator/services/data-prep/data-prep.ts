import { z } from "zod";
import { jsonBody, shapedBody } from "../../gateway/body";
import {
  type Answer,
  type Exchange,
  genericProblem,
  noContent,
  ok,
  type Problem,
  pathParameter,
  type SandboxCall,
  type Service,
} from "../../gateway/service";
import { elements, isJsonArray, isJsonObject, type Json, type JsonObject, without } from "../../json";
import { canonicalId } from "../../schema-reference";
import { schemaWithId } from "../schema-registry/lookup";
import { languageRoutes } from "./languages";
import {
  isNamed,
  type MappingSetRecord,
  type MappingSetVersion,
  mappingSetKey,
  outputSchemaOf,
  type StoredMapping,
} from "./mapping-set";
import { expressionFlaw, previewer, validate } from "./trial";
import { describeMapping, newId, parseMapping } from "./vocabulary";

/** Data Prep's mapping sets (data-prep.yaml; guide "Mapping sets endpoint"). */
export const dataPrep: Service = {
  name: "data-prep",
  basePath: "/data/foundation/conversion",
  access: "sandbox",
  refusals: {
    badRequest,
    sandboxMissing: (exchange) => badRequest(exchange, "The header x-sandbox-name is missing."),
    sandboxUnknown: (exchange, name) =>
      dataPrepProblem(exchange, 404, "NotFoundError", `The sandbox ${name} does not exist.`),
  },
  routes: [
    { method: "GET", path: "/mappingSets", handle: list },
    { method: "POST", path: "/mappingSets", handle: create },
    { method: "POST", path: "/mappingSets/validate", handle: (call) => ok(validate(call, sentSet(call))) },
    { method: "POST", path: "/mappingSets/preview", handle: previewSet },
    { method: "GET", path: "/mappingSets/:id", handle: (call) => ok(describe(call, findVersion(call))) },
    { method: "PUT", path: "/mappingSets/:id", handle: put },
    { method: "DELETE", path: "/mappingSets/:id", handle: remove },
    { method: "GET", path: "/mappingSets/:id/mappings", handle: listMappings },
    { method: "GET", path: "/mappingSets/:id/mappings/:mappingId", handle: retrieveMapping },
    ...languageRoutes(badRequest),
  ],
};

const shape = z.looseObject({
  name: z.string().optional(),
  mappings: z.array(z.unknown()).optional(),
  outputSchema: z
    .looseObject({
      schemaRef: z.looseObject({ id: z.string(), contentType: z.string().optional() }).optional(),
    })
    .optional(),
  xdmSchema: z.string().optional(),
});

/** Members that the service computes. */
const computedMembers = [
  "id",
  "version",
  "createdDate",
  "modifiedDate",
  "createdBy",
  "modifiedBy",
  "mappings",
  "supportVersion",
  "status",
];

/** A mapping set as it was sent: its mappings understood, everything else kept. */
export interface SentMappingSet {
  readonly mappings: readonly StoredMapping[];
  readonly content: JsonObject;
}

function dataPrepProblem(exchange: Exchange, status: number, title: string, detail: string): Problem {
  exchange.assume("mappingErrorBody");
  return genericProblem(status, title, detail, { report: { "detailed-message": detail } });
}

function badRequest(exchange: Exchange, detail: string): Problem {
  return dataPrepProblem(exchange, 400, "BadRequestError", detail);
}

function sentSet(call: SandboxCall): SentMappingSet {
  return parseSet(call, shapedBody(call, shape, (detail) => badRequest(call, detail)).sent);
}

function parseSet(call: SandboxCall, sent: JsonObject): SentMappingSet {
  const mappings = elements(sent.mappings).map((one) => {
    const mapping = parseMapping(one);
    if (typeof mapping === "string") {
      throw badRequest(call, mapping);
    }
    return mapping;
  });
  return { mappings, content: without(sent, ...computedMembers) };
}

function checkedSet(call: SandboxCall): SentMappingSet {
  const set = sentSet(call);
  const schema = outputSchemaOf(set);
  if (schema === undefined) {
    throw badRequest(call, "The mapping set has no output schema (outputSchema.schemaRef.id).");
  }
  const exists = schemaWithId(call, canonicalId(schema.id)) !== undefined;
  if (!exists && call.assume("mappingSetSchemaUnknown") === "refuse") {
    throw badRequest(call, `The output schema ${schema.id} does not exist.`);
  }
  for (const { source, destination } of set.mappings) {
    const flaw = source.kind === "expression" ? expressionFlaw(call, source.expression) : undefined;
    if (flaw !== undefined && call.assume("invalidExpressionStored") === "refuse") {
      throw badRequest(call, `The mapping to ${destination} cannot be run: ${flaw.message}`);
    }
  }
  return set;
}

function create(call: SandboxCall): Answer {
  const set = checkedSet(call);
  const version = newVersion(call, newId(), 0, call.now, call.caller.clientId, set);
  call.partition.of(mappingSetKey).put(version.id, { id: version.id, versions: [version] });
  return ok({ id: version.id, ...stamps(version) });
}

/** A PUT makes a new version with mappings of its own; flows that pinned an older one keep it. */
function put(call: SandboxCall): Answer {
  const record = findOrRefuse(call);
  const newest = record.versions.at(-1);
  const set = checkedSet(call);
  const version = newVersion(
    call,
    record.id,
    (newest?.version ?? -1) + 1,
    newest?.createdDate ?? call.now,
    newest?.createdBy ?? call.caller.clientId,
    set,
  );
  call.partition.of(mappingSetKey).put(record.id, { id: record.id, versions: [...record.versions, version] });
  return ok(describe(call, version));
}

function newVersion(
  call: SandboxCall,
  id: string,
  version: number,
  createdDate: number,
  createdBy: string,
  set: SentMappingSet,
): MappingSetVersion {
  return {
    id,
    version,
    createdDate,
    createdBy,
    modifiedDate: call.now,
    modifiedBy: call.caller.clientId,
    ...set,
  };
}

function remove(call: SandboxCall): Answer {
  if (call.assume("mappingSetDelete") === "refuse") {
    throw dataPrepProblem(call, 405, "MethodNotAllowedError", "DELETE is not supported for mapping sets.");
  }
  call.partition.of(mappingSetKey).delete(findOrRefuse(call).id);
  return noContent;
}

function list(call: SandboxCall): Answer {
  const { query } = call.request;
  const missing = ["limit", "start"].find((name) => query.get(name) === null);
  if (missing !== undefined && call.assume("mappingSetListStart") === "required") {
    throw badRequest(call, `The parameter ${missing} is missing.`);
  }
  const limit = parseNumber(call, "limit", 10);
  const start = parseNumber(call, "start", 0);
  const found = [...call.partition.of(mappingSetKey).values()]
    .flatMap((record) => record.versions.slice(-1))
    .filter((version) => isNamed(call, version));
  const order = query.get("orderBy")?.trim();
  const sorted = order === undefined ? found : found.sort(comparison(call, order));
  const page = sorted.slice(start, start + limit);
  return ok({
    data: page.map((version) => describe(call, version)),
    _page: { count: page.length, limit },
    _links: {},
  });
}

/** `+createdDate`, `-updatedDate` (data-prep.yaml); an unescaped plus sign arrives as a space. */
function comparison(call: SandboxCall, order: string) {
  const fields = {
    createdDate: "createdDate",
    updatedDate: "modifiedDate",
    modifiedDate: "modifiedDate",
  } as const;
  const name = order.replace(/^[+-]/, "");
  if (name !== "createdDate" && name !== "updatedDate" && name !== "modifiedDate") {
    throw badRequest(call, `Mapping sets cannot be ordered by ${name}.`);
  }
  const sign = order.startsWith("-") ? -1 : 1;
  return (left: MappingSetVersion, right: MappingSetVersion): number =>
    sign * (left[fields[name]] - right[fields[name]]);
}

function previewSet(call: SandboxCall): Answer {
  const body = jsonBody(call, (detail) => badRequest(call, detail));
  if (!isJsonObject(body) || !isJsonObject(body.mappingSet) || body.data === undefined) {
    throw badRequest(call, "A preview takes data and a mappingSet.");
  }
  const set = parseSet(call, body.mappingSet);
  const rows = isJsonArray(body.data) ? body.data : [body.data];
  const previews = rows.map(previewer(call, set));
  // The guide answers an array for an array; the spec's example an object for an object.
  return ok(isJsonArray(body.data) ? previews : (previews[0] ?? null));
}

function listMappings(call: SandboxCall): Answer {
  const version = findVersion(call);
  return ok(version.mappings.map((mapping) => describeMapping(call, mapping, mappingStamps(version))));
}

function retrieveMapping(call: SandboxCall): Answer {
  const version = findVersion(call);
  const mappingId = pathParameter(call, "mappingId");
  const mapping = version.mappings.find((one) => one.id === mappingId);
  if (mapping === undefined) {
    throw dataPrepProblem(call, 404, "NotFoundError", `The mapping ${mappingId} does not exist.`);
  }
  return ok(describeMapping(call, mapping, mappingStamps(version)));
}

function findOrRefuse(call: SandboxCall): MappingSetRecord {
  const id = pathParameter(call, "id");
  const record = call.partition.of(mappingSetKey).get(id);
  if (record === undefined) {
    throw dataPrepProblem(call, 404, "NotFoundError", `The mapping set ${id} does not exist.`);
  }
  return record;
}

function findVersion(call: SandboxCall): MappingSetVersion {
  const record = findOrRefuse(call);
  const wanted = call.request.query.get("version");
  const version =
    wanted === null
      ? record.versions.at(call.assume("mappingSetDefaultVersion") === "newest" ? -1 : 0)
      : record.versions.find((one) => String(one.version) === wanted);
  if (version === undefined) {
    throw dataPrepProblem(
      call,
      404,
      "NotFoundError",
      `The mapping set ${record.id} has no version ${wanted}.`,
    );
  }
  return version;
}

function parseNumber(call: SandboxCall, name: string, byDefault: number): number {
  const value = call.request.query.get(name);
  if (value === null) {
    return byDefault;
  }
  if (!/^\d+$/.test(value)) {
    throw badRequest(call, `${name} is not a number.`);
  }
  return Number(value);
}

function describe(call: SandboxCall, version: MappingSetVersion): JsonObject {
  return {
    id: version.id,
    ...stamps(version),
    supportVersion: "1.1",
    ...version.content,
    mappings: version.mappings.map((mapping) => describeMapping(call, mapping, mappingStamps(version))),
    status: "PUBLISHED",
    strictMapping: version.content.strictMapping ?? false,
    allowNullValues: version.content.allowNullValues ?? false,
  };
}

function stamps(version: MappingSetVersion): Readonly<Record<string, Json>> {
  const { createdDate, modifiedDate, createdBy, modifiedBy } = version;
  return { version: version.version, createdDate, modifiedDate, createdBy, modifiedBy };
}

/** The children of a version are made with it. */
function mappingStamps({ modifiedDate, modifiedBy }: MappingSetVersion): JsonObject {
  return { createdDate: modifiedDate, modifiedDate, createdBy: modifiedBy, modifiedBy };
}
