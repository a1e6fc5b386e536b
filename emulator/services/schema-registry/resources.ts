import { z } from "zod";
import { jsonBody, shapedBody } from "../../gateway/body";
import {
  type Answer,
  created,
  noContent,
  ok,
  pathParameter,
  type Route,
  type SandboxCall,
} from "../../gateway/service";
import { elements, type Json, type JsonObject, member, text, without } from "../../json";
import { applyOperations, PatchFailure, type PatchOperation, parsePatch } from "../../json-patch";
import { canonicalId } from "../../schema-reference";
import { listForm, lookupForm } from "./accept";
import { forgetChanges, logChange } from "./audit-log";
import { computedMembers, describe, describeAs, summary } from "./describe";
import { badRequest, registryProblem } from "./errors";
import { globalResources } from "./global-resources";
import { pageAnswer } from "./listing";
import { newResource, type ResourceRecord, type ResourceType } from "./resource";
import { checkChange, checkDeletion, checkResource } from "./rules";

/** The routes of one kind of resource in both containers (schema-registry.yaml). */
export function resourceRoutes(type: ResourceType): readonly Route<SandboxCall>[] {
  return [
    { method: "GET", path: `/global/${type.path}`, handle: (call) => list(call, globalOf(type)) },
    {
      method: "GET",
      path: `/global/${type.path}/:id`,
      handle: (call) => lookup(call, type, (id) => globalOf(type).find((resource) => resource.id === id)),
    },
    {
      method: "GET",
      path: `/tenant/${type.path}`,
      handle: (call) => list(call, call.partition.of(type.key).values(), globalLink(call, type)),
    },
    { method: "POST", path: `/tenant/${type.path}`, handle: (call) => create(call, type) },
    {
      method: "GET",
      path: `/tenant/${type.path}/:id`,
      handle: (call) => lookup(call, type, (id) => call.partition.of(type.key).get(id)),
    },
    { method: "PUT", path: `/tenant/${type.path}/:id`, handle: (call) => put(call, type) },
    { method: "PATCH", path: `/tenant/${type.path}/:id`, handle: (call) => patch(call, type) },
    { method: "DELETE", path: `/tenant/${type.path}/:id`, handle: (call) => remove(call, type) },
  ];
}

/** Behaviours are Adobe's alone. */
export function globalRoutes(type: ResourceType): readonly Route<SandboxCall>[] {
  return resourceRoutes(type).filter((route) => route.method === "GET" && route.path.startsWith("/global"));
}

const shape = z.looseObject({
  title: z.string().optional(),
  description: z.string().optional(),
  type: z.literal("object").optional(),
  allOf: z.array(z.looseObject({ $ref: z.string().optional() })).optional(),
  definitions: z.record(z.string(), z.looseObject({})).optional(),
  properties: z.record(z.string(), z.looseObject({})).optional(),
  "meta:intendedToExtend": z.array(z.string()).optional(),
  "meta:immutableTags": z.array(z.string()).optional(),
});

function globalOf(type: ResourceType): readonly ResourceRecord[] {
  return globalResources.filter((resource) => resource.resourceName === type.resourceName);
}

function globalLink(call: SandboxCall, type: ResourceType): JsonObject {
  const href = `${call.address}/data/foundation/schemaregistry/global/${type.path}`;
  return { [`global_${type.path}`]: { href } };
}

function list(call: SandboxCall, records: Iterable<ResourceRecord>, links: JsonObject = {}): Answer {
  const form = listForm(call);
  const listed = {
    items: () => records,
    whole: (record: ResourceRecord) => ({ ...describe(call, record), updated: record.updatedAt }),
    shown: (record: ResourceRecord) => (form === "id" ? summary(record) : describe(call, record)),
  };
  return pageAnswer(call, listed, links);
}

