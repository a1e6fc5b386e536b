import { createMapper } from "../dataprep/mapper";
import { missingField, targetFields } from "../dataprep/target";
import type { Exchange } from "../gateway/service";
import { isJsonObject, type Json, type JsonObject, member, memberAt, text } from "../json";
import { schemaReference } from "../schema-reference";
import { type DatasetRecord, datasetKey } from "../services/catalog/dataset";
import { mappingSet } from "../services/data-prep/mapping-set";
import { pinnedMapping, targetDatasetId } from "../services/flow-service/flow-mapping";
import type { FlowServiceRecord } from "../services/flow-service/record";
import { compose } from "../services/schema-registry/compose";
import { resourceWithId } from "../services/schema-registry/lookup";
import type { Partition } from "../store/store";
import { addRow } from "./rows";
import type { RunError } from "./run";
import { countInRun, type RunningFlow } from "./runs";
import { createValidator, type Violation } from "./violations";

/** What became of a message: a row, or the reason why there is none. */
export type RowOutcome =
  | { readonly datasetId: string; readonly row: JsonObject }
  | {
      readonly error: RunError;
      /** Where it breaks the schema of its dataset, as far as that is the reason. */
      readonly violations: readonly Violation[];
    };

/** A record that could not be mapped, as runs show it. */
function unmapped(message: string): RowOutcome {
  return { error: { code: "MAPPER-3700-400", message }, violations: [] };
}

/** Runs messages through a flow: rows into its dataset, counts into its run. */
export function ingest(
  exchange: Exchange,
  partition: Partition,
  flow: FlowServiceRecord,
  messages: readonly { readonly content: Json; readonly bytes: number }[],
): void {
  const toRow = rowMaker(exchange, partition, flow);
  const errors: RunError[] = [];
  let inputBytes = 0;
  let outputBytes = 0;
  let written = 0;
  for (const { content, bytes } of messages) {
    inputBytes += bytes;
    const outcome = toRow(content);
    if ("error" in outcome) {
      errors.push(withRecord(flow, outcome.error, content));
    } else {
      addRow(partition, outcome.datasetId, outcome.row);
      outputBytes += JSON.stringify(outcome.row).length;
      written += 1;
    }
  }
  const received = messages.length;
  countInRun(exchange, partition, runningFlow(flow), { inputBytes, outputBytes, received, written, errors });
}

/** Flows with error diagnostics keep what failed (guide "Retrieve data ingestion error diagnostics"). */
export function withRecord(flow: FlowServiceRecord, error: RunError, record: Json): RunError {
  return memberAt(flow.content, "options", "errorDiagnosticsEnabled") === true ? { ...error, record } : error;
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
): (message: Json) => RowOutcome {
  const datasetId = targetDatasetId({ partition }, flow.content);
  const dataset = datasetId === undefined ? undefined : partition.of(datasetKey).get(datasetId);
  if (datasetId === undefined || dataset === undefined) {
    return () => unmapped(`The dataset ${datasetId ?? "of the flow"} does not exist.`);
  }
  const pinned = pinnedMapping(flow.content);
  if (pinned === undefined) {
    const validate = rowValidator(exchange, partition, dataset);
    return (message) => entityOf(message, datasetId, validate);
  }
  const newest = mappingSet({ partition }, pinned.mappingId);
  const isNewest = newest?.version === pinned.version || exchange.assume("mappingOfRunningFlow") === "newest";
  const set = isNewest ? newest : mappingSet({ partition }, pinned.mappingId, pinned.version);
  if (set === undefined) {
    return () => unmapped(`The mapping set ${pinned.mappingId} has no version ${pinned.version}.`);
  }
  const schema = schemaReference(member(dataset.content.schemaRef, "id"), undefined);
  const fields = targetFields({ partition }, schema);
  const required = requiredFields(exchange, partition, schema?.id);
  const mapMessage = createMapper(set.mappings, fields, exchange);
  return (message) => {
    const { row, warnings } = mapMessage(message);
    const missing = required.find((name) => (row[name] ?? null) === null) ?? missingField(row, fields ?? {});
    if (missing === undefined) {
      return { datasetId, row };
    }
    const reasons = warnings.map((warning) => warning.message).join(" ");
    return unmapped(`The required field ${missing} is empty. ${reasons}`.trim());
  };
}

/** Without a mapping a message is an XDM entity, in its envelope or as a row of a file, and must be as its schema says. */
function entityOf(
  message: Json,
  datasetId: string,
  validate: (record: Json) => readonly Violation[],
): RowOutcome {
  const isEnveloped = member(message, "header") !== undefined && member(message, "body") !== undefined;
  const row = isEnveloped ? memberAt(message, "body", "xdmEntity") : message;
  if (!isJsonObject(row)) {
    return unmapped("Payload body is missing xdmEntity");
  }
  const violations = validate(row);
  const [first] = violations;
  return first === undefined
    ? { datasetId, row }
    : {
        error: { code: codeOf(first), message: `${first.pointerToViolation}: ${first.message}` },
        violations,
      };
}

/** Says what a row breaks of the schema of its dataset; nothing where that does not exist. */
export function rowValidator(
  exchange: Exchange,
  partition: Partition,
  dataset: DatasetRecord,
): (row: Json) => readonly Violation[] {
  const schema = schemaReference(member(dataset.content.schemaRef, "id"), undefined);
  const fields = targetFields({ partition }, schema);
  if (fields === undefined) {
    return () => [];
  }
  exchange.assume("violationTexts");
  return createValidator(fields, requiredFields(exchange, partition, schema?.id));
}

/** The ingestion service's codes, as users of the platform report them. */
const violationCodes: Readonly<Record<string, string>> = {
  required: "DCVS-1111-400",
  enum: "DCVS-1106-400",
  format: "DCVS-1105-400",
};

function codeOf({ keyword }: Violation): string {
  return violationCodes[keyword] ?? "DCVS-1104-400";
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
