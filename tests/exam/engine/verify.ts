import { z } from "zod";
import type { Properties } from "../../support/provider-client";
import type { PlatformObjects } from "../platform/lane";
import { contentDifferences, heldObject } from "./declared-content";
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

const declaredIdentities = z.array(
  z.object({ sourceProperty: z.string(), namespace: z.string(), isPrimary: z.boolean().default(false) }),
);

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
    const wanted = withoutReferences(declaration.inputs, (reference) => {
      const referred = resources.find((each) => each.name === reference.resource);
      return referred && heldOutput(referred, reference.output, objects);
    });
    for (const difference of differences(resource, wanted, objects))
      diverged.push(`${declaration.name}: ${difference}`);
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
      const { name, title, "xdm:sourceProperty": property } = heldObject(object).content;
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
    const content = heldObject(object).content;
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

/** Where the platform's object differs from a declaration whose references are resolved, in words. */
export function differences(
  { kind, id }: Pick<RecordedResource, "kind" | "id">,
  wanted: Properties,
  objects: PlatformObjects,
): string[] {
  const object = objects[collectionOf({ kind })]?.[id];
  if (object === undefined) return ["the platform does not hold it"];
  const identities = descriptorsOf(id, objects).map(([, is]) => is);
  const missing = wantedIdentities(wanted).filter(
    (identity) => !identities.some((is) => sameValue(is, identity)),
  );
  return [
    ...contentDifferences(kind, wanted, object),
    ...missing.map((identity) => `the identity ${JSON.stringify(identity)} is missing`),
  ];
}

/** Ids are recorded; what else a program refers to is asked of the platform, so that a wrong record shows. */
function heldOutput(
  { kind, id }: Pick<RecordedResource, "kind" | "id">,
  output: string,
  objects: PlatformObjects,
): unknown {
  if (output === "id") return id;
  const object = objects[collectionOf({ kind })]?.[id];
  return object === undefined ? undefined : heldObject(object).whole[output];
}
