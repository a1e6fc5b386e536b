import { mapRecord } from "../../dataprep/mapper";
import { parsePath } from "../../dataprep/path";
import { fieldAt, targetFields } from "../../dataprep/target";
import type { SandboxCall } from "../../gateway/service";
import type { Json, JsonObject } from "../../json";
import { outputSchemaOf, type StoredMapping } from "./mapping-set";
import { sourceText } from "./vocabulary";

interface TriedSet {
  readonly mappings: readonly StoredMapping[];
  readonly content: JsonObject;
}

/** One verdict per mapping, in order (data-prep.yaml validateMappingSet). */
export function validate(call: SandboxCall, set: TriedSet): JsonObject {
  const fields = targetFields(call, outputSchemaOf(set));
  return {
    validationResponse: set.mappings.map((mapping) => {
      const flaw = flawOf(mapping, fields);
      return flaw === undefined
        ? { status: "SUCCESS", errors: null }
        : { status: "FAILED", errors: [errorOf(mapping, flaw)] };
    }),
  };
}

/** What a record becomes (data-prep.yaml previewMappingSet). */
export function preview(call: SandboxCall, set: TriedSet, record: Json): JsonObject {
  const { row, warnings } = mapRecord(set.mappings, targetFields(call, outputSchemaOf(set)), record);
  return {
    data: row,
    errors: warnings.length === 0 ? null : warnings.map(({ mapping, message }) => errorOf(mapping, message)),
  };
}

function flawOf(mapping: StoredMapping, fields: JsonObject | undefined): string | undefined {
  if (mapping.source.kind === "expression") {
    return "This emulator does not run expressions yet.";
  }
  if (mapping.source.kind === "path" && typeof parsePath(mapping.source.path) === "string") {
    return `The source is not a path: ${mapping.source.path}`;
  }
  const destination = parsePath(mapping.destination);
  if (typeof destination === "string") {
    return destination;
  }
  return fields !== undefined && fieldAt(fields, destination) === undefined
    ? `The destination ${mapping.destination} is not a field of the output schema.`
    : undefined;
}

function errorOf(mapping: StoredMapping, message: string): JsonObject {
  const sourceTypes = { path: "ATTRIBUTE", expression: "EXPRESSION", constant: "STATIC" } as const;
  return {
    destination: mapping.destination,
    exception: message,
    source: sourceText(mapping.source),
    columnName: mapping.destination,
    sourceType: sourceTypes[mapping.source.kind],
  };
}
