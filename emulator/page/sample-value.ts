import { elements, isJsonObject, type Json, type JsonObject } from "../json";

/** A value that fits a field; for one that is not known a text. */
export function sampleValue(field: JsonObject | undefined): Json {
  const [first] = elements(field?.enum);
  if (first !== undefined) {
    return first;
  }
  switch (field?.type) {
    case "integer":
    case "number":
      return sampleNumber(field);
    case "boolean":
      return true;
    case "object":
      return isJsonObject(field.properties) ? sampleObject(field.properties, elements(field.required)) : {};
    case "array":
      return [];
    default:
      return sampleText(field);
  }
}

/** A value for every field but those that only a pattern tells of, unless they are required. */
export function sampleObject(fields: JsonObject, required: readonly Json[]): JsonObject {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, field]) =>
      isJsonObject(field) && (field.pattern === undefined || required.includes(name))
        ? [[name, sampleValue(field)]]
        : [],
    ),
  );
}

function sampleNumber({ minimum, maximum }: JsonObject): number {
  const least = typeof minimum === "number" ? Math.max(1, minimum) : 1;
  return typeof maximum === "number" ? Math.min(least, maximum) : least;
}

function sampleText(field: JsonObject | undefined): string {
  switch (field?.format) {
    case "date-time":
      return "2026-01-31T12:00:00Z";
    case "date":
      return "2026-01-31";
    case "uri":
      return "https://example.com/";
    case "email":
      return "ada@example.com";
  }
  const shortest = typeof field?.minLength === "number" ? field.minLength : 0;
  const longest = typeof field?.maxLength === "number" ? field.maxLength : Number.POSITIVE_INFINITY;
  return "example".padEnd(Math.min(shortest, 100), "e").slice(0, longest);
}
