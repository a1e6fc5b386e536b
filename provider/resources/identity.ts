import { z } from "zod";
import { isObject, type Json } from "../api/values";

/** What values that say which fields identify somebody must look like, and mean. */

/** `/_acme/email` or, as elsewhere in this package, `_acme.email`. */
export const identityPath = z
  .string()
  .regex(
    /^(\/[^/.\s]+)+$|^[^/.\s]+(\.[^/.\s]+)*$/,
    'must be the path of a field: "_{TENANT_ID}.email", or "/_{TENANT_ID}/email"',
  )
  .refine((path) => !/(^|[/.])properties[/.]/.test(path), 'leaves out the schema\'s "properties"');

export const namespaceCode = z
  .string()
  .regex(/^[A-Za-z0-9_]+$/, 'must be the code of a namespace, such as "Email", or namespace.code');

/** As Schema Registry writes it: `/_acme/email`. */
export function canonicalPath(path: Json): Json {
  return typeof path !== "string" || path.startsWith("/") ? path : `/${path.replaceAll(".", "/")}`;
}

/** AEP answers codes in whichever letter case it likes. */
export function canonicalNamespace(code: Json): Json {
  return typeof code === "string" ? code.toLowerCase() : code;
}

export function canonicalIdentity(identity: Json): Json {
  if (!isObject(identity)) return identity;
  return {
    sourceProperty: canonicalPath(identity.sourceProperty ?? null),
    namespace: canonicalNamespace(identity.namespace ?? null),
    isPrimary: identity.isPrimary ?? false,
  };
}
