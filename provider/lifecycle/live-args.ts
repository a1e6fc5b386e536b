import type { JsonObject } from "../api/values";
import type { AnyKind } from "./kind";

/** Everything that could be declared, as it is now; what AEP does not show is taken for what was declared last. */
export function liveArgs(kind: AnyKind, live: object, tenantId: string, declared: JsonObject): JsonObject {
  const seen = kind.fromLive(live, tenantId) as JsonObject;
  const unseen = Object.entries(declared).filter(([property]) => isUnseen(kind, property, seen));
  return { ...seen, ...Object.fromEntries(unseen) };
}

/** AEP's answer says nothing about the property. */
export function isUnseen(kind: AnyKind, property: string, seen: JsonObject): boolean {
  const { writeOnly, mayBeUnseen } = kind.fields[property] ?? {};
  return writeOnly === true || (mayBeUnseen === true && seen[property] === undefined);
}
