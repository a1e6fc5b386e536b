import type { Exchange, SandboxCall } from "../gateway/service";
import { collectionKey, type Partition, type Store } from "../store/store";

/** Where the messages of an inlet belong. */
export interface Inlet {
  readonly organization: string;
  readonly sandbox: string;
  /** The flow whose inlet it is, or the HTTP API connection that several flows may read from. */
  readonly owner: { readonly kind: "flow" | "connection"; readonly id: string };
}

const inletKey = collectionKey<Inlet>("inlets");

/** Messages name neither organization nor sandbox: one directory of inlets for all. */
function directory(store: Store) {
  return store.partition("", "").of(inletKey);
}

/** The address that senders post to. */
export function inletUrl(exchange: Exchange, inletId: string): string {
  return `${exchange.address}/collection/${inletId}`;
}

export function findInlet(exchange: Exchange, inletId: string): Inlet | undefined {
  return directory(exchange.store).get(inletId);
}

interface InletOwner {
  readonly id: string;
  readonly inletId?: string;
}

export function rememberInlet(call: SandboxCall, owner: InletOwner, kind: Inlet["owner"]["kind"]): void {
  if (owner.inletId !== undefined && !directory(call.store).has(owner.inletId)) {
    const { organization, sandbox } = call.partition;
    directory(call.store).put(owner.inletId, { organization, sandbox, owner: { kind, id: owner.id } });
  }
}

export function forgetInlet(call: SandboxCall, owner: InletOwner): void {
  if (owner.inletId !== undefined) {
    directory(call.store).delete(owner.inletId);
  }
}

export function partitionOf(exchange: Exchange, inlet: Inlet): Partition {
  return exchange.store.partition(inlet.organization, inlet.sandbox);
}
