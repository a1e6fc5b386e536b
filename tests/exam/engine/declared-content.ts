import { z } from "zod";
import type { Properties } from "../../support/provider-client";
import { sameValue } from "./same-value";
import { expectedXdm, withoutMetadata } from "./xdm-fields";

/** An object as the emulator keeps it. */
export interface HeldObject {
  /** What it was sent of it, in the platform's words. */
  readonly content: Properties;
  /** All that is known of it. */
  readonly whole: Properties;
  /** Of a mapping set: the mappings of its newest version. */
  readonly mappings: readonly HeldMapping[];
}

const heldMapping = z.object({
  source: z.object({
    kind: z.enum(["path", "expression", "constant"]),
    path: z.string().optional(),
    expression: z.string().optional(),
    value: z.string().optional(),
  }),
  destination: z.string(),
});
type HeldMapping = z.infer<typeof heldMapping>;

const properties = z.record(z.string(), z.unknown());
const kept = z.looseObject({
  content: properties.optional(),
  versions: z.array(z.looseObject({ content: properties, mappings: z.array(heldMapping) })).optional(),
});

export function heldObject(object: unknown): HeldObject {
  const { content, versions, ...plain } = kept.parse(object);
  const newest = versions?.at(-1);
  return {
    content: content ?? newest?.content ?? plain,
    whole: { ...plain, ...newest },
    mappings: newest?.mappings ?? [],
  };
}

/** What a declared value and the platform come to, in one form in which they can be compared. */
type Comparison = (declared: unknown, held: HeldObject) => { readonly is: unknown; readonly should: unknown };

/** How each property of each kind is found in the platform. Nothing of it is taken from the provider's code. */
const COMPARISONS: Readonly<Record<string, Readonly<Record<string, Comparison>>>> = {
  fieldGroup: {
    title: asDeclared("title"),
    description: asText("description"),
    intendedToExtend: (declared, { content }) => ({
      is: sorted(content["meta:intendedToExtend"]),
      should: texts.parse(declared).map(classUri).sort(),
    }),
    fields: (declared, { content }) => ({
      is: withoutMetadata(at(content, "definitions", "customFields", "properties", TENANT, "properties")),
      should: expectedXdm(properties.parse(declared)),
    }),
  },
  schema: {
    title: asDeclared("title"),
    description: asText("description"),
    class: (declared, { content }) => ({
      is: references(content)[0],
      should: classUri(z.string().parse(declared)),
    }),
    fieldGroups: (declared, { content }) => ({
      is: references(content).slice(1).sort(),
      should: sorted(declared),
    }),
    immutableTags: (declared, { content }) => ({ is: content["meta:immutableTags"], should: declared }),
  },
  dataset: {
    name: asDeclared("name"),
    description: asText("description"),
    schemaRef: (declared, { content }) => ({
      is: schemaReference(content.schemaRef),
      should: schemaReference(declared),
    }),
    tags: (declared, { content }) => ({ is: ownTags(content.tags), should: ownTags(declared) }),
  },
  baseConnection: {
    name: asDeclared("name"),
    description: asText("description"),
    connectionSpec: spec("connectionSpec"),
    // With its credentials: the emulator keeps them, as AEP does, although neither shows them.
    auth: asDeclared("auth"),
  },
  sourceConnection: {
    name: asDeclared("name"),
    description: asText("description"),
    connectionSpec: spec("connectionSpec"),
    baseConnectionId: asDeclared("baseConnectionId"),
    data: asDeclared("data"),
    params: asDeclared("params"),
    providerId: asDeclared("providerId"),
  },
  targetConnection: {
    name: asDeclared("name"),
    description: asText("description"),
    connectionSpec: spec("connectionSpec"),
    data: (declared, { content }) => ({ is: targetData(content.data), should: targetData(declared) }),
    params: asDeclared("params"),
  },
  mappingSet: {
    name: asDeclared("name"),
    outputSchema: (declared, { content }) => ({
      is: schemaReference(at(content, "outputSchema", "schemaRef")),
      should: schemaReference(at(properties.parse(declared), "schemaRef")),
    }),
    mappings: (declared, { mappings }) => ({
      is: mappings.map(heldInWords).sort(),
      should: z.array(declaredMapping).parse(declared).map(declaredInWords).sort(),
    }),
  },
  flow: {
    name: asDeclared("name"),
    description: asText("description"),
    flowSpec: spec("flowSpec"),
    sourceConnectionIds: asDeclared("sourceConnectionIds"),
    targetConnectionIds: asDeclared("targetConnectionIds"),
    transformations: asDeclared("transformations"),
    scheduleParams: declaredMembers("scheduleParams"),
    options: declaredMembers("options"),
    state: (declared, { whole }) => ({ is: whole.state, should: declared }),
  },
  identityDescriptor: {
    sourceSchema: asDeclared("xdm:sourceSchema"),
    sourceProperty: (declared, { content }) => ({
      is: content["xdm:sourceProperty"],
      should: `/${inTenant(z.string().parse(declared)).replaceAll(".", "/")}`,
    }),
    namespace: asDeclared("xdm:namespace"),
    isPrimary: asDeclared("xdm:isPrimary"),
  },
  identityNamespace: {
    name: asDeclared("name"),
    description: asText("description"),
    code: asDeclared("code"),
    idType: asDeclared("idType"),
  },
};

