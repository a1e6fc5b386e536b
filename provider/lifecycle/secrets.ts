import { isObject, type Json, type JsonObject } from "../api/values";
import type { AnyKind, Field } from "./kind";

/** What no message may show of an object: the kind's own secrets, and whatever the program marked as one. */
export function secretsOf(kind: AnyKind, properties: JsonObject): readonly string[] {
  return [...(kind.secrets?.(properties) ?? []), ...markedSecrets(properties)];
}

/** A kind whose messages show nothing of the properties that hold a secret of the program, what AEP has there included. */
export function withMarkedConfidential(kind: AnyKind, ...hidden: readonly JsonObject[]): AnyKind {
  const properties = hidden.flatMap(({ __secrets: paths }) =>
    Array.isArray(paths) ? paths.map((path: Json) => (Array.isArray(path) ? String(path[0]) : "")) : [],
  );
  const marked = Object.entries(kind.fields).filter(([property]) => properties.includes(property));
  if (marked.length === 0) return kind;
  const confidential = marked.map(([property, field]): [string, Field] => [
    property,
    { ...field, confidential: true },
  ]);
  return { ...kind, fields: { ...kind.fields, ...Object.fromEntries(confidential) } };
}

/** The resource classes say where they are (`resources/secret-paths.ts`). */
function markedSecrets({ __secrets: paths, ...properties }: JsonObject): readonly string[] {
  if (!Array.isArray(paths)) return [];
  return paths.flatMap((path: Json) => (Array.isArray(path) ? textsIn(valueAt(properties, path)) : []));
}

function valueAt(root: Json, path: readonly Json[]): Json | undefined {
  return path.reduce<Json | undefined>((value, step) => {
    if (Array.isArray(value)) return value[Number(step)];
    return isObject(value) ? value[String(step)] : undefined;
  }, root);
}

/** Every value inside, as a message would write it. */
export function textsIn(value: Json | undefined): readonly string[] {
  if (typeof value === "string") return [value];
  if (typeof value === "number") return [String(value)];
  return value !== null && typeof value === "object" ? Object.values(value).flatMap(textsIn) : [];
}
