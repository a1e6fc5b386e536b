import type { JsonObject } from "../api/values";
import type { AnyKind } from "./kind";

/** Everything that could be declared, as it is now; what AEP does not show is taken for what was declared last. */
export function liveArgs(kind: AnyKind, live: object, tenantId: string, declared: JsonObject): JsonObject {
  const unseen = Object.entries(declared).filter(([property]) => kind.fields[property]?.writeOnly);
  return { ...(kind.fromLive(live, tenantId) as JsonObject), ...Object.fromEntries(unseen) };
}
