import type { JsonObject } from "../api/values";
import type { AnyKind } from "../lifecycle/kind";
import { baseConnectionKind } from "../resources/base-connection";
import { datasetKind } from "../resources/dataset";
import { fieldGroupKind } from "../resources/field-group";
import { flowKind } from "../resources/flow";
import { identityNamespaceKind } from "../resources/identity-namespace";
import { mappingSetKind } from "../resources/mapping-set";
import { schemaKind } from "../resources/schema";
import { sourceConnectionKind } from "../resources/source-connection";
import { targetConnectionKind } from "../resources/target-connection";

/** A property that names other objects. */
export interface References {
  /** `params.dataSetId`; `[]` stands for every member of a list. */
  readonly path: string;
  readonly to: AnyKind;
  /** The property that they are named by, whatever its letter case. Default: their id. */
  readonly by?: "code";
}

/** A kind, and what its objects refer to. */
export interface ExportedKind {
  readonly kind: AnyKind;
  readonly references: readonly References[];
}

const schemaAt = (path: string): References => ({ path, to: schemaKind });

/** Every kind that can be read off a sandbox, each after the kinds that it refers to. */
export const EXPORTED_KINDS: readonly ExportedKind[] = [
  { kind: identityNamespaceKind, references: [] },
  { kind: fieldGroupKind, references: [] },
  {
    kind: schemaKind,
    references: [
      { path: "fieldGroups[]", to: fieldGroupKind },
      { path: "identities[].namespace", to: identityNamespaceKind, by: "code" },
    ],
  },
  { kind: datasetKind, references: [schemaAt("schemaRef.id")] },
  { kind: baseConnectionKind, references: [] },
  { kind: sourceConnectionKind, references: [{ path: "baseConnectionId", to: baseConnectionKind }] },
  {
    kind: targetConnectionKind,
    references: [schemaAt("data.schema.id"), { path: "params.dataSetId", to: datasetKind }],
  },
  { kind: mappingSetKind, references: [schemaAt("outputSchema.schemaRef.id")] },
  {
    kind: flowKind,
    references: [
      { path: "sourceConnectionIds[]", to: sourceConnectionKind },
      { path: "targetConnectionIds[]", to: targetConnectionKind },
      { path: "transformations[].params.mappingId", to: mappingSetKind },
    ],
  },
];

export function referencesOf(kind: AnyKind): readonly References[] {
  return EXPORTED_KINDS.find((each) => each.kind === kind)?.references ?? [];
}

/** How an object is named by those that refer to it. */
export function referenceKey({ to, by }: References, name: string): string {
  return by === undefined ? `${to.name} ${name}` : `${to.name} ${by} ${name.toLowerCase()}`;
}

/** All the names that an object goes by. */
export function keysOf({
  kind,
  id,
  args,
}: {
  readonly kind: AnyKind;
  readonly id: string;
  readonly args: JsonObject;
}) {
  const { code } = args;
  return [
    `${kind.name} ${id}`,
    ...(typeof code === "string" ? [`${kind.name} code ${code.toLowerCase()}`] : []),
  ];
}

/** The kind's place in the list: what it refers to comes before it. */
export function rankOf(kind: AnyKind): number {
  return EXPORTED_KINDS.findIndex((each) => each.kind === kind);
}

/** The name of a kind's provider in `v1.ts`. */
export function handlerOf({ name }: AnyKind): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}
