import { type Json, mapStrings } from "../api/values";

/** Adobe's documentation writes tenant fields as `_{TENANT_ID}.email`; so may a program, and it then fits every tenant. */
const PLACEHOLDER = "_{TENANT_ID}";

/** `_{TENANT_ID}.email` → `_acme.email`, in every string and key. */
export function expandTenant(value: Json, tenantId: string): Json {
  return mapStrings(value, (text) => text.replaceAll(PLACEHOLDER, `_${tenantId}`));
}

/** `_acme.email` → `_{TENANT_ID}.email`; `_acmex` and `my_acme` stay as they are. */
export function restoreTenant(value: Json, tenantId: string): Json {
  const segment = new RegExp(
    `(?<![A-Za-z0-9_])_${tenantId.replace(/[^A-Za-z0-9]/g, "\\$&")}(?![A-Za-z0-9_])`,
    "g",
  );
  return mapStrings(value, (text) => text.replace(segment, PLACEHOLDER));
}

export function mentionsTenant(value: Json): boolean {
  return JSON.stringify(value).includes(PLACEHOLDER);
}
