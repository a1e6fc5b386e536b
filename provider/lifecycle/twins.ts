import { createHash } from "node:crypto";
import type { Twin } from "../api/object-service";
import type { Json, JsonObject } from "../api/values";
import { withoutApart } from "./apart";
import { type Context, describe } from "./context";
import { AmbiguousCreateError } from "./errors";
import type { AnyKind } from "./kind";
import { liveArgs } from "./live-args";
import { merge } from "./merge";
import { inProgramWords } from "./tenant";
import { managedUnits, type Units } from "./units";

/** The object that a resource wants made. */
export interface Wanted {
  readonly kind: AnyKind;
  readonly args: JsonObject;
  /** What is posted. */
  readonly body: JsonObject;
  readonly tenantId: string;
  /** The resource's key; absent for what was declared without one. */
  readonly owner: string | undefined;
}

/** How long a new object may be missing from AEP's lists. */
export const LIST_LAG_MILLISECONDS = 5_000;
/** How far this computer's clock may be behind AEP's, where AEP has not told its time, and how late a request may arrive. */
export const CLOCK_SLACK_MILLISECONDS = 5_000;
/** How far the clocks of AEP's hosts may be apart. */
const HOST_SLACK_MILLISECONDS = 1_000;

/**
 * How long before its request an object may seem to have been made. The time that AEP tells is never ahead of the true
 * one: a Date header leaves out the fraction of its second, and is older still when it is read.
 */
export function slackBefore(isExact: boolean): number {
  return isExact ? HOST_SLACK_MILLISECONDS : CLOCK_SLACK_MILLISECONDS;
}

/** Whether AEP has it as the request that creates it says. */
export function isAsDeclared({ kind, args, tenantId }: Wanted, live: object): boolean {
  const normal = (value: JsonObject) => inProgramWords(kind, value, tenantId);
  const posted = withoutApart(kind, args);
  const ours = managedUnits(kind, normal(posted), posted);
  const theirs = managedUnits(kind, normal(liveArgs(kind, live, tenantId, posted)), posted);
  return merge(ours, theirs, ours).elsewhere.length === 0;
}

/** What AEP does not always answer, or not at once, and what concerns the provider alone, tells nothing about an object. */
function comparable(kind: AnyKind, declared: readonly string[]): string[] {
  return declared.filter((name) => {
    const field = kind.fields[name];
    return (
      field !== undefined && !field.writeOnly && !field.mayBeUnseen && !field.apart && !field.providerOnly
    );
  });
}

/** Stands for the declared values, so that an object can be recognised after the program has changed. */
export function declaration({ kind, args, tenantId }: Wanted): {
  readonly declared: readonly string[];
  readonly digest: string;
} {
  const declared = comparable(kind, Object.keys(args));
  return { declared, digest: digestOf(kind, inProgramWords(kind, args, tenantId), declared) };
}

/** Whether AEP has it as an earlier run declared it. */
export function hasDigest(
  { kind, tenantId }: Pick<Wanted, "kind" | "tenantId">,
  live: object,
  { declared, digest }: { readonly declared: readonly string[]; readonly digest: string },
): boolean {
  const args = inProgramWords(kind, kind.fromLive(live, tenantId) as JsonObject, tenantId);
  return digestOf(kind, args, comparable(kind, declared)) === digest;
}

function digestOf(kind: AnyKind, args: JsonObject, declared: readonly string[]): string {
  const present = Object.fromEntries(declared.map((name) => [name, args[name] ?? null]));
  const units: Units = managedUnits(kind, args, present);
  const sorted = [...units]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([path, value]) => [path, sortedKeys(value)]);
  return createHash("sha256").update(JSON.stringify(sorted)).digest("hex").slice(0, 32);
}

function sortedKeys(value: Json): Json {
  if (Array.isArray(value)) return value.map(sortedKeys);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1));
  return Object.fromEntries(entries.map(([key, member]) => [key, sortedKeys(member as Json)]));
}

/** When an object was made, and how long to look for it. Milliseconds; times by AEP's clock. */
export interface Search {
  readonly body: JsonObject;
  readonly since: number;
  readonly until?: number;
  readonly withinMilliseconds: number;
  readonly isIt: (live: object) => boolean;
}

/** The one object that a request without an answer made; never one that another resource is known to hold. */
export async function findTwin(
  { kind, args, owner }: Wanted,
  { client, claimed, journal }: Context,
  { body, since, until, withinMilliseconds, isIt }: Search,
): Promise<Twin<object> | undefined> {
  return client.waitFor(async () => {
    const found = (await kind.service.findCreated(client, body, since, until)).filter(
      ({ id, live }) => !claimed.has(id) && isIt(live),
    );
    const others = found.length === 0 || owner === undefined ? undefined : await journal.madeByOthers(owner);
    const twins = found.filter(({ id }) => !others?.has(id));
    if (twins.length > 1) {
      throw new AmbiguousCreateError(
        `Creating the ${describe(kind, args)} got no clear answer, and several objects could be the one it made: ` +
          `${twins.map(({ id }) => id).join(", ")}. Delete the ones you do not need in AEP, then run pulumi up again.`,
      );
    }
    return twins[0];
  }, withinMilliseconds);
}
