import type { Problem } from "../../gateway/service";
import { isJsonObject, type Json, type JsonObject } from "../../json";
import { applyOperations, PatchFailure, parsePatch } from "../../json-patch";

/** Objects are merged member by member; anything else is replaced (catalog.yaml patchDataSetV2). */
export function deepMerge(base: JsonObject, change: JsonObject): JsonObject {
  const merged = Object.entries(change).map(([name, value]) => {
    const before = base[name];
    return [name, isJsonObject(before) && isJsonObject(value) ? deepMerge(before, value) : value];
  });
  return { ...base, ...Object.fromEntries(merged) };
}

/** The document after a JSON Patch. */
export function patchDocument(
  document: JsonObject,
  patch: Json,
  refuse: (detail: string) => Problem,
): JsonObject {
  try {
    return applyOperations(document, parsePatch(patch));
  } catch (error) {
    throw error instanceof PatchFailure ? refuse(error.message) : error;
  }
}
