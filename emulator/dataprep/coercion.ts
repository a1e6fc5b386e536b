import { isJsonObject, type Json, type JsonObject, text } from "../json";
import type { Assume } from "../ledger/assume";
import { recognizeDate } from "./dates/recognize";
import { matchesPattern } from "./pattern";
import { isDate, isList, isValueObject, toJson, type Value, type ValueObject } from "./value";

/** A value that fits its field, or why it does not. */
export type Coerced = { readonly value: Json } | { readonly failure: string };

/** Spellings that become booleans (guide "Data handling"). */
const trueWords = ["y", "yes", "Y", "YES", "on", "ON", "true", "TRUE"];
const falseWords = ["n", "N", "no", "NO", "off", "OFF", "false", "FALSE"];

/** Converts a value to the type of the field that it goes to. Null stays null. */
export function coerce(value: Value, field: JsonObject, assume: Assume): Coerced {
  if (value === null) {
    return { value };
  }
  const converted = convert(value, field, assume);
  if ("failure" in converted) {
    return converted;
  }
  const broken = brokenConstraint(converted.value, field);
  return broken !== undefined && assume("unfitConstraint") === "omit" ? failed(value, broken) : converted;
}

function convert(value: Exclude<Value, null>, field: JsonObject, assume: Assume): Coerced {
  switch (text(field.type)) {
    case "string":
      return coerceText(value, text(field.format), assume);
    case "integer":
      return coerceInteger(value);
    case "number":
      return coerceNumber(value);
    case "boolean":
      return coerceBoolean(value);
    case "array":
      return isList(value)
        ? coerceElements(value, isJsonObject(field.items) ? field.items : {}, assume)
        : failed(value, "an array");
    case "object":
      return isValueObject(value) ? coerceMembers(value, field, assume) : failed(value, "an object");
    default:
      return { value: toJson(value, assume) };
  }
}

function failed(value: Value, wanted: string): Coerced {
  const shown = JSON.stringify(value);
  return { failure: `${shown.length > 60 ? `${shown.slice(0, 60)}…` : shown} is not ${wanted}.` };
}

/** What the field asks for beside its type, and the value is not; `undefined` when it fits. */
function brokenConstraint(value: Json, field: JsonObject): string | undefined {
  if (Array.isArray(field.enum) && typeof value !== "object" && !field.enum.includes(value)) {
    return `one of ${field.enum.join(", ")}`;
  }
  if (typeof value === "number") {
    return brokenRange(value, field.minimum, field.maximum);
  }
  return typeof value === "string" ? brokenText(value, field) : undefined;
}

function brokenRange(
  value: number,
  minimum: Json | undefined,
  maximum: Json | undefined,
): string | undefined {
  const fits =
    (typeof minimum !== "number" || value >= minimum) && (typeof maximum !== "number" || value <= maximum);
  return fits ? undefined : `between ${String(minimum ?? "any")} and ${String(maximum ?? "any")}`;
}

function brokenText(
  value: string,
  { pattern, minLength, maxLength }: { readonly [name: string]: Json | undefined },
): string | undefined {
  if (typeof pattern === "string" && !matchesPattern(value, pattern)) {
    return `what the pattern ${pattern} allows`;
  }
  const fits = brokenRange(value.length, minLength, maxLength) === undefined;
  return fits
    ? undefined
    : `as long as the field allows (${String(minLength ?? 0)} to ${String(maxLength ?? "any")})`;
}

/** A moment goes into a date or date-time field in UTC, whichever zone it has. */
function coerceText(value: Exclude<Value, null>, format: string | undefined, assume: Assume): Coerced {
  const isMoment = isDate(value);
  if (typeof value === "object" && !isMoment) {
    return failed(value, "a text");
  }
  if (format !== "date" && format !== "date-time") {
    return { value: String(toJson(value, assume)) };
  }
  const moment = isMoment ? value : recognizeDate(String(value), assume);
  if (moment === undefined) {
    return failed(value, "a date in one of the formats that are recognized");
  }
  const iso = moment.toJSDate().toISOString();
  return { value: format === "date" ? iso.slice(0, 10) : iso };
}

function coerceNumber(value: Value): Coerced {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number)
    ? { value: number }
    : failed(value, "a number");
}

const largestLong = 9_007_199_254_740_992;

function coerceInteger(value: Value): Coerced {
  const number = coerceNumber(value);
  if ("failure" in number || !Number.isInteger(number.value)) {
    return failed(value, "a whole number");
  }
  return Math.abs(Number(number.value)) > largestLong
    ? failed(value, `between ${-largestLong} and ${largestLong}`)
    : number;
}

function coerceBoolean(value: Value): Coerced {
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

function coerceElements(value: readonly Value[], field: JsonObject, assume: Assume): Coerced {
  const elements: Json[] = [];
  for (const element of value) {
    const coerced = coerce(element, field, assume);
    if ("failure" in coerced) {
      return coerced;
    }
    elements.push(coerced.value);
  }
  return { value: elements };
}

/** An object copy takes the members that the field knows by the same name. */
function coerceMembers(value: ValueObject, field: JsonObject, assume: Assume): Coerced {
  const properties = isJsonObject(field.properties) ? field.properties : undefined;
  const others = isJsonObject(field.additionalProperties) ? field.additionalProperties : undefined;
  if (properties === undefined && others === undefined) {
    return { value: toJson(value, assume) };
  }
  const members: Record<string, Json> = {};
  for (const [name, inner] of Object.entries(value)) {
    const known = properties !== undefined && Object.hasOwn(properties, name) ? properties[name] : others;
    if (isJsonObject(known)) {
      const coerced = coerce(inner, known, assume);
      if ("failure" in coerced) {
        return { failure: `${name}: ${coerced.failure}` };
      }
      members[name] = coerced.value;
    }
  }
  return { value: members };
}
