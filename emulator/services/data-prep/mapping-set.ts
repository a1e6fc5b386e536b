import type { SandboxCall } from "../../gateway/service";
import { type JsonObject, memberAt, text } from "../../json";
import { type SchemaReference, schemaReference } from "../../schema-reference";
import { collectionKey, type Partition } from "../../store/store";

/** How a mapping finds its value. */
export type MappingSource =
  | { readonly kind: "path"; readonly path: string }
  | { readonly kind: "expression"; readonly expression: string }
  | { readonly kind: "constant"; readonly value: string };

/** One mapping as it is stored, whichever vocabulary it came in. */
export interface StoredMapping {
  /** 32 hex digits. */
  readonly id: string;
  readonly source: MappingSource;
  readonly destination: string;
  readonly identity: boolean;
  /** Members that the emulator keeps without giving them a meaning, such as name and description. */
  readonly more: JsonObject;
}

/** One version of a mapping set. */
export interface MappingSetVersion {
  /** 32 hex digits. */
  readonly id: string;
  readonly version: number;
  /** Epoch milliseconds: of the set, and of this version. */
  readonly createdDate: number;
  readonly modifiedDate: number;
  readonly createdBy: string;
  readonly modifiedBy: string;
  readonly mappings: readonly StoredMapping[];
  /** Every other member that was sent. */
  readonly content: JsonObject;
}

/** A mapping set with all its versions, the oldest first. */
export interface MappingSetRecord {
  readonly id: string;
  readonly versions: readonly MappingSetVersion[];
}

export const mappingSetKey = collectionKey<MappingSetRecord>("mappingSets");

interface InPartition {
  readonly partition: Partition;
}

export function mappingSetExists({ partition }: InPartition, id: string): boolean {
  return partition.of(mappingSetKey).has(id);
}

/** A version of a mapping set; the newest when none is named. */
export function mappingSet(
  { partition }: InPartition,
  id: string,
  version?: number,
): MappingSetVersion | undefined {
  const versions = partition.of(mappingSetKey).get(id)?.versions;
  return version === undefined ? versions?.at(-1) : versions?.find((one) => one.version === version);
}

/** The schema that a mapping set maps to: in the current form, or as the older tutorials name it. */
export function outputSchemaOf(set: { readonly content: JsonObject }): SchemaReference | undefined {
  return (
    schemaReference(
      memberAt(set.content, "outputSchema", "schemaRef", "id"),
      memberAt(set.content, "outputSchema", "schemaRef", "contentType"),
    ) ??
    schemaReference(memberAt(set.content, "xdmSchema"), undefined) ??
    schemaReference(
      memberAt(set.content, "schemaRef", "id"),
      memberAt(set.content, "schemaRef", "contentType"),
    )
  );
}

export function isNamed(call: SandboxCall, set: MappingSetVersion): boolean {
  const name = call.request.query.get("name");
  return name === null || text(set.content.name) === name;
}
