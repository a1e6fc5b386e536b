import { z } from "zod";
import type { PlatformObjects } from "../platform/lane";
import { type Program, withoutReferences } from "./program";
import { sameValue } from "./same-value";
import type { RecordedResource } from "./state";

/** What is wrong, in words; nothing when the platform is as it was declared. */
export interface Verdict {
  /** Declared or recorded, and missing or different in the platform. */
  readonly diverged: readonly string[];
  /** In the platform, and nobody knows of them, although a recorded object is called the same. */
  readonly doubles: readonly string[];
  /** In the platform, and nobody knows of them. */
  readonly orphans: readonly string[];
}

export const COLLECTIONS: Readonly<Record<string, string>> = {
  fieldGroup: "fieldGroups",
  schema: "schemas",
  dataset: "dataSets",
  baseConnection: "connections",
  sourceConnection: "sourceConnections",
  targetConnection: "targetConnections",
  mappingSet: "mappingSets",
  flow: "flows",
  identityDescriptor: "descriptors",
  identityNamespace: "identityNamespaces",
};

/** AEP deletes none of them; their codes are unique, so that nothing of it can be there twice. */
const RETAINED: ReadonlySet<string> = new Set(["identityNamespaces"]);

/** An object as the emulator keeps it, whatever it is. */
const kept = z.looseObject({
  content: z.record(z.string(), z.unknown()).optional(),
  versions: z
    .array(
      z.object({
        content: z.record(z.string(), z.unknown()),
        mappings: z.array(
          z.object({ source: z.object({ path: z.string().optional() }), destination: z.string() }),
        ),
      }),
    )
    .optional(),
});

const fieldGroupContent = z.object({
  definitions: z.object({
    customFields: z.object({
      properties: z.object({ _extconndev: z.object({ properties: z.record(z.string(), z.unknown()) }) }),
    }),
  }),
});
const schemaContent = z.object({ allOf: z.array(z.object({ $ref: z.string() })) });
const declaredIdentities = z.array(
  z.object({ sourceProperty: z.string(), namespace: z.string(), isPrimary: z.boolean().default(false) }),
);
const plainMappings = z.array(z.strictObject({ source: z.string(), destination: z.string() }));

/**
 * Compares what a program declares, what the engine recorded and what the platform holds. It looks into the emulator's
 * store, so that nothing of the provider has a say in it.
 */
export function verify(
  program: Program,
  resources: readonly RecordedResource[],
  objects: PlatformObjects,
): Verdict {
  const diverged: string[] = [];
  for (const { name } of resources) {
    if (!program.some((each) => each.name === name)) diverged.push(`${name} is recorded, and not declared`);
  }
  for (const declaration of program) {
    const recorded = resources.filter(({ name }) => name === declaration.name);
    const [resource] = recorded;
    if (resource === undefined || recorded.length !== 1) {
      diverged.push(`${declaration.name} is recorded ${recorded.length} times`);
      continue;
    }
    const outputOf = (name: string, output: string) => {
      const found = resources.find((each) => each.name === name);
      return output === "id" ? found?.id : found?.outputs[output];
    };
    const wanted = withoutReferences(declaration.inputs, (reference) =>
      outputOf(reference.resource, reference.output),
    );
    const object = objects[collectionOf(resource)]?.[resource.id];
    for (const difference of differences(wanted, object)) diverged.push(`${declaration.name}: ${difference}`);
    const identities = descriptorsOf(resource.id, objects).map(([, is]) => is);
    for (const identity of wantedIdentities(wanted)) {
      if (!identities.some((is) => sameValue(is, identity)))
        diverged.push(`${declaration.name}: the identity ${JSON.stringify(identity)} is missing`);
    }
  }
  return { diverged, ...unknownObjects(resources, objects) };
}

export function describeVerdict({ diverged, doubles, orphans }: Verdict): string | undefined {
  const all = [
    ...diverged,
    ...doubles.map((each) => `double: ${each}`),
    ...orphans.map((each) => `orphan: ${each}`),
  ];
  return all.length === 0 ? undefined : all.join("; ");
}

export function unknownObjects(
  resources: readonly RecordedResource[],
  objects: PlatformObjects,
): Pick<Verdict, "doubles" | "orphans"> {
  const doubles: string[] = [];
  const orphans: string[] = [];
  for (const collection of Object.values(COLLECTIONS).filter((name) => !RETAINED.has(name))) {
    const known = resources.filter((each) => collectionOf(each) === collection);
    const labels = new Set(
      known.map(({ inputs }) => String(inputs.name ?? inputs.title ?? inputs.sourceProperty)),
    );
    const parts = collection === "descriptors" ? identitiesOf(resources, objects) : new Set();
    for (const [id, object] of Object.entries(objects[collection] ?? {})) {
      if (known.some((each) => each.id === id) || parts.has(id)) continue;
      const { name, title, "xdm:sourceProperty": property } = contentOf(object);
      const label = name ?? title ?? property;
      (labels.has(String(label)) ? doubles : orphans).push(`${collection} "${label}" (${id})`);
    }
  }
  return { doubles, orphans };
}

