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
  /** Only for services without etags that are written whole and keep every version. */
  readonly versions?: Versions<Live>;
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

/** Each write makes the version with the next number, whoever it is by, under the same id. */
export interface Versions<Live> {
  numberOf(live: Partial<Live>): number | undefined;
  /** `undefined` only when AEP definitely says that it does not have this version. */
  get(client: Client, id: string, version: number): Promise<Live | undefined>;
  /** For messages: how somebody gets to see a version. */
  address(id: string, version: number): string;
  /** What a program need not declare and a write must repeat, by its path; what it declares is among it, too. */
  repeated(live: Live): ReadonlyMap<string, Json>;
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
  /** For services with versions: what nobody here declares and the write must say, by its path. */
  readonly repeated?: ReadonlyMap<string, Json>;
}

export interface Written<Live> {
  readonly seen: Partial<Live>;
}

/** RFC 6902, the three operations that every service documents. */
export interface PatchOperation {
  readonly op: "add" | "replace" | "remove";
  readonly path: string;
  readonly value?: Json;
}
