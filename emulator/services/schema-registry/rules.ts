import type { SandboxCall } from "../../gateway/service";
import { isJsonObject, type Json, type JsonObject, member } from "../../json";
import { datasetKey, datasetsBySchema } from "../catalog/dataset";
import { classesOf, compose, type FindResource } from "./compose";
import { finder } from "./describe";
import { badRequest, registryProblem } from "./errors";
import { breakingChanges } from "./evolution";
import { references } from "./references";
import {
  type ResourceRecord,
  type ResourceType,
  resourcesByReference,
  resourcesByTitle,
  schemas,
  tenantNamespace,
  titledTypes,
} from "./resource";
import { checkMerge, checkUnion, inUnion } from "./union-rules";

/** Refuses a resource that may not exist as it is declared; `id` is its own when it exists already. */
export function checkResource(call: SandboxCall, type: ResourceType, content: JsonObject, id?: string): void {
  checkMembers(call, type, content);
  checkTitle(call, String(content.title), id);
  checkReferences(call, content);
  if (type.resourceName === "schemas") {
    checkClass(call, content);
    const find = finder(call);
    checkUnion(call, content, find, id);
    checkMerge(call, content, find, id);
  } else if (type.resourceName !== "datatypes") {
    checkNamespace(call, content);
  }
}

/** Refuses a change that breaks what has been built on a resource. */
export function checkChange(call: SandboxCall, before: ResourceRecord, after: JsonObject): void {
  const wasInUnion = inUnion(before.content);
  if (wasInUnion && !inUnion(after)) {
    throw badRequest(call, "The union tag of a schema cannot be removed.");
  }
  const find = finder(call);
  const findChanged: FindResource = (id) => (id === before.id ? { ...before, content: after } : find(id));
  for (const schema of schemasInUse(call)) {
    const changed = schema.id === before.id ? after : schema.content;
    const composed = compose(changed, findChanged);
    const broken = breakingChanges(compose(schema.content, find), composed);
    if (broken.length > 0 && call.assume("breakingChange") === "refuse") {
      const detail = `The schema ${schema.id} is in use; its fields cannot be removed, retyped or restricted: ${broken.join(", ")}.`;
      throw badRequest(call, detail);
    }
    if (composed.extended.includes(before.id)) {
      checkMerge(call, changed, findChanged, schema.id);
    }
  }
}

/** Refuses the deletion of what others refer to. */
export function checkDeletion(call: SandboxCall, record: ResourceRecord): void {
  if (inUnion(record.content)) {
    throw badRequest(call, "A schema that participates in a union cannot be deleted.");
  }
  const holder = holderOf(call, record);
  if (holder !== undefined && call.assume("resourceInUse") === "refuse") {
    throw badRequest(call, `The resource ${record.id} cannot be deleted because it is used by ${holder}.`);
  }
}

function holderOf(call: SandboxCall, record: ResourceRecord): string | undefined {
  for (const type of titledTypes) {
    for (const other of call.partition.of(type.key).where(resourcesByReference, record.id)) {
      if (other.id !== record.id) {
        return other.id;
      }
    }
  }
  const [dataset] = call.partition.of(datasetKey).where(datasetsBySchema, record.id);
  return dataset === undefined ? undefined : `the dataset ${dataset.id}`;
}

/** Schemas whose fields are bound: a dataset has them, or they are in the union. */
function schemasInUse(call: SandboxCall): readonly ResourceRecord[] {
  const { partition } = call;
  return [...partition.of(schemas.key).values()].filter((schema) => {
    const [dataset] = partition.of(datasetKey).where(datasetsBySchema, schema.id);
    return dataset !== undefined || inUnion(schema.content);
  });
}

function checkMembers(call: SandboxCall, type: ResourceType, content: JsonObject): void {
  const missing = neededMembers(call, type).find(
    (name) => content[name] === undefined || (name === "title" && content.title === ""),
  );
  if (missing !== undefined || typeof content.title !== "string") {
    call.assume("schemaValidation");
    call.assume("requiredMembers");
    throw badRequest(call, `The ${type.noun} has no ${missing ?? "title"}.`);
  }
}

/** What the spec requires of each kind (createSchema and its likes), as far as the ledger says. */
function neededMembers(call: SandboxCall, type: ResourceType): readonly string[] {
  const isComposed = type.resourceName === "schemas" || type.resourceName === "classes";
  const needed = isComposed ? ["title", "allOf"] : ["title"];
  const which = call.setting("requiredMembers");
  if (which === "title and composition") {
    return needed;
  }
  return [
    ...needed,
    ...(type.resourceName === "mixins" ? ["meta:intendedToExtend"] : []),
    ...(which === "all" ? ["type"] : []),
    ...(which === "all" && isComposed ? ["description"] : []),
  ];
}

function checkTitle(call: SandboxCall, title: string, id: string | undefined): void {
  for (const type of titledTypes) {
    for (const other of call.partition.of(type.key).where(resourcesByTitle, title)) {
      if (other.id !== id) {
        throw registryProblem(
          call,
          "titleNotUnique",
          `Object titles must be unique. An object ${other.id} already exists with the same title`,
        );
      }
    }
  }
}

function checkReferences(call: SandboxCall, content: JsonObject): void {
  const find = finder(call);
  const unknown = [...references(content)].find((reference) => find(reference) === undefined);
  if (unknown !== undefined && call.assume("unknownReference") === "refuse") {
    throw badRequest(call, `The referenced resource ${unknown} does not exist.`);
  }
}

function checkClass(call: SandboxCall, content: JsonObject): void {
  const count = classesOf(content, finder(call)).length;
  if (count !== 1) {
    call.assume("schemaValidation");
    throw badRequest(call, `A schema is composed of exactly one class; this one has ${count}.`);
  }
}

/** Custom fields stand below `_{TENANT_ID}`; a data type is placed there by whoever uses it. */
function checkNamespace(call: SandboxCall, content: JsonObject): void {
  const ownFields = [content, ...Object.values(isJsonObject(content.definitions) ? content.definitions : {})];
  const outside = ownFields.flatMap((part) => fieldNames(part)).find((name) => name !== tenantNamespace);
  if (outside !== undefined) {
    throw registryProblem(
      call,
      "namespace",
      "A custom field is defined under an invalid namespace. All custom fields must be defined under a top-level field named {TENANT_ID}.",
    );
  }
}

function fieldNames(part: Json): readonly string[] {
  const properties = member(part, "properties");
  return isJsonObject(properties) ? Object.keys(properties) : [];
}
