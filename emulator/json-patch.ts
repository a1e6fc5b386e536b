import { isDeepStrictEqual } from "node:util";
import { isJsonArray, isJsonObject, type Json, type JsonObject, member, text, without } from "./json";

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

/**
 * The document after the operations, in their order; the given one stays as it is. Not by a library: those that there
 * are step over members called `constructor`, take inherited ones such as `toString` for the document's own, and let
 * a path set the length of an array.
 *
 * @throws PatchFailure
 */
export function applyOperations(document: JsonObject, operations: readonly PatchOperation[]): JsonObject {
  return operations.reduce((current, operation) => {
    try {
      return applied(current, operation);
    } catch (error) {
      if (!(error instanceof Unfit)) {
        throw error;
      }
      const what = `The operation ${operation.op} on "${operation.path}" failed: ${error.message}`;
      throw new PatchFailure(what, operation.path);
    }
  }, document);
}

/** Why an operation does not fit the document. */
class Unfit extends Error {}

function applied(document: JsonObject, operation: PatchOperation): JsonObject {
  const path = namesOf(operation.path);
  switch (operation.op) {
    case "add":
      return edited(document, path, added(givenValue(operation)));
    case "remove":
      return edited(document, path, removed);
    case "replace":
      return edited(document, path, replaced(givenValue(operation)));
    case "copy":
      return edited(document, path, added(readAt(document, sourceOf(operation))));
    case "move": {
      const source = sourceOf(operation);
      const moved = readAt(document, source);
      if (path.length > source.length && source.every((name, index) => path[index] === name)) {
        throw new Unfit("A value cannot be moved into itself.");
      }
      return edited(edited(document, source, removed), path, added(moved));
    }
    case "test":
      if (!isDeepStrictEqual(readAt(document, path), givenValue(operation))) {
        throw new Unfit("The value is another one.");
      }
      return document;
    default:
      throw new Unfit("There is no such operation.");
  }
}

function givenValue({ value }: PatchOperation): Json {
  if (value === undefined) {
    throw new Unfit("Its value is missing.");
  }
  return value;
}

function sourceOf({ from }: PatchOperation): readonly string[] {
  if (from === undefined) {
    throw new Unfit("Its value is missing.");
  }
  return namesOf(from);
}

/** The names of a JSON Pointer. The document itself is not one of those that the platform lets a patch write. */
function namesOf(pointer: string): readonly string[] {
  const names = pointer
    .split("/")
    .slice(1)
    .map((name) => name.replaceAll("~1", "/").replaceAll("~0", "~"));
  if (names.length === 0) {
    throw new Unfit("It is about the whole document.");
  }
  if (names.includes("__proto__")) {
    throw new Unfit("__proto__ cannot be addressed.");
  }
  return names;
}

/** Writes a member or an element into what holds it. */
type Edit = (holder: JsonObject | readonly Json[], name: string) => Json;

function edited(document: JsonObject, names: readonly string[], edit: Edit): JsonObject {
  const result = editedAt(document, names, edit);
  if (!isJsonObject(result)) {
    throw new Unfit("It replaces the whole document.");
  }
  return result;
}

function editedAt(holder: Json, names: readonly string[], edit: Edit): Json {
  const [name = "", ...rest] = names;
  if (!isJsonObject(holder) && !isJsonArray(holder)) {
    throw new Unfit("Nothing can be below its path.");
  }
  if (rest.length === 0) {
    return edit(holder, name);
  }
  return replaced(editedAt(existing(holder, name), rest, edit))(holder, name);
}

function readAt(document: Json, names: readonly string[]): Json {
  return names.reduce<Json>(existing, document);
}

function existing(holder: Json, name: string): Json {
  const found = isJsonArray(holder) ? holder[indexOf(name) ?? holder.length] : member(holder, name);
  if (found === undefined) {
    throw new Unfit("There is nothing at its path.");
  }
  return found;
}

/** RFC 6901: digits without a leading zero. */
function indexOf(name: string): number | undefined {
  return /^(0|[1-9]\d{0,8})$/.test(name) ? Number(name) : undefined;
}

function added(value: Json): Edit {
  return (holder, name) => {
    if (isJsonObject(holder)) {
      return { ...holder, [name]: value };
    }
    const index = name === "-" ? holder.length : indexOf(name);
    if (index === undefined || index > holder.length) {
      throw new Unfit("There is no such place in the array.");
    }
    return holder.toSpliced(index, 0, value);
  };
}

function replaced(value: Json): Edit {
  return (holder, name) => {
    existing(holder, name);
    return isJsonObject(holder) ? { ...holder, [name]: value } : holder.with(Number(name), value);
  };
}

const removed: Edit = (holder, name) => {
  existing(holder, name);
  return isJsonObject(holder) ? without(holder, name) : holder.toSpliced(Number(name), 1);
};
