import type { Client } from "../api/client";
import { TENANT_PLACEHOLDER } from "../api/tenant-placeholder";
import { type Json, mapStrings } from "../api/values";
import type { AnyKind } from "./kind";

/** `_{TENANT_ID}.email` → `_acme.email`, in every string and key. */
export function expandTenant(value: Json, tenantId: string): Json {
  return mapStrings(value, (text) => text.replaceAll(TENANT_PLACEHOLDER, `_${tenantId}`));
}

/** `_acme.email` → `_{TENANT_ID}.email`; `_acmex` and `my_acme` stay as they are. */
export function restoreTenant(value: Json, tenantId: string): Json {
  const segment = new RegExp(
    `(?<![A-Za-z0-9_])_${tenantId.replace(/[^A-Za-z0-9]/g, "\\$&")}(?![A-Za-z0-9_])`,
    "g",
  );
  return mapStrings(value, (text) => text.replace(segment, TENANT_PLACEHOLDER));
}

export function mentionsTenant(value: Json): boolean {
  return JSON.stringify(value).includes(TENANT_PLACEHOLDER);
}

/** The tenant id for a kind whose properties hold tenant paths; nothing is looked up for the others. */
export async function tenantOf(kind: AnyKind, client: Client): Promise<string> {
  return kind.usesTenant ? client.tenantId() : "";
}

/** As the API writes it: `_acme.email`. */
export function inApiWords<Value extends Json>(kind: AnyKind, value: Value, tenantId: string): Value {
  return kind.usesTenant ? (expandTenant(value, tenantId) as Value) : value;
}

/** As a program writes it that fits every tenant: `_{TENANT_ID}.email`. */
export function inProgramWords<Value extends Json>(kind: AnyKind, value: Value, tenantId: string): Value {
  return kind.usesTenant ? (restoreTenant(value, tenantId) as Value) : value;
}
