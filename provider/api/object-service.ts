import type { Client } from "./client";
import type { Json, JsonObject } from "./values";

/** The API of one kind of object: HTTP hidden behind what it means. */
export interface ObjectService<Live extends object> {
  create(client: Client, body: JsonObject): Promise<Created<Live>>;
  /** `undefined` only when AEP definitely says that the object does not exist. */
  get(client: Client, id: string): Promise<Live | undefined>;
  /** Writes carry the recorded etag, so that nothing needs to be read first. */
  readonly conditional: boolean;
  write(client: Client, id: string, change: Change<Live>): Promise<Written<Live>>;
  /** "retained" where AEP does not let anyone delete such an object, "absent" where it does not show it. */
  delete(client: Client, id: string): Promise<"deleted" | "retained" | "absent">;
  /** What keeps the object from being deleted, by name and id, as far as the API tells. */
  holders?(client: Client, id: string): Promise<readonly string[]>;
  /**
   * All objects with the natural key of this body: its name or title, and its spec where names are told apart by it.
   * Absent where objects have no name to be found by.
   */
  findNamed?(client: Client, body: JsonObject): Promise<readonly Twin<Live>[]>;
  /** Objects that a create with this body, which AEP got between `since` and `until` (server's clock, ms), may have made. */
  findCreated(
    client: Client,
    body: JsonObject,
    since: number,
    until?: number,
  ): Promise<readonly Twin<Live>[]>;
  /** Who changed the object last, and when (ms since 1970). */
  lastChange(live: Live): { readonly by?: string; readonly at?: number };
}

export interface Created<Live> {
  readonly id: string;
  readonly seen: Partial<Live>;
}

export interface Twin<Live> {
  readonly id: string;
  readonly live: Live;
}

/** Whether an object was made in this time. One that does not say when is not. */
export function within(madeAt = 0, since: number, until = Number.POSITIVE_INFINITY): boolean {
  return madeAt >= since && madeAt <= until;
}

export interface Change<Live> {
  /** For messages: the object's name. */
  readonly name: string;
  readonly operations: readonly PatchOperation[];
  /** The whole body after the change, for services without PATCH. */
  readonly body: () => JsonObject;
  /** Declared before and not any more: properties that a whole write must leave out. */
  readonly removed: readonly string[];
  /** The etag that the object must still have, for conditional services. */
  readonly etag: string | undefined;
  /** The object just before the write, where it was read. */
  readonly before: Live | undefined;
}

export interface Written<Live> {
  readonly seen: Partial<Live>;
  /** What somebody else wrote between our reading and our writing, where the answer reveals it. */
  readonly overtaken?: Live;
}

/** RFC 6902, the three operations that every service documents. */
export interface PatchOperation {
  readonly op: "add" | "replace" | "remove";
  readonly path: string;
  readonly value?: Json;
}
