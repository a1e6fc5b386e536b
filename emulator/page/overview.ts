import { rowsOf } from "../events/rows";
import { type RunRecord, type RunStatus, runKey, runsByFlow, statusOf } from "../events/run";
import { elements, type JsonObject, member, memberAt, text } from "../json";
import { datasetKey } from "../services/catalog/dataset";
import { mappingSet, type StoredMapping } from "../services/data-prep/mapping-set";
import { connectionSpec } from "../services/flow-service/connection-specs";
import { pinnedMapping } from "../services/flow-service/flow-mapping";
import { flowSpec } from "../services/flow-service/flow-specs";
import {
  connectionKey,
  flowKey,
  sourceConnectionKey,
  targetConnectionKey,
} from "../services/flow-service/keys";
import { type FlowServiceRecord, shownState } from "../services/flow-service/record";
import { resourceWithId } from "../services/schema-registry/lookup";
import { collectionKey, type Partition, type Store } from "../store/store";
import { sampleEvent } from "./sample-event";

/** What a person wants to see of one sandbox. */
export interface SandboxOverview {
  readonly organization: string;
  readonly sandbox: string;
  readonly counts: readonly { readonly noun: string; readonly count: number }[];
  /** The newest, at most {@link shownFlows}. */
  readonly flows: readonly FlowOverview[];
  readonly flowCount: number;
}

/** A flow from its source to its dataset, with what went through it. */
export interface FlowOverview {
  readonly id: string;
  readonly name: string;
  readonly state: string;
  readonly specName: string;
  readonly source: NamedObject | undefined;
  readonly mapping:
    | {
        readonly id: string;
        readonly version: number;
        readonly mappings: readonly StoredMapping[] | undefined;
      }
    | undefined;
  readonly dataset: (NamedObject & { readonly schema: string | undefined }) | undefined;
  /** Where something can be put in by hand: an event at the inlet, or a row at the source of a flow without one. */
  readonly entry: { readonly takes: "event" | "row"; readonly path: string } | undefined;
  /** Something to try it with. */
  readonly sample: JsonObject;
  readonly totals: { readonly received: number; readonly written: number; readonly failed: number };
  readonly rowCount: number;
  /** The newest first. */
  readonly rows: readonly { readonly number: number; readonly row: JsonObject }[];
  readonly runCount: number;
  /** The newest first. */
  readonly runs: readonly RunOverview[];
}

export interface RunOverview extends RunRecord {
  readonly status: RunStatus;
}

interface NamedObject {
  readonly id: string;
  readonly name: string;
  /** What it is an instance of. */
  readonly kind: string;
}

const shownFlows = 50;
const shownRows = 10;
const shownRuns = 10;

/** The collections that are counted, in the order of a pipeline. */
const counted = [
  ["fieldGroups", "field group"],
  ["schemas", "schema"],
  ["dataSets", "dataset"],
  ["connections", "account"],
  ["sourceConnections", "source connection"],
  ["targetConnections", "target connection"],
  ["mappingSets", "mapping set"],
  ["flows", "flow"],
] as const;

/** Every sandbox that holds something. */
export function sandboxOverviews(store: Store, now: number): readonly SandboxOverview[] {
  const partitions = new Map<string, Partition>();
  for (const { organization, sandbox } of store.contents()) {
    // What belongs to no sandbox has an address without names.
    if (sandbox !== "") {
      partitions.set(JSON.stringify([organization, sandbox]), store.partition(organization, sandbox));
    }
  }
  return [...partitions.values()].map((partition) => {
    const flows = partition.of(flowKey);
    return {
      organization: partition.organization,
      sandbox: partition.sandbox,
      counts: counted
        .map(([name, noun]) => ({ noun, count: partition.of(collectionKey(name)).size }))
        .filter(({ count }) => count > 0),
      flows: flows
        .slice(Math.max(0, flows.size - shownFlows), shownFlows)
        .map((flow) => flowOverview(partition, flow, now))
        .reverse(),
      flowCount: flows.size,
    };
  });
}

function flowOverview(partition: Partition, flow: FlowServiceRecord, now: number): FlowOverview {
  const { content } = flow;
  const specId = text(memberAt(content, "flowSpec", "id")) ?? "";
  const source = partition.of(sourceConnectionKey).get(String(elements(content.sourceConnectionIds)[0]));
  const dataset = datasetOf(partition, flow);
  const rows = dataset === undefined ? undefined : partition.of(rowsOf(dataset.id));
  const firstShown = Math.max(0, (rows?.size ?? 0) - shownRows);
  const runs = [...partition.of(runKey).where(runsByFlow, flow.id)];
  const entry = entryOf(partition, flow, source);
  return {
    id: flow.id,
    name: text(content.name) ?? flow.id,
    state: shownState(flow, now),
    specName: flowSpec(specId)?.name ?? specId,
    source: source && {
      id: source.id,
      name: text(source.content.name) ?? source.id,
      kind: connectionSpec(text(memberAt(source.content, "connectionSpec", "id")) ?? "")?.name ?? "",
    },
    mapping: mappingOf(partition, flow),
    dataset,
    entry,
    sample: sampleEvent(partition, flow, entry?.takes ?? "event"),
    totals: {
      received: sum(runs, (run) => run.received),
      written: sum(runs, (run) => run.written),
      failed: sum(runs, (run) => run.failed),
    },
    rowCount: rows?.size ?? 0,
    rows: (rows?.slice(firstShown, shownRows) ?? [])
      .map((row, index) => ({ number: firstShown + index + 1, row }))
      .reverse(),
    runCount: runs.length,
    runs: runs
      .slice(-shownRuns)
      .map((run) => ({ ...run, status: statusOf(run, now) }))
      .reverse(),
  };
}

function entryOf(
  partition: Partition,
  flow: FlowServiceRecord,
  source: FlowServiceRecord | undefined,
): FlowOverview["entry"] {
  const account = partition.of(connectionKey).get(text(source?.content.baseConnectionId) ?? "");
  const inletId = flow.inletId ?? account?.inletId;
  if (inletId !== undefined) {
    return { takes: "event", path: `/collection/${inletId}` };
  }
  return source && { takes: "row", path: `/_emulator/sources/${source.id}/rows` };
}

function mappingOf(partition: Partition, flow: FlowServiceRecord): FlowOverview["mapping"] {
  const pinned = pinnedMapping(flow.content);
  return (
    pinned && {
      id: pinned.mappingId,
      version: pinned.version,
      mappings: mappingSet({ partition }, pinned.mappingId, pinned.version)?.mappings,
    }
  );
}

/** The dataset by the target connection; also one that is gone, as the target still names it. */
function datasetOf(partition: Partition, { content }: FlowServiceRecord): FlowOverview["dataset"] {
  const target = partition.of(targetConnectionKey).get(String(elements(content.targetConnectionIds)[0]));
  const id = text(memberAt(target?.content, "params", "dataSetId"));
  if (id === undefined) {
    return undefined;
  }
  const dataset = partition.of(datasetKey).get(id);
  const schemaId = text(member(dataset?.content.schemaRef, "id"));
  const schema = schemaId === undefined ? undefined : resourceWithId({ partition }, schemaId);
  return {
    id,
    name: dataset === undefined ? "deleted dataset" : (text(dataset.content.name) ?? id),
    kind: "Dataset",
    schema: text(schema?.content.title) ?? schemaId,
  };
}

function sum<Item>(items: readonly Item[], of: (item: Item) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}
