import { compileExpression } from "../../dataprep/expression/compile";
import { type Flaw, flaw } from "../../dataprep/expression/syntax";
import { createMapper } from "../../dataprep/mapper";
import { parsePath } from "../../dataprep/path";
import { fieldAt, targetFields } from "../../dataprep/target";
import type { Exchange, SandboxCall } from "../../gateway/service";
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
      const found = flawOf(call, mapping, fields);
      return found === undefined
        ? { status: "SUCCESS", errors: null }
        : { status: "FAILED", errors: [errorOf(mapping, found)] };
    }),
  };
}

/** What a record becomes (data-prep.yaml previewMappingSet). */
export function previewer(call: SandboxCall, set: TriedSet): (record: Json) => JsonObject {
  const mapRecord = createMapper(set.mappings, targetFields(call, outputSchemaOf(set)), call);
  return (record) => {
    const { row, warnings } = mapRecord(record);
    return {
      data: row,
      errors:
        warnings.length === 0 ? null : warnings.map(({ mapping, message }) => errorOf(mapping, { message })),
    };
  };
}

/** Why an expression cannot be run; `undefined` when it can. */
export function expressionFlaw(exchange: Exchange, expression: string): Flaw | undefined {
  const compiled = compileExpression(expression);
  if ("flaw" in compiled) {
    return compiled.flaw;
  }
  const [name] = compiled.namesOfFunctions;
  return name !== undefined && exchange.assume("fieldNamedAsFunction") === "refuse"
    ? flaw(
        `"${name}" is the name of a function`,
        expression.indexOf(name),
        `Write \${${name}} for the field.`,
      )
    : undefined;
}

/** Where in the source, and what may have been meant: beside Adobe's own members. */
export function emulatorNote({ position, help }: Partial<Flaw>): JsonObject {
  if (position === undefined) {
    return {};
  }
  return { _emulator: help === undefined ? { position } : { position, help } };
}

type Complaint = Partial<Flaw> & { readonly message: string };

function flawOf(
  call: SandboxCall,
  { source, destination }: StoredMapping,
  fields: JsonObject | undefined,
): Complaint | undefined {
  const sourceFlaw =
    source.kind === "expression" ? expressionFlaw(call, source.expression) : pathFlaw(sourcePath(source));
  return sourceFlaw ?? destinationFlaw(destination, fields);
}

function sourcePath(source: StoredMapping["source"]): string | undefined {
  return source.kind === "path" ? source.path : undefined;
}

function pathFlaw(path: string | undefined): Complaint | undefined {
  return path !== undefined && typeof parsePath(path) === "string"
    ? { message: `The source is not a path: ${path}` }
    : undefined;
}

function destinationFlaw(destination: string, fields: JsonObject | undefined): Complaint | undefined {
  const path = parsePath(destination);
  if (typeof path === "string") {
    return { message: path };
  }
  return fields !== undefined && fieldAt(fields, path) === undefined
    ? { message: `The destination ${destination} is not a field of the output schema.` }
    : undefined;
}

function errorOf(mapping: StoredMapping, complaint: Complaint): JsonObject {
  const sourceTypes = { path: "ATTRIBUTE", expression: "EXPRESSION", constant: "STATIC" } as const;
  return {
    destination: mapping.destination,
    exception: complaint.message,
    source: sourceText(mapping.source),
    columnName: mapping.destination,
    sourceType: sourceTypes[mapping.source.kind],
    ...emulatorNote(complaint),
  };
}
