/** A JSON value as it came over the wire. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

/** A JSON object as it came over the wire. */
export interface JsonObject {
  readonly [member: string]: Json;
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isJsonArray(value: unknown): value is readonly Json[] {
  return Array.isArray(value);
}

/** The member of an object that may not be one; `undefined` where there is none. */
export function member(value: Json | undefined, name: string): Json | undefined {
  return isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

/** The value below a chain of member names; `undefined` as soon as one is missing. */
export function memberAt(value: Json | undefined, ...names: readonly string[]): Json | undefined {
  return names.reduce<Json | undefined>((current, name) => member(current, name), value);
}

/** The value if it is a string. */
export function text(value: Json | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** The elements if the value is an array, else none. */
export function elements(value: Json | undefined): readonly Json[] {
  return isJsonArray(value) ? value : [];
}

/** The object without the named members. */
export function without(value: JsonObject, ...names: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(value).filter(([name]) => !names.includes(name)));
}

/** A value that is known to consist of JSON only, such as a stored record, read as JSON. */
export function asJson(value: unknown): Json {
  return value as Json;
}

/** How lists are ordered: numbers by size, everything else as text. */
export function compareForOrder(left: Json | undefined, right: Json | undefined): number {
  if (typeof left === "number" && typeof right === "number") {
    return left - right;
  }
  const leftText = orderText(left);
  const rightText = orderText(right);
  return leftText === rightText ? 0 : leftText < rightText ? -1 : 1;
}

/** Not String: an object may have a member called toString. */
function orderText(value: Json | undefined): string {
  return typeof value === "object" && value !== null ? JSON.stringify(value) : String(value ?? "");
}
