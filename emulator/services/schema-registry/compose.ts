import { elements, isJsonObject, type Json, type JsonObject, member, text } from "../../json";
import { globalResource } from "./global-resources";
import type { ResourceRecord } from "./resource";

/** Finds a resource by its `$id`. */
export type FindResource = (id: string) => ResourceRecord | undefined;

/** A resource with everything that it is composed of merged into one tree of fields. */
export interface ComposedResource {
  readonly properties: JsonObject;
  readonly required: readonly string[];
  /** The `$id`s of all resources that it is composed of, nearest first. */
  readonly extended: readonly string[];
}

/** Deeper compositions are cut off: they can only come from resources that refer to each other. */
const deepest = 40;

/** Resolves `allOf` and `$ref` of a resource (media type xed-full). */
export function compose(content: JsonObject, find: FindResource, depth = 0): ComposedResource {
  let properties: JsonObject = {};
  const required = new Set<string>();
  const extended = new Set<string>();
  const parts = [content, ...elements(content.allOf)].filter(isJsonObject);
  for (const part of depth > deepest ? [] : parts) {
    const composed = part === content ? own(content) : referred(content, part, find, depth);
    properties = mergedFields(properties, composed.properties);
    for (const name of composed.required) {
      required.add(name);
    }
    for (const id of composed.extended) {
      extended.add(id);
    }
  }
  const resolved = Object.entries(properties).map(([name, field]) => [
    name,
    resolvedField(field, find, depth),
  ]);
  return { properties: Object.fromEntries(resolved), required: [...required], extended: [...extended] };
}

function own(part: JsonObject): ComposedResource {
  const required = elements(part.required).map(String);
  return { properties: isJsonObject(part.properties) ? part.properties : {}, required, extended: [] };
}

function referred(
  document: JsonObject,
  part: JsonObject,
  find: FindResource,
  depth: number,
): ComposedResource {
  const reference = text(part.$ref);
  if (reference === undefined) {
    return compose(part, find, depth + 1);
  }
  if (reference.startsWith("#")) {
    const definition = atPointer(document, reference);
    return isJsonObject(definition) ? compose(definition, find, depth + 1) : own({});
  }
  const resource = find(reference);
  if (resource === undefined) {
    return own({});
  }
  const composed = compose(resource.content, find, depth + 1);
  return { ...composed, extended: [...composed.extended, resource.id] };
}

/** A definition inside the same document, such as `#/definitions/customFields`. */
function atPointer(document: JsonObject, reference: string): Json | undefined {
  return reference
    .slice(1)
    .split("/")
    .filter((segment) => segment !== "")
    .map((segment) => segment.replaceAll("~1", "/").replaceAll("~0", "~"))
    .reduce<Json | undefined>((current, segment) => member(current, segment), document);
}

/** Two resources may describe the same field; objects are merged, as `_{TENANT_ID}` is of all field groups. */
function mergedFields(left: JsonObject, right: JsonObject): JsonObject {
  const merged: Record<string, Json> = { ...left };
  for (const [name, field] of Object.entries(right)) {
    const before = merged[name];
    merged[name] = isJsonObject(before) && isJsonObject(field) ? mergedField(before, field) : field;
  }
  return merged;
}

function mergedField(left: JsonObject, right: JsonObject): JsonObject {
  if (!isJsonObject(left.properties) || !isJsonObject(right.properties)) {
    return { ...left, ...right };
  }
  return { ...left, ...right, properties: mergedFields(left.properties, right.properties) };
}

/** A field whose type is a data type shows that type's fields, keeping its own title and description. */
function resolvedField(field: Json, find: FindResource, depth: number): Json {
  if (!isJsonObject(field) || depth > deepest) {
    return field;
  }
  const reference = text(field.$ref);
  const resource = reference === undefined ? undefined : find(reference);
  if (resource !== undefined) {
    const { $ref: _reference, ...kept } = field;
    const { properties, required } = compose(resource.content, find, depth + 1);
    return {
      ...kept,
      type: "object",
      "meta:xdmType": "object",
      "meta:referencedFrom": resource.id,
      properties,
      ...(required.length > 0 ? { required } : {}),
    };
  }
  const properties = isJsonObject(field.properties)
    ? {
        properties: Object.fromEntries(
          Object.entries(field.properties).map(([name, inner]) => [
            name,
            resolvedField(inner, find, depth + 1),
          ]),
        ),
      }
    : {};
  const items = field.items === undefined ? {} : { items: resolvedField(field.items, find, depth + 1) };
  const values =
    field.additionalProperties === undefined
      ? {}
      : { additionalProperties: resolvedField(field.additionalProperties, find, depth + 1) };
  return { ...withXdmType(field), ...properties, ...items, ...values };
}

function withXdmType(field: JsonObject): JsonObject {
  const xdmType = xdmTypeOf(field);
  return field["meta:xdmType"] !== undefined || xdmType === undefined
    ? field
    : { ...field, "meta:xdmType": xdmType };
}

/** The XDM type of a field by its JSON Schema (guide "Field type constraints"). */
export function xdmTypeOf(field: JsonObject): string | undefined {
  const declared = text(field["meta:xdmType"]);
  if (declared !== undefined) {
    return declared;
  }
  const format = text(field.format);
  switch (text(field.type)) {
    case "string":
      return format === "date" || format === "date-time" ? format : "string";
    case "integer":
      return integerType(field);
    case "object":
      return field.additionalProperties === undefined ? "object" : "map";
    default:
      return text(field.type);
  }
}

function integerType(field: JsonObject): string {
  const largest = typeof field.maximum === "number" ? field.maximum : 2_147_483_647;
  if (largest <= 128) {
    return "byte";
  }
  if (largest <= 32_768) {
    return "short";
  }
  return largest <= 2_147_483_648 ? "int" : "long";
}

/** The class of a schema: the one among its parts that is a class. */
export function classOf(content: JsonObject, find: FindResource): string | undefined {
  return classesOf(content, find)[0];
}

export function classesOf(content: JsonObject, find: FindResource): readonly string[] {
  return elements(content.allOf).flatMap((part) => {
    const reference = text(member(part, "$ref"));
    const resource = reference === undefined ? undefined : (find(reference) ?? globalResource(reference));
    return resource?.resourceName === "classes" ? [resource.id] : [];
  });
}