/** Ids of the descriptors that belong to recorded schemas: one for each identity that is declared there. */
function identitiesOf(
  resources: readonly RecordedResource[],
  objects: PlatformObjects,
): ReadonlySet<unknown> {
  const found = resources.flatMap(({ id, inputs }) =>
    wantedIdentities(inputs).map(
      (wanted) => descriptorsOf(id, objects).find(([, is]) => sameValue(is, wanted))?.[0],
    ),
  );
  return new Set(found);
}

/** What the descriptors of a schema say, by their ids. */
function descriptorsOf(schemaId: string, objects: PlatformObjects): (readonly [id: string, is: Identity])[] {
  return Object.entries(objects.descriptors ?? {}).flatMap(([id, object]) => {
    const content = contentOf(object);
    if (content["xdm:sourceSchema"] !== schemaId) return [];
    const property = String(content["xdm:sourceProperty"]).replace("/_extconndev/", "");
    return [
      [
        id,
        { property, namespace: content["xdm:namespace"], isPrimary: content["xdm:isPrimary"] === true },
      ] as const,
    ];
  });
}

interface Identity {
  readonly property: string;
  readonly namespace: unknown;
  readonly isPrimary: boolean;
}

function wantedIdentities({ identities }: Readonly<Record<string, unknown>>): Identity[] {
  return declaredIdentities.parse(identities ?? []).map(({ sourceProperty, namespace, isPrimary }) => ({
    property: sourceProperty.replace("_{TENANT_ID}.", ""),
    namespace,
    isPrimary,
  }));
}

function collectionOf({ kind }: Pick<RecordedResource, "kind">): string {
  const collection = COLLECTIONS[kind];
  if (collection === undefined) throw new Error(`The exam does not know the kind ${kind}.`);
  return collection;
}

function contentOf(object: unknown): Readonly<Record<string, unknown>> {
  const { content, versions, ...plain } = kept.parse(object);
  return content ?? versions?.at(-1)?.content ?? plain;
}

export function differences(wanted: Readonly<Record<string, unknown>>, object: unknown): string[] {
  if (object === undefined) return ["the platform does not hold it"];
  const content = contentOf(object);
  const found: string[] = [];
  const compare = (what: string, is: unknown, should: unknown) => {
    if (!sameValue(is, should)) {
      found.push(`${what} is ${JSON.stringify(is)} instead of ${JSON.stringify(should)}`);
    }
  };
  for (const label of ["name", "title"]) {
    if (wanted[label] !== undefined) compare(label, content[label], wanted[label]);
  }
  compare("description", content.description ?? "", wanted.description ?? "");
  if (wanted.sourceProperty !== undefined) {
    compare("namespace", content["xdm:namespace"], wanted.namespace);
    compare("isPrimary", content["xdm:isPrimary"], wanted.isPrimary);
  }
  if (wanted.state !== undefined) compare("state", kept.parse(object).state, wanted.state);
  for (const references of ["sourceConnectionIds", "targetConnectionIds", "transformations", "params"]) {
    if (wanted[references] !== undefined) compare(references, content[references], wanted[references]);
  }
  const fields = z.record(z.string(), z.unknown()).safeParse(wanted.fields);
  if (fields.success) {
    const { properties } = fieldGroupContent.parse(content).definitions.customFields;
    compare("fields", Object.keys(properties._extconndev.properties).sort(), Object.keys(fields.data).sort());
  }
  const groups = z.array(z.string()).safeParse(wanted.fieldGroups);
  if (groups.success) {
    const [_class, ...extended] = schemaContent.parse(content).allOf.map(({ $ref }) => $ref);
    compare("field groups", extended.sort(), groups.data.sort());
  }
  const mappings = plainMappings.safeParse(wanted.mappings);
  if (mappings.success) {
    compare("mappings", storedMappings(object), mappings.data.map(spelled).sort());
  }
  return found;
}

function storedMappings(object: unknown): string[] {
  const newest = kept.parse(object).versions?.at(-1)?.mappings ?? [];
  return newest.map(({ source, destination }) => spelled({ source: source.path ?? "", destination })).sort();
}

function spelled({ source, destination }: { source: string; destination: string }): string {
  return `${source} → ${destination.replace("{TENANT_ID}", "extconndev")}`;
}
