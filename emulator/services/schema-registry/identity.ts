import type { JsonObject } from "../../json";
import { indexOn } from "../../store/index-key";
import type { Partition } from "../../store/store";
import { collectionKey } from "../../store/store";

/** A descriptor as it is stored. */
export interface DescriptorRecord {
  /** `@id` */
  readonly id: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly createdClient: string;
  readonly updatedClient: string;
  readonly content: JsonObject;
}

export const descriptorKey = collectionKey<DescriptorRecord>("descriptors");

/** Descriptors by the `$id` of their source schema. */
export const descriptorsBySchema = indexOn<DescriptorRecord>(({ content }) => [
  String(content["xdm:sourceSchema"]),
]);

/** Whether a schema has a primary identity. */
export function hasIdentity({ partition }: { readonly partition: Partition }, schemaId: string): boolean {
  return [...partition.of(descriptorKey).where(descriptorsBySchema, schemaId)].some(({ content }) =>
    isPrimaryOf(content, schemaId),
  );
}

export function isPrimaryOf(content: JsonObject, schemaId: string): boolean {
  return (
    content["@type"] === "xdm:descriptorIdentity" &&
    content["xdm:sourceSchema"] === schemaId &&
    content["xdm:isPrimary"] === true
  );
}
