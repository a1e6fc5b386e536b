import { createHash } from "node:crypto";
import type { Client } from "../api/client";
import type { Twin } from "../api/object-service";
import { type Json, type JsonObject, sameValue } from "../api/values";
import type { Journal } from "../journal/journal";
import { withoutApart } from "./apart";
import { type Context, describe } from "./context";
import { AmbiguousCreateError } from "./errors";
import type { AnyKind } from "./kind";
import { liveArgs } from "./live-args";
import { merge } from "./merge";
import { inProgramWords } from "./tenant";
import { managedUnits, mayBeForeign, splitUnitPath, type Units } from "./units";

/** The object that a resource wants made. */
export interface Wanted {
  readonly kind: AnyKind;
  readonly args: JsonObject;
  /** What is posted. */
  readonly body: JsonObject;
  readonly tenantId: string;
  /** The resource's key; absent for what was declared without one. */
  readonly owner: string | undefined;
  /** The stack's; absent for what earlier releases recorded. */
  readonly stack: string | undefined;
}

/** The longest that one request is under way. */
export const REQUEST_MILLISECONDS = 30_000;

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
export function isAsDeclared(
  { kind, args, tenantId }: Pick<Wanted, "kind" | "args" | "tenantId">,
  live: object,
): boolean {
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
export interface Declaration {
  /** Properties. */
  readonly declared: readonly string[];
  /** Units of properties that others may add to; absent in what earlier releases wrote. */
  readonly members?: readonly string[] | undefined;
  readonly digest: string;
}

export function declaration({
  kind,
  args,
  tenantId,
}: Pick<Wanted, "kind" | "args" | "tenantId">): Declaration {
  const declared = comparable(kind, Object.keys(args));
  const units = unitsOf(kind, inProgramWords(kind, args, tenantId), declared);
  const members = [...units.keys()].filter((path) => isOfMany(kind, path));
  return { declared, ...(members.length > 0 && { members }), digest: digestOf([...units]) };
}

/** Whether AEP has it as an earlier run declared it, whatever others added. */
export function hasDigest(
  { kind, tenantId }: Pick<Wanted, "kind" | "tenantId">,
  live: object,
  { declared, members, digest }: Declaration,
): boolean {
  const args = inProgramWords(kind, kind.fromLive(live, tenantId) as JsonObject, tenantId);
  const units = [...unitsOf(kind, args, comparable(kind, declared))];
  return (
    digestOf(units.filter(([path]) => !isOfMany(kind, path) || (members?.includes(path) ?? true))) === digest
  );
}

function unitsOf(kind: AnyKind, args: JsonObject, declared: readonly string[]): Units {
  return managedUnits(kind, args, Object.fromEntries(declared.map((name) => [name, args[name] ?? null])));
}

function isOfMany(kind: AnyKind, path: string): boolean {
  const [property, name] = splitUnitPath(path);
  const field = kind.fields[property];
  return field !== undefined && mayBeForeign(field, name);
}

function digestOf(units: readonly (readonly [path: string, value: Json])[]): string {
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

/**
 * The one object that a request without an answer made; never one that another resource is known to hold. While another
 * stack waits for an answer of its own to the same, it may be that one's.
 * @throws AmbiguousCreateError when that does not become clear, or when there are several.
 */
export async function findTwin(
  wanted: Wanted,
  { client, claimed, journal }: Context,
  { body, since, until, withinMilliseconds, isIt }: Search,
): Promise<Twin<object> | undefined> {
  const { kind, args, owner } = wanted;
  let contested: Twin<object> | undefined;
  const found = await client.waitFor(async () => {
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
    const [twin] = twins;
    const isContested =
      twin !== undefined && (await hasRival(wanted, twin, client, journal, { since, until }));
    contested = isContested ? twin : undefined;
    return isContested ? undefined : twin;
  }, withinMilliseconds);
  if (contested === undefined) return found;
  throw new AmbiguousCreateError(
    `Creating the ${describe(kind, args)} got no clear answer. AEP has ${contested.id}, but another stack wanted the same ` +
      `made at the same time and got no answer, either: it may be that one's. Delete ${contested.id} in AEP, then run ` +
      "pulumi up again in both.",
  );
}

/** Whether another stack may have made the very same at that time, and nobody knows what came of it. */
export async function hasRival(
  wanted: Pick<Wanted, "kind" | "tenantId" | "stack">,
  { live }: Twin<object>,
  { location }: Client,
  journal: Journal,
  { since, until = Number.POSITIVE_INFINITY }: { readonly since: number; readonly until: number | undefined },
): Promise<boolean> {
  return (await journal.undecidedOfOthers(wanted.stack)).some(
    (each) =>
      each.kind === wanted.kind.name &&
      sameValue(each.location, location) &&
      each.lastSent + REQUEST_MILLISECONDS + CLOCK_SLACK_MILLISECONDS >= since &&
      each.since - CLOCK_SLACK_MILLISECONDS <= until &&
      hasDigest(wanted, live, each),
  );
}
