import { DateTime } from "luxon";
import { isJsonArray, isJsonObject, type Json } from "../json";
import type { Assume } from "../ledger/assume";

/** What an expression works on: JSON, and moments in time. */
export type Value = null | boolean | number | string | DateTime | readonly Value[] | ValueObject;

export interface ValueObject {
  readonly [member: string]: Value;
}

export function isDate(value: Value): value is DateTime {
  return DateTime.isDateTime(value);
}

export function isList(value: Value): value is readonly Value[] {
  return isJsonArray(value);
}

export function isValueObject(value: Value): value is ValueObject {
  return isJsonObject(value) && !DateTime.isDateTime(value);
}

/** The text of a moment, where text is needed. */
export function dateText(date: DateTime, assume: Assume): string {
  const plain = date.offset === 0 && date.millisecond === 0;
  return plain || assume("dateText") === "wall clock"
    ? date.toFormat("yyyy-MM-dd'T'HH:mm:ss'Z'")
    : (date.toISO({ suppressMilliseconds: true }) ?? "");
}

/** The value as a row can hold it. */
export function toJson(value: Value, assume: Assume): Json {
  if (isDate(value)) {
    return dateText(value, assume);
  }
  if (isList(value)) {
    return value.map((element) => toJson(element, assume));
  }
  return isValueObject(value)
    ? Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, toJson(inner, assume)]))
    : value;
}
