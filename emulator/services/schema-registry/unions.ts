import { type Answer, ok, pathParameter, type Route, type SandboxCall } from "../../gateway/service";
import { elements, type JsonObject } from "../../json";
import { alternateId, canonicalId } from "../../schema-reference";
import { listForm, lookupForm } from "./accept";
import { classOf, compose } from "./compose";
import { finder } from "./describe";
import { registryProblem } from "./errors";
import { pageAnswer } from "./listing";
import { type ResourceRecord, schemas } from "./resource";

/** Unions: for each class, the fields of all its schemas that are tagged for Profile (schema-registry.yaml). */
export const unionRoutes: readonly Route<SandboxCall>[] = [
  { method: "GET", path: "/tenant/unions", handle: list },
  { method: "GET", path: "/tenant/unions/:id", handle: lookup },
];

function list(call: SandboxCall): Answer {
  listForm(call);
  return pageAnswer(call, {
    items: () => unionsOf(call).keys(),
    whole: (classId) => summary(call, classId),
    shown: (classId) => summary(call, classId),
  });
}

function lookup(call: SandboxCall): Answer {
  const id = canonicalId(pathParameter(call, "id"));
  const members = unionsOf(call).get(id.replace(/__union$/, ""));
  if (members === undefined || !id.endsWith("__union")) {
    throw registryProblem(
      call,
      "schemaNotFound",
      `The requested union resource ${id} with version 1 is not found.`,
    );
  }
  lookupForm(call, 0);
  const find = finder(call);
  const { properties } = compose({ allOf: members.map((schema) => ({ $ref: schema.id })) }, find);
  return ok({
    ...summary(call, id.replace(/__union$/, "")),
    type: "object",
    properties,
    "meta:xdmType": "object",
  });
}

/** The schemas of each class that are in its union. */
export function unionsOf(call: SandboxCall): ReadonlyMap<string, readonly ResourceRecord[]> {
  const unions = new Map<string, ResourceRecord[]>();
  for (const schema of call.partition.of(schemas.key).values()) {
    const classId = classOf(schema.content, finder(call));
    if (classId !== undefined && elements(schema.content["meta:immutableTags"]).includes("union")) {
      unions.set(classId, [...(unions.get(classId) ?? []), schema]);
    }
  }
  return unions;
}

function summary(call: SandboxCall, classId: string): JsonObject {
  const title = finder(call)(classId)?.content.title ?? classId;
  const id = `${classId}__union`;
  return { $id: id, "meta:altId": alternateId(id), version: "1.0", title };
}
