import type * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { type MappingSetItem, mappingSets } from "../api/data-prep";
import { isObject, type Json, toJsonObject } from "../api/values";
import { type Failure, kind } from "../lifecycle/kind";
import { type CanonicalMapping, toCanonical } from "./canonical-mapping";
import { schemaRef } from "./checks";
import type { SchemaRef } from "./dataset";
import { declaredMembers } from "./declared-members";
import type { Transformation } from "./flow";
import { canonicalSchemaRef, DEFAULT_SCHEMA_CONTENT_TYPE } from "./references";
import { type Adoptable, AepResource, type Declared, lookup, type Plain } from "./resource";

/** One field of the target, as Data Prep's API writes it today. */
export interface Mapping {
  /** `ATTRIBUTE` copies a path (default), `EXPRESSION` computes, `STATIC` is a constant. */
  sourceType?: pulumi.Input<"ATTRIBUTE" | "EXPRESSION" | "STATIC">;
  /** A path of the event (`data.identifiers.email`), an expression of at most 4096 characters, or a constant. */
  source: pulumi.Input<string | number | boolean>;
  /** A path of the schema: `_{TENANT_ID}.email`. Each may occur once. */
  destination: pulumi.Input<string>;
}

/** One field of the target, in the words of Adobe's source tutorials. */
export interface TutorialMapping {
  /** Said by the name of the source, too; accepted because some tutorials carry it. */
  sourceType?: pulumi.Input<"ATTRIBUTE" | "EXPRESSION">;
  /** A path of the event; this or `sourceExpression`. */
  sourceAttribute?: pulumi.Input<string>;
  /** An expression of at most 4096 characters. */
  sourceExpression?: pulumi.Input<string>;
  /** A path of the schema: `_{TENANT_ID}.email`. Each may occur once. */
  destinationXdmPath: pulumi.Input<string>;
  /** Accepted because tutorials carry it; identities are marked by descriptors of the schema. */
  identity?: false;
  /** Accepted because tutorials carry it. */
  version?: number;
}

/**
 * Which field of an event becomes which field of the schema.
 *
 * Every change makes the next `version`; a flow runs the version that it names, so pass
 * {@link MappingSet.asTransformation} to the flow and it follows. Adobe advises to pause ingestion for five minutes
 * around a change to a live flow.
 * See {@link https://experienceleague.adobe.com/en/docs/experience-platform/data-prep/api/mapping-set | Adobe's page}.
 */
export interface MappingSetArgs extends Adoptable {
  /** Shown in the Experience Platform UI. Default none. Changed in place. */
  name?: pulumi.Input<string>;
  /** The schema that is mapped to. **Replaces.** */
  outputSchema: pulumi.Input<{ schemaRef: pulumi.Input<SchemaRef> }>;
  /** In the words of today's API or of the tutorials. Their order does not matter. */
  mappings: pulumi.Input<pulumi.Input<Mapping | TutorialMapping>[]>;
}

const MOST_CHARACTERS = 4096;
const path = z.string().trim().min(1, "must not be empty: write the path of a field");
const expression = path.max(MOST_CHARACTERS, `must not be longer than ${MOST_CHARACTERS} characters`);

const mapping = z.union([
  z.strictObject({
    sourceType: z.enum(["ATTRIBUTE", "EXPRESSION", "STATIC"]).exactOptional(),
    source: z.union([expression, z.number(), z.boolean()]),
    destination: path,
  }),
  z.strictObject({
    sourceType: z.enum(["ATTRIBUTE", "EXPRESSION"]).exactOptional(),
    sourceAttribute: path.exactOptional(),
    sourceExpression: expression.exactOptional(),
    destinationXdmPath: path,
    identity: z
      .literal(false, "must be false: mark identities by a descriptor of the schema")
      .exactOptional(),
    version: z.number().exactOptional(),
  }),
]);

/** @internal */
export const mappingSetKind = kind<Plain<MappingSetArgs>, MappingSetItem>({
  name: "MappingSet",
  label: "mapping set",
  inputs: z.strictObject({
    name: z.string().min(1).exactOptional(),
    outputSchema: z.strictObject({ schemaRef }),
    mappings: z.array(mapping).min(1, "must hold at least one mapping"),
  }),
  fields: {
    name: {},
    outputSchema: {
      replaces: true,
      canonical: (schema) =>
        isObject(schema) ? { schemaRef: canonicalSchemaRef(schema.schemaRef ?? null) } : schema,
    },
    mappings: {
      rule: (mappings) => [
        ...canonicalMappings(mappings).flatMap(missingSource),
        ...canonicalMappings(mappings).flatMap(duplicateDestination),
      ],
      canonical: canonicalMappings,
      units: (mappings) =>
        Object.fromEntries(canonicalMappings(mappings).map((entry) => [entry.destination, entry])),
      join: (mappings) => mappings,
    },
  },
  usesTenant: true,
  service: mappingSets,
  toBody: ({ outputSchema, mappings, ...args }) => ({
    ...args,
    outputSchema: {
      schemaRef: {
        id: outputSchema.schemaRef.id,
        contentType: outputSchema.schemaRef.contentType ?? DEFAULT_SCHEMA_CONTENT_TYPE,
      },
    },
    mappings: mappings.map(toCanonical),
  }),
  fromLive: ({ outputSchema, xdmSchema, mappings = [], ...live }) => ({
    ...declaredMembers(live, ["name"]),
    outputSchema: {
      schemaRef: {
        ...(xdmSchema !== undefined && { id: xdmSchema }),
        ...toJsonObject(outputSchema?.schemaRef ?? {}),
      },
    },
    mappings: mappings.map(toCanonical),
  }),
  outputs: (seen) => declaredMembers(seen, ["version"]),
});

function canonicalMappings(mappings: Json): CanonicalMapping[] {
  return Array.isArray(mappings)
    ? mappings.flatMap((entry: Json) => (isObject(entry) ? [toCanonical(entry)] : []))
    : [];
}

function missingSource({ source }: CanonicalMapping, index: number): Failure[] {
  if (source.trim() !== "") return [];
  return [
    {
      property: `mappings[${index}]`,
      reason: "write where the value comes from: source, or sourceAttribute, or sourceExpression.",
    },
  ];
}

function duplicateDestination(
  { destination }: CanonicalMapping,
  index: number,
  all: readonly CanonicalMapping[],
) {
  const first = all.findIndex((other) => other.destination === destination);
  if (first === index) return [];
  return [
    {
      property: `mappings[${index}]`,
      reason: `mappings[${first}] already fills "${destination}"; a field of the schema can be filled once.`,
    },
  ];
}

/** {@inheritDoc MappingSetArgs} */
export class MappingSet extends AepResource {
  /** 0 at first; every change makes the next one, under the same id. */
  declare readonly version: pulumi.Output<number>;

  /** A mapping set that exists already and stays unmanaged. Fails when there is none with this id. */
  static get(name: string, id: pulumi.Input<pulumi.ID>, options?: pulumi.CustomResourceOptions): MappingSet {
    return new MappingSet(name, lookup(), { ...options, id });
  }

  constructor(name: string, args: MappingSetArgs, options?: pulumi.CustomResourceOptions) {
    super({ kind: mappingSetKind, handler: "mappingSet", computed: ["version"] }, name, args, options);
  }

  /** For {@link FlowArgs.transformations}: this mapping set in its newest version. */
  asTransformation(): Transformation {
    return { name: "Mapping", params: { mappingId: this.id, mappingVersion: this.version } };
  }
}

export interface MappingSet extends Declared<MappingSetArgs> {}
