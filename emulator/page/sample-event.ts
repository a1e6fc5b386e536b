import { parsePath } from "../dataprep/path";
import { fieldAt, targetFields } from "../dataprep/target";
import { isJsonObject, type Json, type JsonObject, member } from "../json";
import { schemaReference } from "../schema-reference";
import { datasetKey } from "../services/catalog/dataset";
import { mappingSet } from "../services/data-prep/mapping-set";
import { pinnedMapping, targetDatasetId } from "../services/flow-service/flow-mapping";
import type { FlowServiceRecord } from "../services/flow-service/record";
import type { Partition } from "../store/store";

/** An event in which every path that the flow's mappings read leads to a value that fits its field. */
export function sampleEvent(partition: Partition, flow: FlowServiceRecord): JsonObject {
  const pinned = pinnedMapping(flow.content);
  const set = pinned && mappingSet({ partition }, pinned.mappingId, pinned.version);
  if (set === undefined) {
    return { body: { xdmEntity: {} } };
  }
  const dataset = partition.of(datasetKey).get(targetDatasetId({ partition }, flow.content) ?? "");
  const fields = targetFields(
    { partition },
    schemaReference(member(dataset?.content.schemaRef, "id"), undefined),
  );
  let event: JsonObject = {};
  for (const { source, destination } of set.mappings) {
    const names = source.kind === "path" ? memberNames(source.path) : undefined;
    const target = parsePath(destination);
    const field = typeof target === "string" || fields === undefined ? undefined : fieldAt(fields, target);
    event = names === undefined ? event : withValue(event, names, sampleValue(field));
  }
  return event;
}

/** The names along a path; `undefined` for one that goes through an array. */
function memberNames(source: string): readonly string[] | undefined {
  const path = parsePath(source);
  if (typeof path === "string" || path.some((step) => step.kind !== "member")) {
    return undefined;
  }
  return path.flatMap((step) => (step.kind === "member" ? [step.name] : []));
}

function withValue(object: JsonObject, [name, ...rest]: readonly string[], value: Json): JsonObject {
  if (name === undefined) {
    return object;
  }
  const inner = member(object, name);
  const nested = isJsonObject(inner) ? inner : {};
  return { ...object, [name]: rest.length === 0 ? value : withValue(nested, rest, value) };
}

function sampleValue(field: JsonObject | undefined): Json {
  switch (field?.type) {
    case "integer":
    case "number":
      return 1;
    case "boolean":
      return true;
    case "object":
      return {};
    case "array":
      return [];
    default:
      return field?.format === "date-time" ? "2026-01-31T12:00:00Z" : "example";
  }
}
