import { ExpectedError } from "../api/errors";
import { isObject } from "../api/values";

/** An intent could not be written down, so the object was not made. Nothing was sent. */
export class JournalError extends ExpectedError {}

/** No space: the state of the stack may not be saved either, so what is made now would be lost. */
const FULL = new Set(["ENOSPC", "EDQUOT", "EIO"]);

export function isFull(error: unknown): boolean {
  return FULL.has(codeOf(error));
}

export function isMissing(error: unknown): boolean {
  return codeOf(error) === "ENOENT";
}

export function codeOf(error: unknown): string {
  return isObject(error) && typeof error.code === "string" ? error.code : "";
}
