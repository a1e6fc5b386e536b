import type { MappingItem } from "../api/data-prep";
import type { Json, JsonObject } from "../api/values";

/** The one form that mappings are compared and sent in. */
export interface CanonicalMapping {
  readonly [member: string]: Json;
  readonly sourceType: "ATTRIBUTE" | "EXPRESSION" | "STATIC";
  readonly source: string;
  readonly destination: string;
}

/** Both vocabularies, and the media types that AEP answers instead of them. */
export function toCanonical(entry: JsonObject | MappingItem): CanonicalMapping {
  const destination = String(entry.destination ?? entry.destinationXdmPath ?? "");
  if (entry.source === undefined) {
    return entry.sourceExpression === undefined
      ? { sourceType: "ATTRIBUTE", source: String(entry.sourceAttribute ?? ""), destination }
      : { sourceType: "EXPRESSION", source: String(entry.sourceExpression), destination };
  }
  return { sourceType: canonicalSourceType(entry.sourceType), source: String(entry.source), destination };
}

function canonicalSourceType(sourceType: unknown): CanonicalMapping["sourceType"] {
  if (sourceType === "EXPRESSION" || sourceType === "text/x.aep-xl") return "EXPRESSION";
  return sourceType === "STATIC" ? "STATIC" : "ATTRIBUTE";
}
