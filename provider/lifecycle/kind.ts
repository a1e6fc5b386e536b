import type { ZodType } from "zod";
import type { Client } from "../api/client";
import type { ObjectService, PatchOperation } from "../api/object-service";
import type { Json, JsonObject } from "../api/values";

/**
 * One kind of object, as facts and a few pure functions. The laws (create, read, update, delete, check, diff) are
 * written once, over this shape; a new kind is one file in `resources/` that fills it in.
 *
 * @typeParam Args what a program declares, with every Pulumi input resolved
 * @typeParam Live what the API answers about the object
 */
export interface Kind<Args extends object = JsonObject, Live extends object = object> {
  /** The last part of the type token, for ever: `pulumi-nodejs:dynamic/aep:<name>`. */
  readonly name: string;
  /** Adobe's word for it, for people: "source connection". */
  readonly label: string;
  /** What `check` accepts. */
  readonly inputs: ZodType<Args>;
  /** One line per property: how it is compared, what a change does, where it lives in the API. */
  readonly fields: { readonly [Name in keyof Required<Args>]: Field };
  /** Values that no message may show: AEP's refusals may repeat what it was sent. */
  readonly secrets?: (args: { readonly [Name in keyof Args]?: Json }) => readonly string[];
  /** Refuses combinations of properties. `known` lacks the ones that are, or contain, unknown values; `declared` has them. */
  readonly rules?: (known: Partial<Args>, declared: ReadonlySet<string>) => readonly Failure[];
  /** Refuses changes outright, in the preview. */
  readonly forbid?: (change: RecordedChange<Args>) => readonly Failure[];
  /** Only where names must be unique; the default order is create, then delete. */
  readonly deleteBeforeReplace?: (recorded: Args, desired: JsonObject) => boolean;
  /** Said in the preview of what cannot be taken back. `recorded` is empty when the object is new. */
  readonly caution?: (recorded: Partial<Args>, desired: JsonObject) => string | undefined;
  /** Said after an update: what is to be done outside, for example a pause of what sends records. */
  readonly advice?: (recorded: Args, desired: Args) => string | undefined;
  /** Said in the preview when the object is going to be replaced. */
  readonly replacementWarning?: (recorded: JsonObject, desired: JsonObject) => string;
  /** Tenant paths occur in this kind's properties, so the tenant id is looked up before writing and reading. */
  readonly usesTenant?: true;
  readonly service: ObjectService<Live>;
  /**
   * The body of the request that creates the object, or that replaces it whole where the API has no PATCH. `now` is the
   * server's clock, in milliseconds.
   */
  readonly toBody: (args: Args, tenantId: string, now: number) => JsonObject;
  /** Everything that a program could have declared, read off the live object. Tenant paths as the API writes them. */
  readonly fromLive: (live: Live, tenantId: string) => { readonly [Name in keyof Args]?: Json };
  /** Computed values, read off an answer that may show a part of the object only. */
  readonly outputs: (seen: Partial<Live>, id: string) => JsonObject;
  /** Adds what the API keeps apart from the object to what it answers; `wanted` says which properties matter. */
  readonly complement?: (
    client: Client,
    id: string,
    live: Live,
    wanted: ReadonlySet<string>,
  ) => Promise<Live>;
  /** Why the object must not be deleted, by what is recorded of it; `undefined`: it may. The engine's `protect` comes before. */
  readonly keep?: (client: Client, id: string, args: Args) => Promise<string | undefined>;
  /**
   * Takes away what was made along with the object, just before it is deleted. "retained": AEP keeps the object, so it was
   * left whole. It may wait so many seconds for what keeps the object from being deleted.
   */
  readonly dismantle?: (client: Client, id: string, args: Args, seconds: number) => Promise<Dismantled>;
  /** Asked once the object is made or updated; a failure leaves it recorded. */
  readonly verify?: (client: Client, id: string, args: Args) => Promise<void>;
  /** Names of the computed values that AEP still owes, for example `["inletUrl"]`. */
  readonly pending?: (args: Args, outputs: JsonObject) => readonly string[];
}

export type Dismantled = "dismantled" | "retained" | TakenAway;

/** What was taken away of an object, for the case that AEP then refuses to delete it. */
export interface TakenAway {
  /** For messages: "identities". */
  readonly parts: string;
  /** Unless the object itself is gone. Answers what could not be put back, and why. */
  readonly putBack: () => Promise<readonly string[] | "gone">;
}

