import { z } from "zod";
import { FLOW_SPECS } from "../catalogue/flow-specs";
import { SOURCES } from "../catalogue/sources";
import { XDM_CLASSES } from "../catalogue/xdm-classes";
import { nearest } from "../lifecycle/nearest";

/**
 * What values that several kinds share must look like. Apart from their types, so that zod stays out of the published
 * declarations: a program must not depend on its version.
 */

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

const specId = z.strictObject({
  id: z.string().regex(UUID, "must be the UUID of a spec"),
  version: z.string().exactOptional(),
});

export const connectionSpecReference = specReference("source", Object.keys(SOURCES));
export const flowSpecReference = specReference("flow spec", Object.keys(FLOW_SPECS));

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

/** A schema's `$id`, where only that one can be compared with what AEP answers. */
export const schemaUri = z
  .string()
  .regex(
    /^https:\/\/ns\.adobe\.com\/[^/\s]+\/schemas\/[^/\s]+$/,
    "must be a schema's id: schema.id, or https://ns.adobe.com/<tenant>/schemas/<id>",
  );

/** A content type such as `application/vnd.adobe.xed-full+json;version=1`. */
export const schemaContentType = z
  .string()
  .regex(
    /^application\/vnd\.adobe\.x[de][dm][a-z-]*\+json;\s*version=\d+(\.\d+)?$/,
    "must be a schema content type with a version",
  );

/** A schema by id and content type; only the major version of the latter is compared. */
export const schemaRef = z.strictObject({ id: schemaId, contentType: schemaContentType.exactOptional() });

/** A value that is neither a list nor an object. */
export const plainValue = z.union([z.string(), z.number(), z.boolean()]);
