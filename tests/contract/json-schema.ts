import { elements, isJsonArray, isJsonObject, type Json, type JsonObject, text } from "../../emulator/json";

/** Keywords that mean the same in OpenAPI and in JSON Schema, and hold no schemas. */
const sameMeaning = [
  "enum",
  "format",
  "pattern",
  "minLength",
  "maxLength",
  "minItems",
  "maxItems",
  "uniqueItems",
  "minProperties",
  "maxProperties",
  "minimum",
  "maximum",
  "multipleOf",
];

const types = ["array", "boolean", "integer", "number", "object", "string"];

/** Which side sends a value: members that are read-only are not required of requests. */
export type Side = "request" | "answer";

/**
 * A schema of OpenAPI 3.0 or Swagger 2.0 as a JSON Schema (draft 7). Descriptions and examples are left out:
 * examples hold members such as `$id` that would be taken for those of a schema.
 *
 * @param definitionsId the id of the schema that holds {@link definitionsOf} of the same document
 */
export function toJsonSchema(schema: Json | undefined, side: Side, definitionsId: string): JsonObject {
  const convert = (inner: Json | undefined) => toJsonSchema(inner, side, definitionsId);
  if (!isJsonObject(schema)) {
    return {};
  }
  const reference = text(schema.$ref);
  if (reference !== undefined) {
    return { $ref: `${definitionsId}#/definitions/${reference.split("/").at(-1)}` };
  }
  const converted: Record<string, Json> = {};
  for (const keyword of sameMeaning) {
    if (schema[keyword] !== undefined) {
      converted[keyword] = schema[keyword];
    }
  }
  for (const keyword of ["allOf", "anyOf", "oneOf"]) {
    if (isJsonArray(schema[keyword])) {
      converted[keyword] = elements(schema[keyword]).map(convert);
    }
  }
  if (isJsonObject(schema.properties)) {
    converted.properties = Object.fromEntries(
      Object.entries(schema.properties).map(([name, inner]) => [name, convert(inner)]),
    );
  }
  if (isJsonObject(schema.items)) {
    converted.items = convert(schema.items);
  }
  if (isJsonObject(schema.not)) {
    converted.not = convert(schema.not);
  }
  if (typeof schema.additionalProperties === "boolean") {
    converted.additionalProperties = schema.additionalProperties;
  } else if (isJsonObject(schema.additionalProperties)) {
    converted.additionalProperties = convert(schema.additionalProperties);
  }
  return { ...converted, ...typeOf(schema), ...bounds(schema), ...required(schema, side) };
}

/** All named schemas of a document, as the `definitions` of one JSON Schema. */
export function definitionsOf(schemas: Json | undefined, side: Side, definitionsId: string): JsonObject {
  const entries = isJsonObject(schemas) ? Object.entries(schemas) : [];
  const definitions = entries.map(([name, schema]) => [name, toJsonSchema(schema, side, definitionsId)]);
  return { $id: definitionsId, definitions: Object.fromEntries(definitions) as JsonObject };
}

function typeOf(schema: JsonObject): JsonObject {
  const type = text(schema.type);
  if (type === undefined || !types.includes(type)) {
    return {};
  }
  if (schema.nullable !== true) {
    return { type };
  }
  return { type: [type, "null"], ...(isJsonArray(schema.enum) ? { enum: [...schema.enum, null] } : {}) };
}

/** OpenAPI 3.0 says by a boolean whether a bound is exclusive; JSON Schema gives the bound itself. */
function bounds(schema: JsonObject): JsonObject {
  const { minimum = null, maximum = null } = schema;
  return {
    ...(schema.exclusiveMinimum === true ? { exclusiveMinimum: minimum } : {}),
    ...(schema.exclusiveMaximum === true ? { exclusiveMaximum: maximum } : {}),
  };
}

function required(schema: JsonObject, side: Side): JsonObject {
  const { properties } = schema;
  const names = elements(schema.required).filter((name) => typeof name === "string");
  const demanded = names.filter((name) => {
    const property = isJsonObject(properties) ? properties[name] : undefined;
    return side === "answer" || !isJsonObject(property) || property.readOnly !== true;
  });
  return demanded.length === 0 ? {} : { required: demanded };
}
