import { jsonBody } from "../../gateway/body";
import { tenantId } from "../../gateway/organization";
import { type Answer, ok, pathParameter, type Route, type SandboxCall } from "../../gateway/service";
import { isJsonArray, isJsonObject, type Json, type JsonObject, text, without } from "../../json";
import { canonicalId } from "../../schema-reference";
import { auditLog } from "./audit-log";
import { compose, xdmTypeOf } from "./compose";
import { computedMembers, describe, finder } from "./describe";
import { badRequest, registryProblem } from "./errors";
import { globalResource } from "./global-resources";
import { resourceWithId } from "./lookup";
import { references } from "./references";
import {
  classes,
  dataTypes,
  fieldGroups,
  type ResourceRecord,
  type ResourceType,
  resourcesByTitle,
  schemas,
  titledTypes,
} from "./resource";

/** Export, import, sample data and audit log (schema-registry.yaml; guides of these endpoints). */
export const rpcRoutes: readonly Route<SandboxCall>[] = [
  { method: "GET", path: "/rpc/export/:id", handle: exportResource },
  { method: "POST", path: "/rpc/import", handle: importResources },
  { method: "GET", path: "/rpc/auditlog/:id", handle: (call) => auditLog(call, findOrRefuse(call)) },
  {
    method: "GET",
    path: "/rpc/sampledata/:id",
    handle: (call) => ok(sampleOf(compose(findOrRefuse(call).content, finder(call)).properties)),
  },
];

/** What stands for the tenant in an exported resource. */
const placeholder = "<XDM_TENANTID_PLACEHOLDER>";

function exportResource(call: SandboxCall): Answer {
  const exported = new Map<string, JsonObject>();
  const collect = (record: ResourceRecord): void => {
    if (exported.has(record.id) || globalResource(record.id) !== undefined) {
      return;
    }
    for (const id of references(record.content)) {
      const referred = resourceWithId(call, id);
      if (referred !== undefined) {
        collect(referred);
      }
    }
    exported.set(record.id, without(describe(call, record), "imsOrg", "meta:registryMetadata"));
  };
  collect(findOrRefuse(call));
  return ok(replaced([...exported.values()], tenantId, placeholder));
}

/** The same text with one tenant's name for another's. */
function replaced(value: JsonObject[], from: string, to: string): JsonObject[] {
  return JSON.parse(
    JSON.stringify(value)
      .replaceAll(`ns.adobe.com/${from}/`, `ns.adobe.com/${to}/`)
      .replaceAll(`_${from}.`, `_${to}.`)
      .replaceAll(`"_${from}"`, `"_${to}"`)
      .replaceAll(`/_${from}/`, `/_${to}/`),
  ) as JsonObject[];
}

function importResources(call: SandboxCall): Answer {
  const body = jsonBody(call, (detail) => badRequest(call, detail));
  const sent = isJsonArray(body) ? body : [body];
  const resources = sent.filter(isJsonObject);
  if (resources.length === 0 || resources.length !== sent.length) {
    throw badRequest(call, "An import takes an array of exported resources.");
  }
  const records = replaced(resources, placeholder, tenantId).map((resource) => importOne(call, resource));
  return ok(records.map((record) => describe(call, record)));
}

function importOne(call: SandboxCall, resource: JsonObject): ResourceRecord {
  const id = canonicalId(text(resource.$id) ?? "");
  const type = typeOf(text(resource["meta:resourceType"]));
  if (type === undefined || !id.startsWith(`https://ns.adobe.com/${tenantId}/`)) {
    throw badRequest(call, `The resource ${id} is none that can be imported.`);
  }
  const title = String(resource.title);
  const holder =
    resourceWithId(call, id) ??
    titledTypes.map((one) => [...call.partition.of(one.key).where(resourcesByTitle, title)][0]).find(Boolean);
  if (holder !== undefined) {
    throw registryProblem(
      call,
      "importFailed",
      `Failed to import resources. Error: Title must be unique. An object ${holder.id} already exists with the same title`,
    );
  }
  const record: ResourceRecord = {
    id,
    resourceName: type.resourceName,
    minorVersion: 0,
    createdAt: call.now,
    updatedAt: call.now,
    createdClient: call.caller.clientId,
    updatedClient: call.caller.clientId,
    content: without(resource, ...computedMembers),
  };
  call.partition.of(type.key).put(id, record);
  return record;
}

function typeOf(resourceName: string | undefined): ResourceType | undefined {
  return [schemas, fieldGroups, classes, dataTypes].find((type) => type.resourceName === resourceName);
}

function findOrRefuse(call: SandboxCall): ResourceRecord {
  const id = canonicalId(pathParameter(call, "id"));
  const record = resourceWithId(call, id);
  if (record === undefined) {
    throw registryProblem(call, "schemaNotFound", `Requested resource ${id} with version 1 is not found`);
  }
  return record;
}

/** One value for every field, after its type. */
function sampleOf(properties: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(properties).map(([name, field]) => [name, sampleValue(name, field)]),
  );
}

function sampleValue(name: string, field: Json): Json {
  if (!isJsonObject(field)) {
    return null;
  }
  const [first] = isJsonArray(field.enum) ? field.enum : [];
  switch (first === undefined ? xdmTypeOf(field) : "enum") {
    case "enum":
      return first ?? null;
    case "object":
      return sampleOf(isJsonObject(field.properties) ? field.properties : {});
    case "map":
      return { key: sampleValue(name, field.additionalProperties ?? null) };
    case "array":
      return [sampleValue(name, field.items ?? null)];
    case "boolean":
      return true;
    case "date":
      return "2018-11-12";
    case "date-time":
      return "2018-11-12T20:20:39+00:00";
    case "string":
      return `Sample value of ${name}`;
    default:
      return 1;
  }
}
