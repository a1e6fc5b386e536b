import { createMapper } from "../dataprep/mapper";
import { missingField, targetFields } from "../dataprep/target";
import type { Exchange } from "../gateway/service";
import { isJsonObject, type Json, type JsonObject, member, memberAt, text } from "../json";
import { schemaReference } from "../schema-reference";
import { datasetKey } from "../services/catalog/dataset";
import { mappingSet } from "../services/data-prep/mapping-set";
import { pinnedMapping, targetDatasetId } from "../services/flow-service/flow-mapping";
import type { FlowServiceRecord } from "../services/flow-service/record";
import { compose } from "../services/schema-registry/compose";
import { resourceWithId } from "../services/schema-registry/lookup";
import type { Partition } from "../store/store";
import { addRow } from "./rows";
import type { RunError } from "./run";
import { countInRun, type RunningFlow } from "./runs";

/** The error of a record that could not be mapped, as runs show it. */
const mappingError = "MAPPER-3700-400";

/** Runs messages through a flow: rows into its dataset, counts into its run. */
export function ingest(
  exchange: Exchange,
  partition: Partition,
  flow: FlowServiceRecord,
  messages: readonly { readonly content: Json; readonly bytes: number }[],
): void {
  const toRow = rowMaker(exchange, partition, flow);
  const datasetId = targetDatasetId({ partition }, flow.content);
  const hasDataset = datasetId !== undefined && partition.of(datasetKey).has(datasetId);
  const errors: RunError[] = [];
  let inputBytes = 0;
  let outputBytes = 0;
  let written = 0;
  for (const { content, bytes } of messages) {
    inputBytes += bytes;
    const row = hasDataset ? toRow(content) : `The dataset ${datasetId ?? "of the flow"} does not exist.`;
    if (typeof row === "string" || datasetId === undefined) {
      errors.push({ code: mappingError, message: String(row) });
    } else {
      addRow(partition, datasetId, row);
      outputBytes += JSON.stringify(row).length;
      written += 1;
    }
  }
  const received = messages.length;
  countInRun(exchange, partition, runningFlow(flow), { inputBytes, outputBytes, received, written, errors });
}

/** What a run keeps of its flow. */
export function runningFlow(flow: FlowServiceRecord): RunningFlow {
  const flowSpec = {
    id: text(memberAt(flow.content, "flowSpec", "id")) ?? "",
    version: text(memberAt(flow.content, "flowSpec", "version")) ?? "1.0",
  };
  return { id: flow.id, createdClient: flow.createdClient, flowSpec };
}

/** Makes a row of a message, or says why it cannot. Everything that is the same for all messages is done once. */
export function rowMaker(
  exchange: Exchange,
  partition: Partition,
  flow: FlowServiceRecord,
): (message: Json) => JsonObject | string {
  const pinned = pinnedMapping(flow.content);
  if (pinned === undefined) {
    return (message) => {
      const entity = memberAt(message, "body", "xdmEntity") ?? message;
      return isJsonObject(entity) ? entity : "The message is not an object.";
    };
  }
  const set = mappingSet({ partition }, pinned.mappingId, pinned.version);
  if (set === undefined) {
    return () => `The mapping set ${pinned.mappingId} has no version ${pinned.version}.`;
  }
  const dataset = partition.of(datasetKey).get(targetDatasetId({ partition }, flow.content) ?? "");
  const schema = schemaReference(member(dataset?.content.schemaRef, "id"), undefined);
  const fields = targetFields({ partition }, schema);
  const required = requiredFields(exchange, partition, schema?.id);
  const mapMessage = createMapper(set.mappings, fields, exchange);
  return (message) => {
    const { row, warnings } = mapMessage(message);
    const missing = required.find((name) => (row[name] ?? null) === null) ?? missingField(row, fields ?? {});
    if (missing === undefined) {
      return row;
    }
    const reasons = warnings.map((warning) => warning.message).join(" ");
    return `The required field ${missing} is empty. ${reasons}`.trim();
  };
}

/** Fields without which a row is refused. Those of Adobe's classes count only when the ledger says so. */
function requiredFields(
  exchange: Exchange,
  partition: Partition,
  schemaId: string | undefined,
): readonly string[] {
  const find = (id: string) => resourceWithId({ partition }, id);
  const schema = schemaId === undefined ? undefined : find(schemaId);
  if (schema === undefined) {
    return [];
  }
  const { required } = compose(schema.content, find);
  const custom = required.filter((name) => name.startsWith("_") && name !== "_id");
  return required.length > custom.length && exchange.assume("classRequiredFields") === "enforce"
    ? required
    : custom;
}
