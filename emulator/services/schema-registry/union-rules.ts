import type { SandboxCall } from "../../gateway/service";
import { elements, type JsonObject } from "../../json";
import { classOf, compose, type FindResource } from "./compose";
import { registryProblem } from "./errors";
import { clashingField } from "./evolution";
import { type DescriptorRecord, descriptorKey, hasIdentity, isPrimaryOf } from "./identity";
import { schemas } from "./resource";

/** Whether a schema is enabled for Profile. */
export function inUnion(content: JsonObject): boolean {
  return elements(content["meta:immutableTags"]).includes("union");
}

/** What a schema must have to be in the union (XDM troubleshooting guide, "Real-Time Customer Profile errors"). */
export function checkUnion(
  call: SandboxCall,
  content: JsonObject,
  find: FindResource,
  id: string | undefined,
): void {
  if (!inUnion(content)) {
    return;
  }
  const { properties } = compose(content, find);
  if (properties.identityMap === undefined && (id === undefined || !hasIdentity(call, id))) {
    throw registryProblem(
      call,
      "noIdentity",
      "To participate in a union, a schema must include an identityMap fieldgroup or a primary identity descriptor.",
    );
  }
  if (id !== undefined) {
    checkRelationships(call, id);
  }
}

/** Refuses what two schemas of one class would bring into their union with unlike types. */
export function checkMerge(call: SandboxCall, content: JsonObject, find: FindResource, id?: string): void {
  if (!inUnion(content)) {
    return;
  }
  const classId = classOf(content, find);
  const ours = compose(content, find).properties;
  for (const other of call.partition.of(schemas.key).values()) {
    if (other.id === id || !inUnion(other.content) || classOf(other.content, find) !== classId) {
      continue;
    }
    const clash = clashingField(compose(other.content, find).properties, ours);
    if (clash !== undefined) {
      throw registryProblem(
        call,
        "unlikeTypes",
        `Cannot merge incompatible data types. The path ${clash.path} has already been defined in schema ` +
          `(id=${other.id.split("/").at(-1)}) using a different data type. Types: ${clash.types.join(", ")}`,
      );
    }
  }
}

function checkRelationships(call: SandboxCall, id: string): void {
  const descriptors = [...call.partition.of(descriptorKey).values()];
  const ofType = (type: string) => descriptors.filter(({ content }) => content["@type"] === `xdm:${type}`);
  const references = ofType("descriptorReferenceIdentity");
  for (const { content } of ofType("descriptorOneToOne")) {
    const source = String(content["xdm:sourceSchema"]);
    const destination = String(content["xdm:destinationSchema"]);
    const reference = references.find((each) => sameField(each.content, content));
    if (source === id && reference === undefined) {
      throw registryProblem(
        call,
        "noReferenceIdentity",
        "If a schema contains properties that are associated with an xdm:descriptorOneToOne descriptor, those " +
          "properties must also have a xdm:descriptorReferenceIdentity descriptor for that schema to participate in a union.",
      );
    }
    const bothInUnion = [source, destination].every((each) => each === id || isInUnion(call, each));
    if ((source === id || destination === id) && bothInUnion && reference !== undefined) {
      checkNamespaces(call, reference, primaryOf(descriptors, destination));
    }
  }
}

function checkNamespaces(
  call: SandboxCall,
  reference: DescriptorRecord,
  primary: DescriptorRecord | undefined,
): void {
  if (
    primary === undefined ||
    reference.content["xdm:identityNamespace"] === primary.content["xdm:namespace"]
  ) {
    return;
  }
  throw registryProblem(
    call,
    "unlikeNamespaces",
    "If both schemas from an existing xdm:descriptorOneToOne descriptor are promoted to union, and one of those schemas " +
      "contains a primary identity, the xdm:identityNamespace of the source schema's descriptorReferenceIdentity field " +
      "must match the xdm:namespace field of destination schema's xdm:descriptorIdentity field.",
  );
}

function primaryOf(descriptors: readonly DescriptorRecord[], schemaId: string): DescriptorRecord | undefined {
  return descriptors.find(({ content }) => isPrimaryOf(content, schemaId));
}

function isInUnion(call: SandboxCall, schemaId: string): boolean {
  const schema = call.partition.of(schemas.key).get(schemaId);
  return schema !== undefined && inUnion(schema.content);
}

function sameField(left: JsonObject, right: JsonObject): boolean {
  return (["xdm:sourceSchema", "xdm:sourceProperty"] as const).every((name) => left[name] === right[name]);
}
