import { isJsonArray, isJsonObject, type Json, type JsonObject, text } from "../json";
import { parseDate } from "./dates";

/** A value that fits its field, or why it does not. */
export type Coerced = { readonly value: Json } | { readonly failure: string };

/** Spellings that become booleans (guide "Data handling"). */
const trueWords = ["y", "yes", "Y", "YES", "on", "ON", "true", "TRUE"];
const falseWords = ["n", "N", "no", "NO", "off", "OFF", "false", "FALSE"];

/** Converts a value to the type of the field that it goes to. Null stays null. */
export function coerce(value: Json, field: JsonObject): Coerced {
  if (value === null) {
    return { value };
  }
  switch (text(field.type)) {
    case "string":
      return coerceText(value, text(field.format));
    case "integer":
      return coerceInteger(value, field);
    case "number":
      return coerceNumber(value);
    case "boolean":
      return coerceBoolean(value);
    case "array":
      return isJsonArray(value)
        ? coerceElements(value, isJsonObject(field.items) ? field.items : {})
        : failed(value, "an array");
    case "object":
      return isJsonObject(value) ? coerceMembers(value, field) : failed(value, "an object");
    default:
      return { value };
  }
}

function failed(value: Json, wanted: string): Coerced {
  const shown = JSON.stringify(value);
  return { failure: `${shown.length > 60 ? `${shown.slice(0, 60)}…` : shown} is not ${wanted}.` };
}

function coerceText(value: Json, format: string | undefined): Coerced {
  if (typeof value === "object") {
    return failed(value, "a text");
  }
  const words = String(value);
  if (format !== "date" && format !== "date-time") {
    return { value: words };
  }
  const date = parseDate(words);
  if (date === undefined) {
    return failed(value, "a date in one of the formats that are recognized");
  }
  const iso = date.toISOString();
  return { value: format === "date" ? iso.slice(0, 10) : iso };
}

function coerceNumber(value: Json): Coerced {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number)
    ? { value: number }
    : failed(value, "a number");
}

const smallestLong = -9_007_199_254_740_992;
const largestLong = 9_007_199_254_740_992;

function coerceInteger(value: Json, field: JsonObject): Coerced {
  const number = coerceNumber(value);
  if ("failure" in number || !Number.isInteger(number.value)) {
    return failed(value, "a whole number");
  }
  const smallest = typeof field.minimum === "number" ? field.minimum : smallestLong;
  const largest = typeof field.maximum === "number" ? field.maximum : largestLong;
  return Number(number.value) < smallest || Number(number.value) > largest
    ? failed(value, `between ${smallest} and ${largest}`)
    : number;
}

function coerceBoolean(value: Json): Coerced {
  if (typeof value === "boolean") {
    return { value };
  }
  if (typeof value === "string" && trueWords.includes(value)) {
    return { value: true };
  }
  return typeof value === "string" && falseWords.includes(value)
    ? { value: false }
    : failed(value, "true or false");
}

function coerceElements(value: readonly Json[], field: JsonObject): Coerced {
  const elements: Json[] = [];
  for (const element of value) {
    const coerced = coerce(element, field);
    if ("failure" in coerced) {
      return coerced;
    }
    elements.push(coerced.value);
  }
  return { value: elements };
}

/** An object copy takes the members that the field knows by the same name. */
function coerceMembers(value: JsonObject, field: JsonObject): Coerced {
  const properties = isJsonObject(field.properties) ? field.properties : undefined;
  const others = isJsonObject(field.additionalProperties) ? field.additionalProperties : undefined;
  if (properties === undefined && others === undefined) {
    return { value };
  }
  const members: Record<string, Json> = {};
  for (const [name, inner] of Object.entries(value)) {
    const known = properties !== undefined && Object.hasOwn(properties, name) ? properties[name] : others;
    if (isJsonObject(known)) {
      const coerced = coerce(inner, known);
      if ("failure" in coerced) {
        return { failure: `${name}: ${coerced.failure}` };
      }
      members[name] = coerced.value;
    }
  }
  return { value: members };
}
