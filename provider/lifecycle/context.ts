import type { Client } from "../api/client";
import type { JsonObject } from "../api/values";
import type { Journal } from "../journal/journal";
import type { TakenOver } from "../journal/taken-over";
import type { AnyKind } from "./kind";
import type { Recorded } from "./recorded";
import type { Turns } from "./turns";

/** What the laws need of the outside world. */
export interface Context {
  readonly client: Client;
  /** Shown by the engine. */
  readonly inform: (message: string) => void;
  /** Shown by the engine as a warning. */
  readonly warn: (message: string) => void;
  /** Ids that a resource of this process holds: no other one may take them for its own. */
  readonly claimed: Set<string>;
  /** What this run took over for a resource: what the engine deletes of these is an older record of the same object. */
  readonly takenOver: TakenOver;
  /** What is about to be made, for the run after this one. */
  readonly journal: Journal;
  /** Equal objects are made one after the other: a lost answer could not be told from a sibling's object otherwise. */
  readonly turns: Turns;
}

/**
 * Called the moment an object exists, and whenever more is known of it: whatever fails later, this much is recorded.
 */
export type OnMade = (id: string, recorded: Recorded) => void;

/** `flow "Customer.io"`, for messages. */
export function describe(kind: AnyKind, args: JsonObject, id?: string): string {
  const name = args.name ?? args.title;
  if (typeof name === "string") return `${kind.label} "${name}"`;
  return id === undefined ? kind.label : `${kind.label} ${id}`;
}

/** "by acme@AdobeID at 2026-11-22 10:42:07 UTC", as far as AEP tells. */
export function describeLastChange(change: { readonly by?: string; readonly at?: number }): string {
  const by = change.by === undefined ? "by somebody" : `by ${change.by}`;
  if (change.at === undefined) return by;
  return `${by} at ${new Date(change.at).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}
