import type { Client } from "../api/client";
import { steadyNow } from "../api/steady-clock";
import { sameValue } from "../api/values";
import { isAtWork } from "../journal/at-work";
import { parseFileName } from "../journal/file-name";
import type { Intent } from "../journal/intent";
import { type Context, describe } from "./context";
import { AmbiguousCreateError } from "./errors";
import { look } from "./look";
import {
  CLOCK_SLACK_MILLISECONDS,
  findTwin,
  hasDigest,
  isAsDeclared,
  LIST_LAG_MILLISECONDS,
  REQUEST_MILLISECONDS,
  type Search,
  slackBefore,
  type Wanted,
} from "./twins";

const LOOK_MILLISECONDS = 600;

/** What an interrupted run of the same resource made. */
export interface Recovered {
  readonly id: string;
  readonly live: object;
  readonly intent: Intent;
}

/** Intents of earlier runs of this resource, in this place: the same program may have been meant for another sandbox. */
async function recoverable({ client, journal }: Context, { kind, owner }: Wanted): Promise<Intent[]> {
  if (owner === undefined) return [];
  return (await journal.left(owner)).filter(
    (intent) => intent.kind === kind.name && sameValue(intent.location, client.location),
  );
}

/** The object that one of the earlier runs made, and the intents that nothing came of. */
export async function recover(
  context: Context,
  wanted: Wanted,
): Promise<{ readonly found: Recovered | undefined; readonly inVain: readonly Intent[] }> {
  const inVain: Intent[] = [];
  for (const intent of await recoverable(context, wanted)) {
    const found = await madeBy(intent, context, wanted);
    if (found === undefined) {
      inVain.push(intent);
      continue;
    }
    // Another resource of this run has it already: so it is in no need of being taken over.
    if (context.claimed.has(found.id)) continue;
    context.claimed.add(found.id);
    context.journal.found(intent, found.id);
    context.warn(
      `The ${describe(wanted.kind, wanted.args)} was made by a run that was interrupted on ${whenOf(intent)} (${found.id}). ` +
        "It was taken over, and not made again.",
    );
    return { found, inVain };
  }
  return { found: undefined, inVain };
}

async function madeBy(left: Intent, context: Context, wanted: Wanted): Promise<Recovered | undefined> {
  const intent = await whenIdle(left, context);
  if (intent === undefined) return undefined;
  const seen = await lookFor(intent, context, wanted, 0).catch((error: unknown) => {
    if (error instanceof AmbiguousCreateError) return error;
    throw error;
  });
  if (seen !== undefined && !(seen instanceof Error)) return seen;
  // The look has told AEP's time, by which it is reckoned how long its lists may lag; meanwhile it may become clear whose it is.
  const shift = await shiftOf(intent, context, wanted);
  const patience = intent.lastSent + shift + LIST_LAG_MILLISECONDS - context.client.serverNow();
  if (patience > 0) return lookFor(intent, context, wanted, patience);
  if (seen !== undefined) throw seen;
  return undefined;
}

async function lookFor(
  intent: Intent,
  context: Context,
  wanted: Wanted,
  withinMilliseconds: number,
): Promise<Recovered | undefined> {
  const { kind, args } = wanted;
  // The id is known as soon as AEP shows the object.
  const id = intent.id ?? (await twinOf(intent, context, wanted, withinMilliseconds))?.id;
  if (id === undefined) return undefined;
  const live = await context.client.waitFor(() => look(kind, context.client, id, [args]), withinMilliseconds);
  return live && { id, live, intent };
}

/** AEP records which client made an object; the intent may be of another one. */
function asClient(context: Context, clientId: string): Context {
  return { ...context, client: { ...context.client, clientId } };
}

/** A process whose engine was killed finishes what it has sent: that is waited for, as far as the operation's own time goes. */
async function whenIdle(left: Intent, { client, journal }: Context): Promise<Intent | undefined> {
  const longest = REQUEST_MILLISECONDS + CLOCK_SLACK_MILLISECONDS;
  const begun = parseFileName(left.file)?.madeAt ?? 0;
  let latest: Intent | undefined = left;
  // Of another computer's process nobody here can tell.
  const isOver = () => latest === undefined || latest.id !== undefined || isAtWork(latest) === false;
  // In short waits, because a long one looks less and less often.
  for (
    let rest = Math.min(longest, begun + longest - Date.now());
    rest > 0 && !isOver();
    rest -= LOOK_MILLISECONDS
  ) {
    await client.waitFor(
      async () => {
        latest = latest && (await journal.again(latest));
        return isOver() || undefined;
      },
      Math.min(rest, LOOK_MILLISECONDS),
    );
  }
  return latest;
}

async function twinOf(intent: Intent, context: Context, wanted: Wanted, withinMilliseconds: number) {
  const label = wanted.body.title === undefined ? "name" : "title";
  const search: Search = {
    body: intent.name === undefined ? wanted.body : { ...wanted.body, [label]: intent.name },
    ...windowOf(intent, await shiftOf(intent, context, wanted)),
    withinMilliseconds,
    isIt: (live) => isAsDeclared(wanted, live) || hasDigest(wanted, live, intent),
  };
  return findTwin(wanted, asClient(context, intent.clientId), search);
}

/** How far the clock that an intent was written by is behind AEP's. */
async function shiftOf({ serverTime }: Intent, { client }: Context, wanted: Wanted): Promise<number> {
  return serverTime ? 0 : clockShift(client, wanted);
}

/** When the object was made, if it was, by AEP's clock, ms. */
export function windowOf(
  { since, lastSent, serverTime }: Intent,
  shift: number,
): { since: number; until: number } {
  return {
    since: since + shift - slackBefore(serverTime),
    until: lastSent + shift + REQUEST_MILLISECONDS + CLOCK_SLACK_MILLISECONDS,
  };
}

/** How far this computer's clock is behind AEP's; where AEP has not told its time yet it is asked for something. */
export async function clockShift(
  client: Client,
  { kind, body }: Pick<Wanted, "kind" | "body">,
): Promise<number> {
  if (!client.knowsServerTime()) await kind.service.findCreated(client, body, Number.POSITIVE_INFINITY);
  return client.serverNow() - steadyNow();
}

function whenOf({ since }: Intent): string {
  return `${new Date(since).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}
