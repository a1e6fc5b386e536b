import { randomBytes } from "node:crypto";
import { z } from "zod";
import { shapedBody } from "../../gateway/body";
import {
  type Answer,
  created,
  noContent,
  ok,
  pathParameter,
  type Route,
  type SandboxCall,
} from "../../gateway/service";
import { type Json, type JsonObject, without } from "../../json";
import { canonicalId } from "../../schema-reference";
import { checkDescriptorLookup, type DescriptorForm, descriptorListForm } from "./accept";
import { descriptorShape } from "./descriptor-types";
import { badRequest, registryProblem } from "./errors";
import { type DescriptorRecord, descriptorKey, descriptorsBySchema, isPrimaryOf } from "./identity";
import { pageAnswer } from "./listing";
import { resourceWithId } from "./lookup";

/** Descriptors (schema-registry.yaml; guide "Descriptors endpoint"). */
export const descriptorRoutes: readonly Route<SandboxCall>[] = [
  { method: "GET", path: "/tenant/descriptors", handle: list },
  { method: "POST", path: "/tenant/descriptors", handle: create },
  {
    method: "GET",
    path: "/tenant/descriptors/:id",
    handle: (call) => {
      const record = findOrRefuse(call);
      checkDescriptorLookup(call);
      return ok(describe(call, record));
    },
  },
  { method: "PUT", path: "/tenant/descriptors/:id", handle: put },
  { method: "DELETE", path: "/tenant/descriptors/:id", handle: remove },
];

const shape = z.looseObject({
  "@type": z.string().regex(/^xdm:\w+$/),
  "xdm:sourceSchema": z.string(),
  "xdm:sourceVersion": z.union([z.number(), z.string()]).optional(),
});

const computedMembers = [
  "@id",
  "createdUser",
  "createdClient",
  "updatedUser",
  "created",
  "updated",
  "imsOrg",
  "version",
  "meta:containerId",
  "meta:sandboxId",
  "meta:sandboxType",
];

function list(call: SandboxCall): Answer {
  const form = descriptorListForm(call);
  const records = call.partition.of(descriptorKey).values();
  if (form.paged) {
    return pageAnswer(call, {
      items: () => records,
      whole: (record) => ({ ...describe(call, record), title: record.id }),
      shown: (record) => (form.shows === "object" ? describe(call, record) : { "@id": record.id }),
    });
  }
  const byType = new Map<string, Json[]>();
  for (const record of records) {
    const type = String(record.content["@type"]);
    const ofType = byType.get(type) ?? [];
    ofType.push(show(call, record, form));
    byType.set(type, ofType);
  }
  return ok(Object.fromEntries(byType));
}

function show(call: SandboxCall, record: DescriptorRecord, form: DescriptorForm): Json {
  switch (form.shows) {
    case "id":
      return record.id;
    case "link":
      return `/tenant/descriptors/${record.id}`;
    case "object":
      return describe(call, record);
  }
}

/** Of one sandbox (guide "Descriptors endpoint"). */
const mostDescriptors = 4000;

function create(call: SandboxCall): Answer {
  const content = checkedBody(call);
  if (call.partition.of(descriptorKey).size >= mostDescriptors) {
    throw badRequest(call, `A sandbox has at most ${mostDescriptors} descriptors.`);
  }
  const record: DescriptorRecord = {
    id: randomBytes(20).toString("hex"),
    createdAt: call.now,
    updatedAt: call.now,
    createdClient: call.caller.clientId,
    updatedClient: call.caller.clientId,
    content,
  };
  call.partition.of(descriptorKey).put(record.id, record);
  return created(describe(call, record));
}

function put(call: SandboxCall): Answer {
  const record = findOrRefuse(call);
  const changed = {
    ...record,
    content: checkedBody(call, record.id),
    updatedAt: call.now,
    updatedClient: call.caller.clientId,
  };
  call.partition.of(descriptorKey).put(record.id, changed);
  return ok(describe(call, changed));
}

function remove(call: SandboxCall): Answer {
  const record = findOrRefuse(call);
  call.partition.of(descriptorKey).delete(record.id);
  return noContent;
}

function checkedBody(call: SandboxCall, id?: string): JsonObject {
  const { sent, shape: descriptor } = shapedBody(call, shape, (detail) => badRequest(call, detail));
  checkMembers(call, descriptor["@type"], sent);
  const schemaId = canonicalId(descriptor["xdm:sourceSchema"]);
  if (resourceWithId(call, schemaId) === undefined && call.assume("unknownReference") === "refuse") {
    throw badRequest(call, `The source schema ${schemaId} does not exist.`);
  }
  const content = { ...without(sent, ...computedMembers), "xdm:sourceSchema": schemaId };
  const others = [...call.partition.of(descriptorKey).where(descriptorsBySchema, schemaId)].filter(
    (other) => other.id !== id,
  );
  if (isPrimaryOf(content, schemaId) && others.some((other) => isPrimaryOf(other.content, schemaId))) {
    call.assume("schemaValidation");
    throw badRequest(call, `The schema ${schemaId} already has a primary identity.`);
  }
  return content;
}

/** Refuses what a descriptor of a type lacks, and a destination that does not exist. */
function checkMembers(call: SandboxCall, type: string, sent: JsonObject): void {
  const shapeOfType = descriptorShape(type);
  if (shapeOfType === undefined) {
    if (call.assume("unknownDescriptorType") === "refuse") {
      throw badRequest(call, `There is no type of descriptors ${type}.`);
    }
    return;
  }
  const parsed = shapeOfType.safeParse(sent);
  if (!parsed.success) {
    call.assume("schemaValidation");
    throw badRequest(call, `A descriptor ${type}: ${z.prettifyError(parsed.error)}`);
  }
  const destination = sent["xdm:destinationSchema"];
  if (
    typeof destination === "string" &&
    resourceWithId(call, canonicalId(destination)) === undefined &&
    call.assume("unknownReference") === "refuse"
  ) {
    throw badRequest(call, `The destination schema ${destination} does not exist.`);
  }
}

function findOrRefuse(call: SandboxCall): DescriptorRecord {
  const id = pathParameter(call, "id");
  const record = call.partition.of(descriptorKey).get(id);
  if (record === undefined) {
    call.assume("notFoundCodes");
    throw registryProblem(
      call,
      "descriptorNotFound",
      `The requested descriptor resource ${id} is not found.`,
    );
  }
  return record;
}

function describe(call: SandboxCall, record: DescriptorRecord): JsonObject {
  return {
    "@id": record.id,
    ...record.content,
    createdUser: record.createdClient,
    createdClient: record.createdClient,
    updatedUser: record.updatedClient,
    created: record.createdAt,
    updated: record.updatedAt,
    imsOrg: call.caller.organization,
    version: "1",
    "meta:containerId": "tenant",
    "meta:sandboxId": call.sandbox.id,
    "meta:sandboxType": call.sandbox.type,
  };
}
