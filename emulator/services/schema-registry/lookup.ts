import type { Partition } from "../../store/store";
import { globalResource } from "./global-resources";
import { type ResourceRecord, schemas, titledTypes } from "./resource";

interface InPartition {
  readonly partition: Partition;
}

/** A schema of the sandbox by its `$id`. */
export function schemaWithId({ partition }: InPartition, id: string): ResourceRecord | undefined {
  return partition.of(schemas.key).get(id);
}

/** Any resource by its `$id`: one of the sandbox, or one of Adobe's. */
export function resourceWithId({ partition }: InPartition, id: string): ResourceRecord | undefined {
  for (const type of titledTypes) {
    const record = partition.of(type.key).get(id);
    if (record !== undefined) {
      return record;
    }
  }
  return globalResource(id);
}

/** All resources of the sandbox. */
export function* tenantResources({ partition }: InPartition): Iterable<ResourceRecord> {
  for (const type of titledTypes) {
    yield* partition.of(type.key).values();
  }
}
