import { jsonBody } from "../../gateway/body";
import type { Exchange } from "../../gateway/service";
import { elements, isJsonArray, type JsonObject, member, text } from "../../json";
import { applyOperations, PatchFailure, type PatchOperation, parsePatch } from "../../json-patch";
import { flowProblem } from "./errors";

const supported = ["add", "replace", "remove"];

/**
 * The operations in a request's body: an array, or, where the spec shows that (patchConnection), a single one. Their names
 * come in any letter case: the spec's enumeration is in upper case, every guide writes lower case.
 */
export function patchOperations(exchange: Exchange, takesSingle: boolean): readonly PatchOperation[] {
  if ((exchange.request.body?.length ?? 0) === 0) {
    throw flowProblem(exchange, "emptyBody");
  }
  const body = jsonBody(exchange, (detail) => flowProblem(exchange, "invalidRequest", { detail }));
  if (!isJsonArray(body) && !takesSingle && exchange.assume("patchOfSingleOperation") === "refuse") {
    const detail = "The body of a PATCH is an array of operations.";
    throw flowProblem(exchange, "invalidRequest", { detail });
  }
  const operations = reported(exchange, () => parsePatch(isJsonArray(body) ? body : [body]));
  if (operations.length === 0) {
    throw flowProblem(exchange, "emptyBody");
  }
  const unsupported = operations.find((operation) => !supported.includes(operation.op));
  if (unsupported !== undefined) {
    throw flowProblem(exchange, "patchOperation", { operation: unsupported.op });
  }
  const written = elements(isJsonArray(body) ? body : [body]).map((operation) =>
    text(member(operation, "op")),
  );
  const cased = written.find((name) => name !== undefined && name !== name.toLowerCase());
  if (cased !== undefined && exchange.assume("patchOperationCase") === "lower") {
    throw flowProblem(exchange, "patchOperation", { operation: cased });
  }
  return operations;
}

/** The content after the operations. */
export function patched(
  exchange: Exchange,
  content: JsonObject,
  operations: readonly PatchOperation[],
): JsonObject {
  return reported(exchange, () => applyOperations(content, operations));
}

/** The top-level member that an operation writes. */
export function rootOf(operation: PatchOperation): string {
  return operation.path.split("/")[1] ?? "";
}

function reported<Result>(exchange: Exchange, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof PatchFailure)) {
      throw error;
    }
    throw error.path === undefined
      ? flowProblem(exchange, "invalidRequest", { detail: error.message })
      : flowProblem(exchange, "missingField", { field: lastSegment(error.path) });
  }
}

function lastSegment(path: string): string {
  return (path.split("/").at(-1) ?? "").replaceAll("~1", "/").replaceAll("~0", "~");
}
