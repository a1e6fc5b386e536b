import { applyPatch, type Operation } from "rfc6902";
import { isJsonArray, isJsonObject, type Json, type JsonObject, text } from "./json";

/** Why a JSON Patch cannot be applied. */
export class PatchFailure extends Error {
  constructor(
    message: string,
    /** The path of the operation that failed, where one did. */
    readonly path?: string,
  ) {
    super(message);
  }
}

/** A single operation of a JSON Patch (RFC 6902), not yet known to be one of the standard's. */
export interface PatchOperation {
  readonly op: string;
  readonly path: string;
  readonly value?: Json;
  readonly from?: string;
}

/** Reads the operations of a patch. @throws PatchFailure for anything but an array of operations. */
export function parsePatch(body: Json): readonly PatchOperation[] {
  if (!isJsonArray(body)) {
    throw new PatchFailure("A JSON Patch is an array of operations.");
  }
  return body.map((sent) => {
    const op = isJsonObject(sent) ? text(sent.op) : undefined;
    const path = isJsonObject(sent) ? text(sent.path) : undefined;
    const from = isJsonObject(sent) ? text(sent.from) : undefined;
    if (
      !isJsonObject(sent) ||
      op === undefined ||
      path === undefined ||
      ![path, from ?? ""].every(isPointer)
    ) {
      throw new PatchFailure(
        "Every operation of a JSON Patch has an op and a path that begins with a slash, as from does.",
      );
    }
    return {
      op: op.toLowerCase(),
      path,
      ...(sent.value === undefined ? {} : { value: sent.value }),
      ...(from === undefined ? {} : { from }),
    };
  });
}

/** RFC 6901: empty, or every name behind a slash. */
function isPointer(path: string): boolean {
  return /^(\/[^/]*)*$/.test(path);
}

/** Names that the patch library steps over without a word. */
const unreachable = ["__proto__", "constructor", "prototype"];

/** The document after the operations, in their order. @throws PatchFailure; then nothing was changed. */
export function applyOperations(document: JsonObject, operations: readonly PatchOperation[]): JsonObject {
  const copy = copied(document);
  for (const operation of operations) {
    const needsValue = ["add", "replace", "test"].includes(operation.op);
    const needsSource = ["move", "copy"].includes(operation.op);
    const complete =
      (!needsValue || operation.value !== undefined) && (!needsSource || operation.from !== undefined);
    const segments = `${operation.path}${operation.from ?? ""}`.split("/");
    if (segments.some((segment) => unreachable.includes(segment))) {
      throw new PatchFailure(`The path "${operation.path}" cannot be addressed.`, operation.path);
    }
    const [failure] = complete
      ? applyPatch(copy, [operation as Operation])
      : [new Error("Its value is missing.")];
    if (failure !== null || operation.path === "") {
      const reason = failure instanceof Error ? failure.message : "It replaces the whole document.";
      throw new PatchFailure(
        `The operation ${operation.op} on "${operation.path}" failed: ${reason}`,
        operation.path,
      );
    }
  }
  return copy;
}

function copied(document: JsonObject): JsonObject {
  return JSON.parse(JSON.stringify(document)) as JsonObject;
}
