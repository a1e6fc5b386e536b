import { isJsonObject, type Json, type JsonObject, member } from "../json";
import type { StoredMapping } from "../services/data-prep/mapping-set";
import { readAt, writeAt } from "./access";
import { coerce } from "./coercion";
import { compileExpression, evaluate } from "./expression/compile";
import type { Evaluation } from "./expression/evaluation";
import { type Path, parsePath } from "./path";
import { fieldAt } from "./target";
import type { Value } from "./value";

/** Why one target field stayed empty. The row is written all the same. */
export interface MappingWarning {
  readonly mapping: StoredMapping;
  readonly message: string;
}

export interface MappedRecord {
  readonly row: JsonObject;
  readonly warnings: readonly MappingWarning[];
}

/** What mappings may ask for beside the record. */
export type Surroundings = Omit<Evaluation, "record">;

/** A value, nothing at all, or why there is none. */
type Found = { readonly value: Value } | { readonly failure: string } | undefined;

/** A mapping whose texts are understood. */
interface UnderstoodMapping {
  readonly destination: Path | string;
  find(evaluation: Evaluation): Found;
}

/** Mappings are never changed in place, so what they mean is worked out once for each. */
const understood = new WeakMap<StoredMapping, UnderstoodMapping>();

function understand(mapping: StoredMapping): UnderstoodMapping {
  const known = understood.get(mapping);
  if (known !== undefined) {
    return known;
  }
  const made = { destination: parsePath(mapping.destination), find: finder(mapping) };
  understood.set(mapping, made);
  return made;
}

function finder({ source }: StoredMapping): (evaluation: Evaluation) => Found {
  switch (source.kind) {
    case "constant": {
      const { value } = source;
      return () => ({ value });
    }
    case "expression": {
      const compiled = compileExpression(source.expression);
      return "flaw" in compiled
        ? () => ({ failure: compiled.flaw.message })
        : (evaluation) => evaluate(compiled, evaluation);
    }
    case "path": {
      const path = parsePath(source.path);
      return typeof path === "string"
        ? () => ({ failure: path })
        : ({ record }) => {
            const value = readAt(record, path);
            return value === undefined ? undefined : { value };
          };
    }
  }
}

/**
 * Makes rows of records. An error while computing a field leaves that field out and is a warning (Data Prep
 * overview); a missing or null source leaves it out silently. Without the target's fields nothing is converted.
 */
export function createMapper(
  mappings: readonly StoredMapping[],
  fields: JsonObject | undefined,
  surroundings: Surroundings,
): (record: Json) => MappedRecord {
  const writers = mappings.map((mapping) => ({ mapping, write: writer(mapping, fields, surroundings) }));
  return (record) => {
    let row: JsonObject = {};
    const warnings: MappingWarning[] = [];
    for (const { mapping, write } of writers) {
      const outcome = write(record, row);
      if (typeof outcome === "string") {
        warnings.push({ mapping, message: outcome });
      } else {
        row = outcome;
      }
    }
    return { row, warnings };
  };
}

/** Writes the mapping's field into a row, or says why it cannot. */
type Writer = (record: Json, row: JsonObject) => JsonObject | string;

function writer(mapping: StoredMapping, fields: JsonObject | undefined, surroundings: Surroundings): Writer {
  const { destination, find } = understand(mapping);
  if (typeof destination === "string") {
    return () => destination;
  }
  const target = fields === undefined ? {} : fieldAt(fields, destination);
  if (target === undefined) {
    return () => `The destination ${mapping.destination} is not a field of the schema.`;
  }
  const everyElement = destination.some((step) => step.kind === "every");
  const field: JsonObject = everyElement ? { type: "array", items: target } : target;
  const { assume, now } = surroundings;
  return (record, row) => {
    const found = find({ record, now, assume });
    if (found !== undefined && "failure" in found) {
      return found.failure;
    }
    const value = found?.value ?? null;
    if (value === null && (everyElement || assume("nullSource") === "omit")) {
      return row;
    }
    const coerced = coerce(value, field, assume);
    if ("failure" in coerced) {
      return `${mapping.destination}: ${coerced.failure}`;
    }
    const before = isJsonObject(coerced.value) ? readAt(row, destination) : undefined;
    const copied = isJsonObject(before) && assume("objectCopy") === "merge";
    const written = writeAt(row, destination, copied ? merged(before, coerced.value) : coerced.value);
    return isJsonObject(written)
      ? written
      : `${mapping.destination}: something else is already written there.`;
  };
}

/** Both values, member by member; the second one where they meet. */
function merged(before: Json | undefined, after: Json): Json {
  if (!isJsonObject(before) || !isJsonObject(after)) {
    return after;
  }
  const members = Object.entries(after).map(([name, value]) => [name, merged(member(before, name), value)]);
  return { ...before, ...Object.fromEntries(members) };
}