/** What must be true of a property that a program does not declare. */
const UNDECLARED: Readonly<Record<string, Properties>> = {
  fieldGroup: { description: "" },
  schema: { description: "", fieldGroups: [] },
  dataset: { description: "", tags: {} },
  baseConnection: { description: "" },
  sourceConnection: { description: "" },
  targetConnection: { description: "", connectionSpec: "data lake" },
  flow: { description: "", flowSpec: "GenericStreamingAEP" },
  identityDescriptor: { isPrimary: false },
  identityNamespace: { description: "" },
};

/** The platform never hears of them, or (identities) holds them apart from the object. */
const ELSEWHERE: ReadonlySet<string> = new Set(["forceDestroy", "testConnection", "identities"]);

/**
 * Where an object differs from what is declared, in words.
 * @param declared with every reference resolved
 * @throws where something is declared that the exam cannot compare
 */
export function contentDifferences(kind: string, declared: Properties, object: unknown): string[] {
  const comparisons = COMPARISONS[kind];
  if (comparisons === undefined) throw new Error(`The exam does not know the kind ${kind}.`);
  const held = heldObject(object);
  const wanted = Object.entries({ ...UNDECLARED[kind], ...withoutUndefined(declared) }).filter(
    ([property, value]) => !property.startsWith("__") && !ELSEWHERE.has(property) && value !== undefined,
  );
  return wanted.flatMap(([property, value]) => {
    const comparison = comparisons[property];
    if (comparison === undefined) throw new Error(`The exam cannot compare ${property} of a ${kind}.`);
    const { is, should } = comparison(value, held);
    if (sameValue(is, should)) return [];
    return [`${property} is ${JSON.stringify(is)} instead of ${JSON.stringify(should)}`];
  });
}

/** Of the organization that the emulator plays. */
const TENANT = "_extconndev";

/** By Adobe's documentation of each of them. */
const SPEC_IDS: Readonly<Record<string, string>> = {
  customerio: "96479064-7b8a-4d69-b9ed-21c5683837ea",
  sftp: "b7bf2577-4520-42c9-bae9-cad01560f7bc",
  "data lake": "c604ff05-7f1a-43c0-8e18-33bf874cb11c",
  GenericStreamingAEP: "e77fde5a-22a8-11ed-861d-0242ac120002",
  CloudStorageToAEP: "9753525b-82c7-4dce-8a9b-5ccfce2b9876",
  CRMToAEP: "14518937-270c-4525-bdec-c2ba7cce3860",
};

