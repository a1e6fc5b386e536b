import type { Client } from "../api/client";
import {
  type AccountItem,
  accountItem,
  baseConnections,
  type ConnectionItem,
  connectionItem,
  type FlowServiceItem,
  sourceConnections,
  targetConnections,
} from "../api/flow-service";
import { listFlowService, nameFilter } from "../api/flow-service-list";
import { isObject, toJson } from "../api/values";
import { type ConnectionSpecReference, canonicalConnectionSpec } from "../resources/references";
import type { ConnectionKey, ConnectionKind } from "./keys";
import { createdAt, exactlyOne, existing } from "./one";

export type FoundConnection = AccountItem & ConnectionItem;

const KINDS = {
  base: { label: "base connection", collection: "connections", item: accountItem, service: baseConnections },
  source: {
    label: "source connection",
    collection: "sourceConnections",
    item: connectionItem,
    service: sourceConnections,
  },
  target: {
    label: "target connection",
    collection: "targetConnections",
    item: connectionItem,
    service: targetConnections,
  },
} as const;

export async function findConnection(
  client: Client,
  kind: ConnectionKind,
  key: ConnectionKey,
): Promise<FoundConnection> {
  const { label, service } = KINDS[kind];
  if ("id" in key) {
    return existing(client, { label, key: `with the id ${key.id}` }, await service.get(client, key.id));
  }
  const spec = specId(key.connectionSpec);
  const named = await listConnections(client, kind, { name: key.name, ...(spec !== undefined && { spec }) });
  const ofSpec = spec === undefined ? "" : ` of the connection spec ${spec}`;
  return exactlyOne(client, { label, key: `named "${key.name}"${ofSpec}` }, named, describe);
}

/**
 * All connections of a kind, or those of a name and a connection spec. Names of source and target connections cannot be
 * filtered by AEP, so these are listed by their spec, where one is given.
 */
export async function listConnections(
  client: Client,
  kind: ConnectionKind,
  { name, spec }: { readonly name?: string; readonly spec?: string } = {},
): Promise<FoundConnection[]> {
  const { label, collection, item } = KINDS[kind];
  const byName = kind === "base" && name !== undefined ? nameFilter(name) : undefined;
  const bySpec = spec === undefined ? undefined : `connectionSpec.id==${spec}`;
  const found: FoundConnection[] = await listFlowService<FoundConnection>(client, {
    attempt: name === undefined ? `list the ${label}s` : `look for the ${label} "${name}"`,
    collection,
    item,
    property: [byName, bySpec].filter((filter) => filter !== undefined),
  });
  return found.filter(
    (each) =>
      (name === undefined || each.name === name) && (spec === undefined || each.connectionSpec?.id === spec),
  );
}

function describe({
  id,
  state = "unknown",
  createdAt: created,
  connectionSpec,
}: FlowServiceItem & FoundConnection): string {
  return `${id}  ${state}, connection spec ${connectionSpec?.id ?? "unknown"}${createdAt(created)}`;
}

function specId(reference: ConnectionSpecReference | undefined): string | undefined {
  if (reference === undefined) return undefined;
  const canonical = canonicalConnectionSpec(toJson(reference));
  return isObject(canonical) && typeof canonical.id === "string" ? canonical.id : undefined;
}