/** A change of an object that a stack records. Desired values may be or contain unknowns. */
export interface RecordedChange<Args> {
  readonly recorded: Args;
  readonly desired: JsonObject;
  /** Properties whose change would replace the object. */
  readonly replaced: readonly string[];
  /** The local clock, in milliseconds. */
  readonly now: number;
}

/** A kind as the laws see it: its arguments were checked against `inputs` before they get here. */
export type AnyKind = Kind<JsonObject, object>;

/** Declares a kind. The one place where its types are forgotten: `check` has validated what reaches its functions. */
export function kind<Args extends object, Live extends object>(facts: Kind<Args, Live>): AnyKind {
  return facts as unknown as AnyKind;
}

/** What is true of one property. Every function is pure and is never given an unknown value, unless it says so. */
export interface Field {
  /** Refuses what the shape of the value alone does not show. */
  readonly rule?: (value: Json) => readonly Failure[];
  /** The one form in which two spellings of the same value are equal. Default: the value itself. */
  readonly canonical?: (value: Json) => Json;
  /**
   * Splits the canonical value into merge units, by natural key, so that two people may change two parts of it.
   * Default: the property is one unit.
   */
  readonly units?: (canonical: Json) => Readonly<Record<string, Json>>;
  /** The inverse of `units`, for services that are written whole. Default: the single unit. */
  readonly join?: (units: readonly Json[]) => Json;
  /**
   * Units (with a function: those that it names) that only exist in AEP are left alone and are no drift. Default: a list
   * or tree is owned whole.
   */
  readonly additive?: true | ((unit: string) => boolean);
  /** What AEP uses when the property is not declared. */
  readonly defaultValue?: Json;
  /** A change makes a new object. A function decides by the values, which may be or contain unknowns. */
  readonly replaces?: true | ((recorded: Json | undefined, desired: Json | undefined) => boolean);
  /** AEP does not answer it, or not as it was sent: what was declared last counts as what is there. */
  readonly writeOnly?: true;
  /** Its values may be secrets: messages name the property, and never show what it holds. */
  readonly confidential?: true;
  /** AEP does not answer it at all times: while it does not, what was declared last counts as what is there. */
  readonly mayBeUnseen?: true;
  /** Concerns the provider only: recorded by an update that sends nothing. */
  readonly providerOnly?: true;
  /** How a change of its units is written. Absent where an update sends the whole object. */
  readonly operations?: (change: FieldChange) => readonly PatchOperation[];
  /** Writing it takes a look at the object first, even where the recorded etag proves that nobody touched it. */
  readonly looksFirst?: (recorded: JsonObject) => boolean;
  /**
   * AEP takes it in requests of its own, once the object exists. Such properties are written last, in the order of
   * `fields`; as long as they are not they are recorded as pending.
   */
  readonly apart?: Apart;
  /** Puts a live value into the words of the recorded one. Default: the live value. */
  readonly restore?: (recorded: Json, live: Json) => Json;
}

/** The units of one property that are to be written. */
export interface FieldChange {
  readonly names: readonly string[];
  /** Wanted units; a name that is missing here is to be removed. */
  readonly desired: Readonly<Record<string, Json>>;
  /** Units as AEP has them now, as far as known. */
  readonly current: Readonly<Record<string, Json>>;
  /** The whole property in the program's own words; units are in the form that compares. */
  readonly declared?: Json | undefined;
  /** The object as AEP answered it just before, where it was looked at. */
  readonly live: object | undefined;
  readonly tenantId: string;
}

/** How a property is written that is part of neither the POST nor the PATCH of its object. */
export interface Apart {
  /** What a new object has of it by itself. */
  readonly initially?: Json;
  /** Writes the units named by the change, in the API's words; answers what AEP showed of the object. */
  readonly write: (change: FieldChange, target: ApartTarget) => Promise<object>;
}

export interface ApartTarget {
  readonly client: Client;
  readonly id: string;
  /** For messages: the object's name. */
  readonly name: string;
  /** The etag that the object must still have, where there is one. */
  readonly etag: string | undefined;
}

export interface Failure {
  /** Property path, for example `mappings[2].destination`. */
  readonly property: string;
  readonly reason: string;
}

/** A property that is one value at one place of the API's object. */
export function at(
  path: string,
  removal: { readonly whenRemoved?: Json } = {},
): NonNullable<Field["operations"]> {
  return ({ desired, current }) => {
    const value = desired[""] ?? removal.whenRemoved;
    if (value === undefined) return "" in current ? [{ op: "remove", path }] : [];
    return [{ op: "" in current ? "replace" : "add", path, value }];
  };
}
