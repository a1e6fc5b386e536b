import { createHash } from "node:crypto";
import type { SandboxCall } from "../../gateway/service";
import { elements, isJsonObject, type JsonObject } from "../../json";
import { alternateId } from "../../schema-reference";
import { type LookupForm, withoutTexts } from "./accept";
import { type ComposedResource, classOf, compose, type FindResource } from "./compose";
import { globalResource } from "./global-resources";
import { resourceWithId } from "./lookup";
import { references } from "./references";
import { type ResourceRecord, tenantNamespace } from "./resource";

/** Members that the registry computes; what a client sends for them is dropped. */
export const computedMembers: readonly string[] = [
  "$id",
  "meta:altId",
  "meta:resourceType",
  "version",
  "refs",
  "imsOrg",
  "meta:extensible",
  "meta:abstract",
  "meta:extends",
  "meta:xdmType",
  "meta:registryMetadata",
  "meta:class",
  "meta:containerId",
  "meta:sandboxId",
  "meta:sandboxType",
  "meta:tenantNamespace",
];

export function finder(call: SandboxCall): FindResource {
  return (id) => resourceWithId(call, id);
}

function versionOf(record: ResourceRecord): string {
  return `1.${record.minorVersion}`;
}

/** The short form of a list (media type xed-id). */
export function summary(record: ResourceRecord): JsonObject {
  return {
    $id: record.id,
    "meta:altId": alternateId(record.id),
    version: versionOf(record),
    title: record.content.title ?? "",
  };
}

/** The whole resource with `allOf` and `$ref` as declared (media type xed). */
export function describe(call: SandboxCall, record: ResourceRecord): JsonObject {
  const find = finder(call);
  const declared = {
    ...record.content,
    ...(record.content.allOf === undefined
      ? {}
      : { allOf: elements(record.content.allOf).map((part) => annotated(part)) }),
  };
  return { ...identity(record), ...declared, ...computed(call, record, find, compose(record.content, find)) };
}

/** A lookup's answer in the form that the Accept header asks for. */
export function describeAs(call: SandboxCall, record: ResourceRecord, form: LookupForm): JsonObject {
  const described = form.resolved ? resolved(call, record) : describe(call, record);
  const shown = form.titles ? described : withoutTexts(described, form);
  return isJsonObject(shown) ? shown : described;
}

function resolved(call: SandboxCall, record: ResourceRecord): JsonObject {
  const find = finder(call);
  const composed = compose(record.content, find);
  const { properties, required } = composed;
  const { allOf: _allOf, definitions: _definitions, ...rest } = record.content;
  return {
    ...identity(record),
    ...rest,
    properties,
    ...(required.length > 0 ? { required } : {}),
    ...computed(call, record, find, composed),
  };
}

function identity(record: ResourceRecord): JsonObject {
  return {
    $id: record.id,
    "meta:altId": alternateId(record.id),
    "meta:resourceType": record.resourceName,
    version: versionOf(record),
    type: "object",
  };
}

function computed(
  call: SandboxCall,
  record: ResourceRecord,
  find: FindResource,
  { extended }: ComposedResource,
): JsonObject {
  const isSchema = record.resourceName === "schemas";
  const schemaClass = isSchema ? classOf(record.content, find) : undefined;
  const common = {
    refs: [...references(record.content)],
    "meta:extensible": !isSchema,
    "meta:abstract": !isSchema,
    ...(extended.length > 0 ? { "meta:extends": extended } : {}),
    "meta:xdmType": "object",
    ...(schemaClass === undefined ? {} : { "meta:class": schemaClass }),
    "meta:registryMetadata": metadata(record),
  };
  if (globalResource(record.id) !== undefined) {
    call.assume("schemaContent");
    return { ...common, "meta:containerId": "global" };
  }
  return {
    ...common,
    imsOrg: call.caller.organization,
    "meta:containerId": "tenant",
    "meta:sandboxId": call.sandbox.id,
    "meta:sandboxType": call.sandbox.type,
    "meta:tenantNamespace": tenantNamespace,
  };
}

function metadata(record: ResourceRecord): JsonObject {
  return {
    "repo:createdDate": record.createdAt,
    "repo:lastModifiedDate": record.updatedAt,
    "xdm:createdClientId": record.createdClient,
    "xdm:lastModifiedClientId": record.updatedClient,
    "xdm:createdUserId": record.createdClient,
    "xdm:lastModifiedUserId": record.updatedClient,
    eTag: createHash("sha256")
      .update(`${record.id} ${record.minorVersion} ${record.updatedAt}`)
      .digest("hex"),
    "meta:globalLibVersion": "1.0.0",
  };
}

function annotated(part: unknown): JsonObject {
  const declared = isJsonObject(part) ? part : {};
  return { ...declared, type: "object", "meta:xdmType": "object" };
}
