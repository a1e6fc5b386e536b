import { createHash, randomBytes, randomUUID } from "node:crypto";
import type { Exchange, SandboxCall } from "../../gateway/service";
import type { JsonObject } from "../../json";

/** What is still to happen to an object after its creation was answered. */
export interface Awaited {
  readonly inlet: boolean;
  readonly etag: boolean;
}

/** An object of Flow Service as it is stored: what the client declared, and what the service keeps about it. */
export interface FlowServiceRecord {
  readonly id: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  readonly updatedAt: number;
  /** For service tokens the user is the client (flow-service.yaml, createdBy). */
  readonly createdClient: string;
  readonly updatedClient: string;
  readonly state: string;
  /** A state that shows until a moment in epoch milliseconds. */
  readonly transition?: { readonly state: string; readonly until: number };
  /** Its double quotes are part of it. */
  readonly etag: string;
  readonly providerRefId: string;
  /** The declared members, without anything computed. */
  readonly content: JsonObject;
  readonly awaits: Awaited;
  /** 64 hex digits; the address at which messages arrive. */
  readonly inletId?: string;
  readonly lastOperation?: JsonObject;
  /** When a deletion that takes its time is over, epoch milliseconds. */
  readonly goneAt?: number;
}

/** Members that the service computes; a client cannot write them. */
export const computedMembers: ReadonlySet<string> = new Set([
  "id",
  "createdAt",
  "updatedAt",
  "createdBy",
  "updatedBy",
  "createdClient",
  "updatedClient",
  "sandboxId",
  "sandboxName",
  "imsOrgId",
  "version",
  "etag",
  "providerRefId",
  "inheritedAttributes",
  "runs",
  "lastOperation",
  "lastRunDetails",
]);

export function newRecord(
  call: SandboxCall,
  state: string,
  content: JsonObject,
  more: Partial<Pick<FlowServiceRecord, "awaits" | "inletId" | "lastOperation" | "transition">> = {},
): FlowServiceRecord {
  return {
    id: randomUUID(),
    createdAt: call.now,
    updatedAt: call.now,
    createdClient: call.caller.clientId,
    updatedClient: call.caller.clientId,
    state,
    etag: newEtag(call, randomBytes(16).toString("hex"), call.now),
    providerRefId: randomUUID(),
    content,
    awaits: { inlet: false, etag: false },
    ...more,
  };
}

/** The record after a write by the caller. */
export function rewritten(
  call: SandboxCall,
  record: FlowServiceRecord,
  changes: Partial<FlowServiceRecord>,
): FlowServiceRecord {
  return {
    ...record,
    ...changes,
    updatedAt: call.now,
    updatedClient: call.caller.clientId,
    etag: newEtag(call, record.etag, call.now),
  };
}

/** The record after the service moved its etag by itself: the same new etag however often it is computed. */
export function withMovedEtag(exchange: Exchange, record: FlowServiceRecord, at: number): FlowServiceRecord {
  const updatedAt = Math.max(record.updatedAt, at);
  return {
    ...record,
    updatedAt,
    etag: newEtag(exchange, record.etag, updatedAt),
    awaits: { ...record.awaits, etag: false },
  };
}

/** The state that shows now. */
export function shownState(record: FlowServiceRecord, now: number): string {
  return record.transition !== undefined && now < record.transition.until
    ? record.transition.state
    : record.state;
}

/**
 * An etag that no earlier version of the object had, quotes included. The tutorials show the seconds of the write
 * in the last group (63ef57db is 2023-02-17T10:32:59Z), newer ones a UUID.
 */
function newEtag(exchange: Exchange, previous: string, at: number): string {
  const digest = createHash("sha256").update(`${previous} ${at}`).digest("hex");
  if (exchange.assume("etagFormat") === "uuid") {
    return `"${digest.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, "$1-$2-4$3-8$4-$5")}"`;
  }
  const seconds = Math.floor(at / 1000)
    .toString(16)
    .padStart(8, "0");
  return `"${digest.slice(0, 8)}-0000-0200-0000-${seconds}0000"`;
}
