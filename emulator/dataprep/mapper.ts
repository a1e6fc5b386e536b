import { isJsonObject, type Json, type JsonObject } from "../json";
import type { StoredMapping } from "../services/data-prep/mapping-set";
import { readAt, writeAt } from "./access";
import { coerce } from "./coercion";
import { parsePath } from "./path";
import { fieldAt } from "./target";

/** Why one target field stayed empty. The row is written all the same. */
export interface MappingWarning {
  readonly mapping: StoredMapping;
  readonly message: string;
}

export interface MappedRecord {
  readonly row: JsonObject;
  readonly warnings: readonly MappingWarning[];
}

/**
 * Runs a record through mappings. An error while computing a field leaves that field out and is a warning (Data Prep
 * overview); a missing or null source leaves it out silently. Without the target's fields nothing is converted.
 */
export function mapRecord(
  mappings: readonly StoredMapping[],
  fields: JsonObject | undefined,
  record: Json,
): MappedRecord {
  let row: JsonObject = {};
  const warnings: MappingWarning[] = [];
  for (const mapping of mappings) {
    const outcome = mapField(mapping, fields, record, row);
    if (typeof outcome === "string") {
      warnings.push({ mapping, message: outcome });
    } else {
      row = outcome;
    }
  }
  return { row, warnings };
}

/** The row with the mapping's field in it, or why it cannot be. */
function mapField(
  mapping: StoredMapping,
  fields: JsonObject | undefined,
  record: Json,
  row: JsonObject,
): JsonObject | string {
  const destination = parsePath(mapping.destination);
  if (typeof destination === "string") {
    return destination;
  }
  const target = fields === undefined ? {} : fieldAt(fields, destination);
  if (target === undefined) {
    return `The destination ${mapping.destination} is not a field of the schema.`;
  }
  const found = sourceValue(mapping, record);
  if (found === undefined) {
    return row;
  }
  if ("failure" in found) {
    return found.failure;
  }
  if (found.value === null) {
    return row;
  }
  const everyElement = destination.some((step) => step.kind === "every");
  const coerced = coerce(found.value, everyElement ? { type: "array", items: target } : target);
  if ("failure" in coerced) {
    return `${mapping.destination}: ${coerced.failure}`;
  }
  const written = writeAt(row, destination, coerced.value);
  return isJsonObject(written) ? written : `${mapping.destination}: something else is already written there.`;
}

function sourceValue(
  { source }: StoredMapping,
  record: Json,
): { readonly value: Json } | { readonly failure: string } | undefined {
  switch (source.kind) {
    case "constant":
      return { value: source.value };
    case "expression":
      return { failure: `Expressions are not supported: ${source.expression}` };
    case "path": {
      const path = parsePath(source.path);
      if (typeof path === "string") {
        return { failure: path };
      }
      const value = readAt(record, path);
      return value === undefined ? undefined : { value };
    }
  }
}
