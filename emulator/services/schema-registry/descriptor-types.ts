import { z } from "zod";

/** A path into a schema: it begins with a slash, does not end with one, and leaves `properties` out. */
const property = z
  .string()
  .regex(/^(\/[^/]+)+$/, "begins with a slash and does not end with one")
  .refine((path) => !path.startsWith("/properties/"), 'leaves out "properties"');

const texts = z.record(z.string(), z.string());

/** What descriptors of each type need beside their source schema (guide "Descriptors endpoint", appendix). */
const membersByType = {
  "xdm:descriptorIdentity": {
    "xdm:sourceProperty": property,
    "xdm:namespace": z.union([z.string().min(1), z.number()]),
    "xdm:property": z.enum(["xdm:code", "xdm:id"]),
    "xdm:isPrimary": z.boolean().optional(),
  },
  "xdm:alternateDisplayInfo": {
    "xdm:sourceProperty": property,
    "xdm:title": texts.optional(),
    "xdm:description": texts.optional(),
  },
  "xdm:descriptorOneToOne": {
    "xdm:sourceProperty": property,
    "xdm:destinationSchema": z.string(),
    "xdm:destinationProperty": property.optional(),
  },
  "xdm:descriptorRelationship": {
    "xdm:sourceProperty": property,
    "xdm:destinationSchema": z.string(),
    "xdm:destinationProperty": property.optional(),
    "xdm:cardinality": z.enum(["1:1", "1:0", "M:1", "M:0"]),
  },
  "xdm:descriptorReferenceIdentity": {
    "xdm:sourceProperty": property,
    "xdm:identityNamespace": z.string().min(1),
  },
  "xdm:descriptorPrimaryKey": {
    "xdm:sourceProperty": z.union([property, z.array(property).min(1)]),
  },
  "xdm:descriptorVersion": { "xdm:sourceProperty": property },
  "xdm:descriptorTimestamp": { "xdm:sourceProperty": property },
  "xdm:descriptorDeprecated": { "xdm:sourceProperty": property },
  "xdm:descriptorLabel": { "xdm:sourceProperty": property, "xdm:labels": z.array(z.string()) },
  "xdm:descriptorTimeSeriesGranularity": { "xdm:granularity": z.string() },
} as const;

const shapes: ReadonlyMap<string, z.ZodType> = new Map(
  Object.entries(membersByType).map(([type, members]) => [type, z.looseObject(members)]),
);

/** The members that a type of descriptor needs; `undefined` for a type that the guide does not have. */
export function descriptorShape(type: string): z.ZodType | undefined {
  return shapes.get(type);
}
