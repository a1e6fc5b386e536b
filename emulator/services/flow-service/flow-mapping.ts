import type { SandboxCall } from "../../gateway/service";
import { elements, type Json, type JsonObject, member, memberAt, text } from "../../json";
import { type SchemaReference, sameSchema, schemaReference } from "../../schema-reference";
import { datasetKey } from "../catalog/dataset";
import { mappingSet, mappingSetExists, outputSchemaOf } from "../data-prep/mapping-set";
import { flowProblem } from "./errors";
import { targetConnectionKey } from "./keys";

/** The mapping that a flow has pinned. */
export interface PinnedMapping {
  readonly mappingId: string;
  readonly version: number;
}

/** The step named `Mapping` of a flow's transformations; its version is a number or a string of digits. */
export function pinnedMapping(content: JsonObject): PinnedMapping | undefined {
  const step = elements(content.transformations).find((one) => member(one, "name") === "Mapping");
  const mappingId = text(memberAt(step, "params", "mappingId"));
  if (mappingId === undefined) {
    return undefined;
  }
  return { mappingId, version: Number(memberAt(step, "params", "mappingVersion") ?? 0) };
}

/** The dataset that a flow writes to. */
export function targetDatasetId(
  call: Pick<SandboxCall, "partition">,
  content: JsonObject,
): string | undefined {
  const [id] = elements(content.targetConnectionIds);
  const target = call.partition.of(targetConnectionKey).get(String(id));
  return text(memberAt(target?.content, "params", "dataSetId"));
}

/** Refuses a mapping that does not exist (1419, 1412) or maps to another schema than the dataset's (1425). */
export function checkMapping(call: SandboxCall, content: JsonObject): void {
  const pinned = pinnedMapping(content);
  if (pinned === undefined || call.assume("mappingCheck") === "never") {
    return;
  }
  const { mappingId, version } = pinned;
  if (!mappingSetExists(call, mappingId)) {
    throw flowProblem(call, "mappingUnknown", { mappingId, version });
  }
  const mapping = mappingSet(call, mappingId, version);
  if (mapping === undefined) {
    throw flowProblem(call, "mappingVersion");
  }
  const datasetId = targetDatasetId(call, content) ?? "";
  const dataset = call.partition.of(datasetKey).get(datasetId);
  const written = schemaOfDataset(dataset?.content.schemaRef);
  const mapped = outputSchemaOf(mapping);
  const by = call.assume("schemaComparison");
  if (written !== undefined && mapped !== undefined && !sameSchema(written, mapped, by)) {
    throw flowProblem(call, "schemaMismatch", { datasetId, mappingId });
  }
}

function schemaOfDataset(schemaRef: Json | undefined): SchemaReference | undefined {
  return schemaReference(member(schemaRef, "id"), member(schemaRef, "contentType"));
}
