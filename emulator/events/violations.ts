import Ajv, { type ErrorObject, type ValidateFunction } from "ajv";
import addFormats from "ajv-formats";
import { matchesPattern } from "../dataprep/pattern";
import { elements, isJsonArray, isJsonObject, type Json, type JsonObject, member, memberAt } from "../json";

/** One thing about a record that its schema does not allow, as the ingestion service names it. */
export interface Violation {
  /** Where the schema says so: `#/properties/_id`. */
  readonly schemaLocation: string;
  /** What breaks it: `#/_id`. */
  readonly pointerToViolation: string;
  /** Of JSON Schema: type, required, enum, pattern, format, minimum … */
  readonly keyword: string;
  readonly message: string;
}

/** The service stops looking at a message after so many (guide "Streaming validation"). */
const mostViolations = 5;

/**
 * Says what a record breaks of the fields of a schema, at most five things. Types are not converted, and fields that
 * the schema does not have are violations too.
 */
export function createValidator(
  fields: JsonObject,
  required: readonly string[],
): (record: Json) => readonly Violation[] {
  const validate = compiled(plainSchema({ type: "object", properties: fields, required }));
  return (record) =>
    validate(record) ? [] : (validate.errors ?? []).slice(0, mostViolations).map(violationOf);
}

/** Compiled validators by their schema: that takes milliseconds, and most messages follow the same few schemas. */
const known = new Map<string, ValidateFunction>();
const mostKnown = 100;

function compiled(schema: JsonObject): ValidateFunction {
  const key = JSON.stringify(schema);
  const found = known.get(key);
  if (found !== undefined) {
    return found;
  }
  const ajv = new Ajv({
    allErrors: true,
    strict: false,
    validateSchema: false,
    verbose: true,
    code: { regExp: boundedEngine },
  });
  addFormats(ajv);
  const validate = ajv.compile(schema);
  if (known.size >= mostKnown) {
    known.clear();
  }
  known.set(key, validate);
  return validate;
}

/** Patterns are the users': one of them must not stop the server. */
const boundedEngine = Object.assign(
  (pattern: string) => ({
    test: (words: string): boolean => matchesPattern(words, pattern),
    toString: (): string => pattern,
  }),
  { code: "boundedEngine" },
);

const types = ["string", "integer", "number", "boolean", "array", "object", "null"];
const formats = ["date", "date-time", "time", "email", "uri", "uri-reference", "uuid", "ipv4", "ipv6"];
const limits = ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"];
const sizes = ["minLength", "maxLength", "minItems", "maxItems"];

/** The part of a field's definition that says what its values are, without whatever else is written there. */
function plainSchema(field: JsonObject): JsonObject {
  const { type, format, items, properties, additionalProperties } = field;
  const plain: Record<string, Json> = {};
  if (typeof type === "string" && types.includes(type)) {
    plain.type = type;
  }
  if (typeof format === "string" && formats.includes(format)) {
    plain.format = format;
  }
  for (const name of [...limits, ...sizes]) {
    const limit = member(field, name);
    if (typeof limit === "number" && (limits.includes(name) || (Number.isInteger(limit) && limit >= 0))) {
      plain[name] = limit;
    }
  }
  if (isJsonArray(field.enum) && field.enum.length > 0) {
    plain.enum = field.enum;
  }
  if (typeof field.pattern === "string") {
    plain.pattern = field.pattern;
  }
  if (isJsonObject(items)) {
    plain.items = plainSchema(items);
  }
  if (isJsonObject(properties)) {
    plain.properties = Object.fromEntries(
      Object.entries(properties).map(([name, inner]) => [
        name,
        isJsonObject(inner) ? plainSchema(inner) : {},
      ]),
    );
    plain.additionalProperties = false;
  }
  if (isJsonObject(additionalProperties)) {
    plain.additionalProperties = plainSchema(additionalProperties);
  } else if (additionalProperties === true) {
    plain.additionalProperties = true;
  }
  const required = elements(field.required).filter((name) => typeof name === "string");
  return required.length === 0 ? plain : { ...plain, required };
}

/** Where the guide's examples say so, in their words; the others are those of the same kind of validator. */
function violationOf(error: ErrorObject): Violation {
  const location = error.schemaPath.split("/").slice(0, -1).join("/");
  return {
    schemaLocation: location === "" ? "#" : location,
    pointerToViolation: `#${error.instancePath}`,
    keyword: error.keyword,
    message: messageOf(error),
  };
}

function messageOf({ keyword, params, data, message }: ErrorObject): string {
  const named = (name: string): string => String(memberAt(params, name));
  const shown = isJsonObject(data) || isJsonArray(data) ? JSON.stringify(data) : String(data);
  switch (keyword) {
    case "additionalProperties":
      return `extraneous key [${named("additionalProperty")}] is not permitted`;
    case "type":
      return `expected type: ${typeNames[named("type")] ?? named("type")}, found: ${typeName(data)}`;
    case "required":
      return `required key [${named("missingProperty")}] not found`;
    case "enum":
      return `${shown} is not a valid enum value`;
    case "pattern":
      return `string [${shown}] does not match pattern ${named("pattern")}`;
    case "format":
      return `[${shown}] is not a valid ${named("format")}`;
    case "minimum":
      return `${shown} is not greater or equal to ${named("limit")}`;
    case "maximum":
      return `${shown} is not less or equal to ${named("limit")}`;
    case "minLength":
    case "maxLength":
      return `expected ${keyword}: ${named("limit")}, actual: ${shown.length}`;
    default:
      return message ?? keyword;
  }
}

/** The validator's names for types are those of Java. */
const typeNames: Readonly<Record<string, string>> = {
  string: "String",
  integer: "Integer",
  number: "Number",
  boolean: "Boolean",
  array: "JSONArray",
  object: "JSONObject",
};

function typeName(value: unknown): string {
  if (value === null) {
    return "Null";
  }
  if (typeof value === "number") {
    return Number.isInteger(value) ? "Long" : "Double";
  }
  return typeNames[isJsonArray(value) ? "array" : typeof value] ?? typeof value;
}
