import { isJsonArray, isJsonObject, type Json, type JsonObject, member } from "../json";
import type { Path, PathStep } from "./path";

/** The value that a path leads to; an array behind `[*]`; `undefined` where there is nothing. */
export function readAt(value: Json | undefined, path: Path): Json | undefined {
  const [step, ...rest] = path;
  if (step === undefined || value === undefined) {
    return value;
  }
  if (step.kind === "every") {
    if (!isJsonArray(value)) {
      return undefined;
    }
    return value.flatMap((element) => {
      const inner = readAt(element, rest);
      return inner === undefined ? [] : rest.some(isEvery) && isJsonArray(inner) ? [...inner] : [inner];
    });
  }
  const inner =
    step.kind === "member" ? member(value, step.name) : isJsonArray(value) ? value[step.index] : undefined;
  return readAt(inner, rest);
}

/**
 * The value with another one written at a path; what is missing on the way is made. Behind `[*]` the written value
 * is an array, whose elements go to the elements one by one. Answers `undefined` when something else is in the way.
 */
export function writeAt(value: Json | undefined, path: Path, written: Json): Json | undefined {
  const [step, ...rest] = path;
  if (step === undefined) {
    return written;
  }
  switch (step.kind) {
    case "member": {
      if (value !== undefined && !isJsonObject(value)) {
        return undefined;
      }
      const object: JsonObject = value ?? {};
      const inner = writeAt(member(object, step.name), rest, written);
      return inner === undefined ? undefined : { ...object, [step.name]: inner };
    }
    case "element":
      return writeElement(value, step.index, rest, written);
    case "every":
      return writeEvery(value, rest, written);
  }
}

/** Larger indexes would only fill memory. */
const largestIndex = 10_000;

function writeElement(value: Json | undefined, index: number, rest: Path, written: Json): Json | undefined {
  if ((value !== undefined && !isJsonArray(value)) || index > largestIndex) {
    return undefined;
  }
  const array = [...(value ?? [])];
  const inner = writeAt(array[index] ?? undefined, rest, written);
  if (inner === undefined) {
    return undefined;
  }
  while (array.length < index) {
    array.push(null);
  }
  array[index] = inner;
  return array;
}

function writeEvery(value: Json | undefined, rest: Path, written: Json): Json | undefined {
  if ((value !== undefined && !isJsonArray(value)) || !isJsonArray(written)) {
    return undefined;
  }
  const array: Json[] = [...(value ?? [])];
  for (const [index, element] of written.entries()) {
    const inner = writeAt(array[index] ?? undefined, rest, element);
    if (inner === undefined) {
      return undefined;
    }
    array[index] = inner;
  }
  return array;
}

function isEvery(step: PathStep): boolean {
  return step.kind === "every";
}
