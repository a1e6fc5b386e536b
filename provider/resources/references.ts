import { isObject, type Json } from "../api/values";
import { FLOW_SPECS, type FlowSpecName } from "../catalogue/flow-specs";
import { SOURCES, type Source, type SourceName, sourceBySpec } from "../catalogue/sources";
import { XDM_CLASSES, type XdmClassName } from "../catalogue/xdm-classes";

/** A spec by its id. `version` defaults to "1.0", the only one that Adobe's documentation uses. */
export interface SpecId {
  /** A UUID. */
  id: string;
  version?: string;
}

/** A source by its name in the catalogue (`"customerio"`), by the UUID of its connection spec, or in full. */
export type ConnectionSpecReference = SourceName | (string & {}) | SpecId;

/** A flow spec by Adobe's name (`"GenericStreamingAEP"`), by its UUID, or in full. */
export type FlowSpecReference = FlowSpecName | (string & {}) | SpecId;

/** A class by name (`"experienceevent"`, `"profile"`) or by its URI. */
export type XdmClassReference = XdmClassName | (string & {});

/** `{ id, version }`, whichever way the spec was named. */
export function canonicalConnectionSpec(reference: Json): Json {
  return canonicalSpec(reference, (name) => (isSourceName(name) ? SOURCES[name].connectionSpecId : name));
}

/** `{ id, version }`, whichever way the spec was named. */
export function canonicalFlowSpec(reference: Json): Json {
  return canonicalSpec(reference, (name) => (isFlowSpecName(name) ? FLOW_SPECS[name].id : name));
}

/** What the catalogue says about a source, whichever way it was named. */
export function catalogued(reference: Json): Source | undefined {
  const canonical = canonicalConnectionSpec(reference);
  return isObject(canonical) && typeof canonical.id === "string" ? sourceBySpec(canonical.id) : undefined;
}

export function isSourceName(name: string): name is SourceName {
  return Object.hasOwn(SOURCES, name);
}

function isFlowSpecName(name: string): name is FlowSpecName {
  return Object.hasOwn(FLOW_SPECS, name);
}

function canonicalSpec(reference: Json, idOf: (name: string) => string): Json {
  if (typeof reference === "string") return { id: idOf(reference), version: "1.0" };
  if (!isObject(reference)) return reference;
  return { id: reference.id as Json, version: (reference.version as Json | undefined) ?? "1.0" };
}

/** The class's URI, whichever way it was named. */
export function canonicalXdmClass(reference: Json): Json {
  if (typeof reference !== "string") return reference;
  return Object.hasOwn(XDM_CLASSES, reference) ? XDM_CLASSES[reference as XdmClassName] : reference;
}

/** Adobe writes one content type in many ways; only the major version means something. */
export function majorVersion(contentType: Json | undefined): string {
  const version = typeof contentType === "string" ? /version=(\d+)/.exec(contentType)?.[1] : undefined;
  return version ?? "1";
}

/** What Adobe's tutorials write beside a schema's id. */
export const DEFAULT_SCHEMA_CONTENT_TYPE = "application/vnd.adobe.xed-full+json;version=1";

export function canonicalSchemaRef(reference: Json): Json {
  if (!isObject(reference)) return reference;
  return { id: reference.id ?? null, version: majorVersion(reference.contentType) };
}
