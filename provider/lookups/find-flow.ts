import type { Client } from "../api/client";
import { type FlowItem, flowItem, flows } from "../api/flow-service";
import { listFlowService, nameFilter } from "../api/flow-service-list";
import { isObject, toJson } from "../api/values";
import { canonicalFlowSpec, type FlowSpecReference } from "../resources/references";
import type { FlowKey } from "./keys";
import { createdAt, exactlyOne, existing, LookupError } from "./one";

export async function findFlow(client: Client, key: FlowKey): Promise<FlowItem> {
  if ("id" in key) {
    const wanted = { label: "flow", key: `with the id ${key.id}` };
    return existing(client, wanted, await flows.get(client, key.id));
  }
  const named = await listFlows(client, key.name);
  const spec = specId(key.flowSpec);
  const found = named.filter(({ flowSpec }) => spec === undefined || flowSpec?.id === spec);
  const ofSpec = spec === undefined ? "" : ` of the flow spec ${spec}`;
  return exactlyOne(client, { label: "flow", key: `named "${key.name}"${ofSpec}` }, found, (flow) => {
    const { id, state = "unknown", flowSpec, createdAt: created } = flow;
    return `${id}  ${state}, flow spec ${flowSpec?.id ?? "unknown"}${createdAt(created)}`;
  });
}

/** The flows of a sandbox; with a name only those that have it. */
export async function listFlows(client: Client, name?: string): Promise<FlowItem[]> {
  const found = await listFlowService(client, {
    attempt: name === undefined ? "list the flows" : `look for the flow "${name}"`,
    collection: "flows",
    item: flowItem,
    property: name === undefined ? undefined : nameFilter(name),
  });
  return name === undefined ? found : found.filter((flow) => flow.name === name);
}

/** The mapping set that a flow runs, with the version that it pinned. */
export interface PinnedMapping {
  readonly mappingId: string;
  readonly mappingVersion?: number;
}

/** AEP answers versions as numbers or as text. */
export function pinnedMapping(flow: FlowItem): PinnedMapping | undefined {
  const params = flow.transformations?.find(({ name }) => name === "Mapping")?.params;
  if (typeof params?.mappingId !== "string") return undefined;
  const version = Number(params.mappingVersion ?? Number.NaN);
  return {
    mappingId: params.mappingId,
    ...(Number.isInteger(version) && { mappingVersion: version }),
  };
}

/** @throws LookupError when the flow maps nothing. */
export function requiredMapping(flow: FlowItem): PinnedMapping {
  const pinned = pinnedMapping(flow);
  if (pinned === undefined) {
    throw new LookupError(
      `The flow "${flow.name ?? flow.id}" (${flow.id}) has no Mapping among its transformations, so there is no mapping set.`,
    );
  }
  return pinned;
}

function specId(reference: FlowSpecReference | undefined): string | undefined {
  if (reference === undefined) return undefined;
  const canonical = canonicalFlowSpec(toJson(reference));
  return isObject(canonical) && typeof canonical.id === "string" ? canonical.id : undefined;
}
