import { asJson, isJsonArray, isJsonObject, type Json, type JsonObject } from "../../json";

/** The columns of rows, with the names of types that the guide "Explore data tables" shows. */
export function flatColumns(rows: readonly JsonObject[]): readonly JsonObject[] {
  return [...firstValues(rows)].map(([name, value]) => {
    const xdm = fieldOf(value);
    return {
      name,
      type: xdm.type ?? "string",
      ...(xdm.format === undefined ? {} : { "meta:xdmType": xdm.format }),
      xdm,
    };
  });
}

/** The structure of rows that hold objects (guide "Explore a cloud storage", of JSON). */
export function hierarchicalSchema(rows: readonly JsonObject[]): JsonObject {
  const properties = Object.fromEntries(
    [...firstValues(rows)].map(([name, value]) => [name, fieldOf(value)]),
  );
  return { type: "object", properties };
}

/** The first value of each member that is not null. */
function firstValues(rows: readonly JsonObject[]): ReadonlyMap<string, Json> {
  const values = new Map<string, Json>();
  for (const row of rows) {
    for (const [name, value] of Object.entries(row)) {
      if ((values.get(name) ?? null) === null) {
        values.set(name, value);
      }
    }
  }
  return values;
}

function fieldOf(value: Json): JsonObject {
  if (isJsonArray(value)) {
    const [first = null] = value;
    const items = value.every(isJsonObject) ? hierarchicalSchema(value.filter(isJsonObject)) : fieldOf(first);
    return { type: "array", items };
  }
  if (isJsonObject(value)) {
    return hierarchicalSchema([value]);
  }
  switch (typeof value) {
    case "number":
      return { type: Number.isInteger(value) ? "integer" : "number" };
    case "boolean":
      return { type: "boolean" };
    default:
      return textField(value);
  }
}

function textField(value: Json): JsonObject {
  const words = String(value);
  if (/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/.test(words)) {
    return { type: "string", format: "date-time" };
  }
  return /^\d{4}-\d\d-\d\d$/.test(words) ? { type: "string", format: "date" } : { type: "string" };
}

/** The first rows of an object. */
export const previewedRows = 100;

export function previewed(rows: readonly JsonObject[]): Json {
  return asJson(rows.slice(0, previewedRows));
}
