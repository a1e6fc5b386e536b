import { parsePath } from "../dataprep/path";
import { fieldAt, targetFields } from "../dataprep/target";
import { isJsonObject, type Json, type JsonObject, member } from "../json";
import { canonicalId, type SchemaReference, schemaReference } from "../schema-reference";
import { datasetKey } from "../services/catalog/dataset";
import { mappingSet } from "../services/data-prep/mapping-set";
import { pinnedMapping, targetDatasetId } from "../services/flow-service/flow-mapping";
import type { FlowServiceRecord } from "../services/flow-service/record";
import { compose } from "../services/schema-registry/compose";
import { resourceWithId } from "../services/schema-registry/lookup";
import { tenantNamespace } from "../services/schema-registry/resource";
import type { Partition } from "../store/store";
import { sampleObject, sampleValue } from "./sample-value";

/**
 * Something that a flow takes. With a mapping, an event in which every path that the mappings read leads to a value that
 * fits its field; without one, an entity of the dataset's schema: in XDM's envelope for an inlet, bare for a row.
 */
export function sampleEvent(
  partition: Partition,
  flow: FlowServiceRecord,
  takes: "event" | "row",
): JsonObject {
  const pinned = pinnedMapping(flow.content);
  const dataset = partition.of(datasetKey).get(targetDatasetId({ partition }, flow.content) ?? "");
  const schema = schemaReference(
    member(dataset?.content.schemaRef, "id"),
    member(dataset?.content.schemaRef, "contentType"),
  );
  if (pinned === undefined) {
    const entity = sampleEntity(partition, schema);
    return takes === "row" ? entity : enveloped(partition, flow, dataset?.id, schema, entity);
  }
  const set = mappingSet({ partition }, pinned.mappingId, pinned.version);
  const fields = targetFields({ partition }, schema);
  let event: JsonObject = {};
  for (const { source, destination } of set?.mappings ?? []) {
    const names = source.kind === "path" ? memberNames(source.path) : undefined;
    const target = parsePath(destination);
    const field = typeof target === "string" || fields === undefined ? undefined : fieldAt(fields, target);
    event = names === undefined ? event : withValue(event, names, sampleValue(field));
  }
  return event;
}

/** The organization's own fields, and those that the schema requires. */
function sampleEntity(partition: Partition, schema: SchemaReference | undefined): JsonObject {
  const find = (id: string) => resourceWithId({ partition }, id);
  const resource = schema === undefined ? undefined : find(canonicalId(schema.id));
  if (resource === undefined) {
    return {};
  }
  const { properties, required } = compose(resource.content, find);
  const shown = Object.entries(properties).filter(
    ([name]) => name === tenantNamespace || required.includes(name),
  );
  return sampleObject(Object.fromEntries(shown), required);
}

/** streaming-ingestion.yaml, messageHeader and messageBody. */
function enveloped(
  partition: Partition,
  flow: FlowServiceRecord,
  datasetId: string | undefined,
  schema: SchemaReference | undefined,
  xdmEntity: JsonObject,
): JsonObject {
  const schemaRef = {
    id: schema?.id ?? "",
    contentType: schema?.contentType ?? "application/vnd.adobe.xed-full+json;version=1",
  };
  return {
    header: {
      schemaRef,
      imsOrgId: partition.organization,
      datasetId: datasetId ?? "",
      flowId: flow.id,
      source: { name: "The emulator's page" },
    },
    body: { xdmMeta: { schemaRef }, xdmEntity },
  };
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