function lookup(
  call: SandboxCall,
  type: ResourceType,
  find: (id: string) => ResourceRecord | undefined,
): Answer {
  const id = canonicalId(pathParameter(call, "id"));
  const record = find(id);
  if (record === undefined) {
    throw notFound(call, type, id);
  }
  return ok(describeAs(call, record, lookupForm(call, record.minorVersion)));
}

function create(call: SandboxCall, type: ResourceType): Answer {
  const { sent } = shapedBody(call, shape, (detail) => badRequest(call, detail));
  const content = declared(sent);
  checkResource(call, type, content);
  const record = newResource(call, type, content);
  call.partition.of(type.key).put(record.id, record);
  if (call.setting("auditLogOfCreation") === "show") {
    logChange(call, {}, record);
  }
  return created(describe(call, record));
}

function put(call: SandboxCall, type: ResourceType): Answer {
  const record = findOrRefuse(call, type);
  const { sent } = shapedBody(call, shape, (detail) => badRequest(call, detail));
  return replace(call, type, record, declared(sent));
}

function patch(call: SandboxCall, type: ResourceType): Answer {
  const record = findOrRefuse(call, type);
  const body = jsonBody(call, (detail) => badRequest(call, detail));
  // Operations may address whatever a lookup shows, computed members included.
  const document = describe(call, record);
  const content = declared(patched(call, document, body));
  const parsed = shape.safeParse(content);
  if (!parsed.success) {
    throw badRequest(call, z.prettifyError(parsed.error));
  }
  return replace(call, type, record, content);
}

function patched(
  call: SandboxCall,
  document: JsonObject,
  body: Parameters<typeof parsePatch>[0],
): JsonObject {
  try {
    return applyOperations(document, parsePatch(body).map(asDocumented));
  } catch (error) {
    throw error instanceof PatchFailure ? badRequest(call, error.message) : error;
  }
}

/** The spec's example for the union writes `/meta:immutableTags-` and a bare value: a slip that clients copied. */
function asDocumented(operation: PatchOperation): PatchOperation {
  return operation.path === "/meta:immutableTags-" && operation.value !== undefined
    ? { ...operation, path: "/meta:immutableTags", value: [operation.value] }
    : operation;
}

function replace(call: SandboxCall, type: ResourceType, record: ResourceRecord, content: JsonObject): Answer {
  checkResource(call, type, content, record.id);
  checkChange(call, record, content);
  const changed: ResourceRecord = {
    ...record,
    content,
    minorVersion: record.minorVersion + 1,
    updatedAt: call.now,
    updatedClient: call.caller.clientId,
  };
  call.partition.of(type.key).put(record.id, changed);
  logChange(call, record.content, changed);
  return ok(describe(call, changed));
}

function remove(call: SandboxCall, type: ResourceType): Answer {
  const record = findOrRefuse(call, type);
  checkDeletion(call, record);
  call.partition.of(type.key).delete(record.id);
  forgetChanges(call, record);
  return noContent;
}

function findOrRefuse(call: SandboxCall, type: ResourceType): ResourceRecord {
  const id = canonicalId(pathParameter(call, "id"));
  const record = call.partition.of(type.key).get(id);
  if (record === undefined) {
    throw notFound(call, type, id);
  }
  return record;
}

function notFound(call: SandboxCall, type: ResourceType, id: string) {
  call.assume("notFoundCodes");
  return registryProblem(
    call,
    type.notFound,
    `The requested ${type.noun} resource ${id} with version 1 is not found.`,
  );
}

/** What the client says about the resource itself. */
function declared(sent: JsonObject): JsonObject {
  const content = without(sent, ...computedMembers);
  return sent.allOf === undefined ? content : { ...content, allOf: elements(sent.allOf).map(bareReference) };
}

/** A part of a composition without what the registry adds when it shows it. */
function bareReference(part: Json): Json {
  const reference = text(member(part, "$ref"));
  return reference === undefined ? part : { $ref: canonicalId(reference) };
}
