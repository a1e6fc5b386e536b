import type { Json } from "./json";
import { text } from "./json";

/** A schema as datasets, connections and mapping sets name it. */
export interface SchemaReference {
  readonly id: string;
  /** A media type with a version, such as `application/vnd.adobe.xed-full+json;version=1`. */
  readonly contentType: string | undefined;
}

export function schemaReference(
  id: Json | undefined,
  contentType: Json | undefined,
): SchemaReference | undefined {
  const schemaId = text(id);
  return schemaId === undefined ? undefined : { id: schemaId, contentType: text(contentType) };
}

/**
 * The major version in a media type; 1 where there is none. The documentation writes `;version=1`, `; version=1`
 * and `;version=1.0`, with xed, xed-full and xed-full-notext, for the same schema.
 */
function majorVersion(contentType: string | undefined): number {
  return Number(/version\s*=\s*(\d+)/.exec(contentType ?? "")?.[1] ?? 1);
}

/** The `$id` that an id names: itself, or the one whose `meta:altId` it is (`_tenant.schemas.hash`). */
export function canonicalId(id: string): string {
  return id.startsWith("_") ? `https://ns.adobe.com/${id.slice(1).replaceAll(".", "/")}` : id;
}

/** The `meta:altId` of a `$id`. */
export function alternateId(id: string): string {
  return `_${id.replace("https://ns.adobe.com/", "").replaceAll("/", ".")}`;
}

/** Whether two references mean the same schema, by its major version or by the whole media type. */
export function sameSchema(
  left: SchemaReference,
  right: SchemaReference,
  by: "major version" | "content type",
): boolean {
  const sameVersion =
    by === "content type"
      ? left.contentType === right.contentType
      : majorVersion(left.contentType) === majorVersion(right.contentType);
  return canonicalId(left.id) === canonicalId(right.id) && sameVersion;
}
