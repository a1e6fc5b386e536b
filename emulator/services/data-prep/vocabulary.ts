import { randomBytes } from "node:crypto";
import type { Exchange } from "../../gateway/service";
import { isJsonObject, type Json, type JsonObject, text, without } from "../../json";
import type { MappingSource, StoredMapping } from "./mapping-set";

/** Members that carry what {@link StoredMapping} holds in its own members, or that the service computes. */
const understood = [
  "id",
  "version",
  "createdDate",
  "modifiedDate",
  "createdBy",
  "modifiedBy",
  "sourceType",
  "source",
  "sourceAttribute",
  "sourceExpression",
  "destination",
  "destinationXdmPath",
  "identity",
  "primaryIdentity",
  "matchScore",
  "functionVersion",
];

/**
 * Reads a mapping in any of the three vocabularies that the documentation uses: `sourceType`, `source`,
 * `destination` (data-prep.yaml); `sourceAttribute`, `destinationXdmPath` (source tutorials); and the mixture with
 * `sourceExpression`. Answers a sentence when it is none of them.
 */
export function parseMapping(sent: Json): StoredMapping | string {
  if (!isJsonObject(sent)) {
    return "A mapping is an object.";
  }
  const destination = text(sent.destination) ?? text(sent.destinationXdmPath);
  if (destination === undefined || destination === "") {
    return "A mapping has no destination.";
  }
  const source = parseSource(sent);
  if (typeof source === "string") {
    return `The mapping to ${destination} ${source}`;
  }
  return {
    id: newId(),
    source,
    destination,
    identity: sent.identity === true,
    more: { ...without(sent, ...understood), primaryIdentity: sent.primaryIdentity === true },
  };
}

/** A mapping as it reads back: in both vocabularies, with the media types for its kind (data-prep.yaml example). */
export function describeMapping(exchange: Exchange, mapping: StoredMapping, stamps: JsonObject): JsonObject {
  const source = sourceText(mapping.source);
  return {
    id: mapping.id,
    version: 0,
    ...stamps,
    sourceType: mediaTypeOf(exchange, mapping.source),
    source,
    destination: mapping.destination,
    identity: mapping.identity,
    primaryIdentity: false,
    matchScore: 0,
    functionVersion: 1,
    ...mapping.more,
    sourceAttribute: source,
    destinationXdmPath: mapping.destination,
  };
}

export function sourceText(source: MappingSource): string {
  switch (source.kind) {
    case "path":
      return source.path;
    case "expression":
      return source.expression;
    case "constant":
      return source.value;
  }
}

export function newId(): string {
  return randomBytes(16).toString("hex");
}

function parseSource(sent: JsonObject): MappingSource | string {
  const expression = text(sent.sourceExpression);
  const source = text(sent.source) ?? text(sent.sourceAttribute) ?? expression;
  if (source === undefined || source === "") {
    return "has no source.";
  }
  switch (text(sent.sourceType)) {
    case undefined:
      return expression === undefined ? { kind: "path", path: source } : { kind: "expression", expression };
    case "ATTRIBUTE":
    case "text/x.schema-path":
      return { kind: "path", path: source };
    case "EXPRESSION":
    case "text/x.aep-xl":
      return { kind: "expression", expression: source };
    case "STATIC":
      return { kind: "constant", value: source };
    default:
      return `has the unknown sourceType ${JSON.stringify(sent.sourceType)}.`;
  }
}

function mediaTypeOf(exchange: Exchange, source: MappingSource): string {
  switch (source.kind) {
    case "path":
      return "text/x.schema-path";
    case "expression":
      return "text/x.aep-xl";
    case "constant":
      return exchange.assume("staticSourceType");
  }
}
