import { z } from "zod";
import { isObject, type Json } from "../api/values";
import { FLOW_SPECS, type FlowSpecName } from "../catalogue/flow-specs";
import { SOURCES, type SourceName } from "../catalogue/sources";
import { XDM_CLASSES, type XdmClassName } from "../catalogue/xdm-classes";
import { nearest } from "../lifecycle/nearest";

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

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

const specId = z.strictObject({
  id: z.string().regex(UUID, "must be the UUID of a spec"),
  version: z.string().exactOptional(),
});

export const connectionSpecReference = specReference("source", Object.keys(SOURCES));
export const flowSpecReference = specReference("flow spec", Object.keys(FLOW_SPECS));

/** `{ id, version }`, whichever way the spec was named. */
export function canonicalConnectionSpec(reference: Json): Json {
  return canonicalSpec(reference, (name) => (isSourceName(name) ? SOURCES[name].connectionSpecId : name));
}

/** `{ id, version }`, whichever way the spec was named. */
export function canonicalFlowSpec(reference: Json): Json {
  return canonicalSpec(reference, (name) => (isFlowSpecName(name) ? FLOW_SPECS[name].id : name));
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

function specReference(what: string, names: readonly string[]) {
  const named = z.string().superRefine((name, context) => {
    if (names.includes(name) || UUID.test(name)) return;
    const near = nearest(name, names);
    context.addIssue({
      code: "custom",
      message:
        `"${name}" is not a known ${what}. ${near === undefined ? "" : `Did you mean "${near}"? `}` +
        `Known: ${names.join(", ")}; any other one by { id: "<UUID>" }.`,
    });
  });
  return z.union([named, specId], {
    error: ({ input }) =>
      typeof input === "string"
        ? undefined
        : `must be the name of a ${what}, a UUID, or { id: "<UUID>", version: "1.0" }`,
  });
}

/** The class's URI, whichever way it was named. */
export function canonicalXdmClass(reference: Json): Json {
  if (typeof reference !== "string") return reference;
  return Object.hasOwn(XDM_CLASSES, reference) ? XDM_CLASSES[reference as XdmClassName] : reference;
}

export const xdmClassReference = z.string().superRefine((name, context) => {
  if (Object.hasOwn(XDM_CLASSES, name) || /^https:\/\/ns\.adobe\.com\/[^/]+\//.test(name)) return;
  const names = Object.keys(XDM_CLASSES);
  const near = nearest(name, names);
  context.addIssue({
    code: "custom",
    message:
      `"${name}" is not a known class. ${near === undefined ? "" : `Did you mean "${near}"? `}` +
      `Known: ${names.join(", ")}; any other one by its URI (https://ns.adobe.com/…).`,
  });
});

/** A schema's `$id` or alternative id, as `schema.id` gives it. */
export const schemaId = z
  .string()
  .regex(
    /^(https:\/\/ns\.adobe\.com\/[^/\s]+\/schemas\/[^/\s]+|_[A-Za-z0-9_]+\.schemas\.[^\s]+)$/,
    "must be a schema's id: schema.id, or https://ns.adobe.com/<tenant>/schemas/<id>",
  );

/** A content type such as `application/vnd.adobe.xed-full+json;version=1`. */
export const schemaContentType = z
  .string()
  .regex(
    /^application\/vnd\.adobe\.x[de][dm][a-z-]*\+json;\s*version=\d+(\.\d+)?$/,
    "must be a schema content type with a version",
  );

/** Adobe writes one content type in many ways; only the major version means something. */
export function majorVersion(contentType: Json | undefined): string {
  const version = typeof contentType === "string" ? /version=(\d+)/.exec(contentType)?.[1] : undefined;
  return version ?? "1";
}

/** What Adobe's tutorials write beside a schema's id. */
export const DEFAULT_SCHEMA_CONTENT_TYPE = "application/vnd.adobe.xed-full+json;version=1";

/** A schema by id and content type; only the major version of the latter is compared. */
export const schemaRef = z.strictObject({ id: schemaId, contentType: schemaContentType.exactOptional() });

export function canonicalSchemaRef(reference: Json): Json {
  if (!isObject(reference)) return reference;
  return { id: reference.id ?? null, version: majorVersion(reference.contentType) };
}