const texts = z.array(z.string());
const declaredMapping = z.union([
  z.strictObject({
    sourceType: z.enum(["ATTRIBUTE", "EXPRESSION", "STATIC"]).default("ATTRIBUTE"),
    source: z.union([z.string(), z.number(), z.boolean()]),
    destination: z.string(),
  }),
  z.strictObject({ sourceAttribute: z.string(), destinationXdmPath: z.string() }),
  z.strictObject({ sourceExpression: z.string(), destinationXdmPath: z.string() }),
]);

function asDeclared(member: string): Comparison {
  return (declared, { content }) => ({ is: content[member], should: declared });
}

/** No text and an empty one are the same. */
function asText(member: string): Comparison {
  return (declared, { content }) => ({ is: content[member] ?? "", should: declared });
}

/** AEP adds members of its own to these. */
function declaredMembers(member: string): Comparison {
  return (declared, { content }) => {
    const held = properties.catch({}).parse(content[member]);
    const names = Object.keys(properties.parse(declared));
    return { is: Object.fromEntries(names.map((name) => [name, held[name]])), should: declared };
  };
}

function spec(member: string): Comparison {
  const version = "1.0";
  return (declared, { content }) => ({
    is: content[member],
    should:
      typeof declared === "string"
        ? { id: SPEC_IDS[declared] ?? declared, version }
        : { version, ...properties.parse(declared) },
  });
}

function classUri(name: string): string {
  return name.startsWith("https://") ? name : `https://ns.adobe.com/xdm/context/${name}`;
}

function references(content: Properties): string[] {
  const { allOf } = z.object({ allOf: z.array(z.object({ $ref: z.string() })) }).parse(content);
  return allOf.map(({ $ref }) => $ref);
}

/** Of a content type, only the major version counts, and the first is meant where none is named. */
function schemaReference(reference: unknown): Properties {
  const { id, contentType, version = contentType } = properties.parse(reference);
  return { id, version: /version=(\d+)/.exec(String(version))?.[1] ?? "1" };
}

function targetData(data: unknown): Properties {
  const { schema, ...rest } = properties.parse(data);
  return { ...rest, schema: schemaReference(schema) };
}

/** The tags that a program could have declared; a switch that is off is as good as none. */
function ownTags(tags: unknown): Properties {
  const own = Object.entries(z.record(z.string(), texts).parse(tags ?? {}))
    .filter(([name]) => !name.startsWith("adobe"))
    .map(([name, entries]): [string, string[]] => [
      name,
      entries
        .map((entry) => entry.replace(/:\s+/, ":"))
        .filter((entry) => entry !== "enabled:false" && !entry.startsWith("enabledAt:"))
        .sort(),
    ]);
  return Object.fromEntries(own.filter(([, entries]) => entries.length > 0));
}

function heldInWords({ source: { kind, path, expression, value }, destination }: HeldMapping): string {
  return `${kind} ${path ?? expression ?? value} → ${destination}`;
}

function declaredInWords(mapping: z.infer<typeof declaredMapping>): string {
  if ("sourceAttribute" in mapping)
    return `path ${mapping.sourceAttribute} → ${inTenant(mapping.destinationXdmPath)}`;
  if ("sourceExpression" in mapping)
    return `expression ${mapping.sourceExpression} → ${inTenant(mapping.destinationXdmPath)}`;
  const kinds = { ATTRIBUTE: "path", EXPRESSION: "expression", STATIC: "constant" } as const;
  return `${kinds[mapping.sourceType]} ${mapping.source} → ${inTenant(mapping.destination)}`;
}

function inTenant(path: string): string {
  return path.replace("_{TENANT_ID}", TENANT);
}

function at(value: Properties, ...names: readonly string[]): unknown {
  return names.reduce<unknown>((inner, name) => properties.catch({}).parse(inner)[name], value);
}

function sorted(list: unknown): string[] {
  return texts.catch([]).parse(list).sort();
}

function withoutUndefined(value: Properties): Properties {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined));
}
