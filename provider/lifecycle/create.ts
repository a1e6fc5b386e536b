import type { Client, ServerTime } from "../api/client";
import { ApiError, ExpectedError, UnknownOutcomeError } from "../api/errors";
import type { Created } from "../api/object-service";
import type { JsonObject } from "../api/values";
import type { Entry } from "../journal/journal";
import { writeApart } from "./apart";
import { type Context, describe, describeLastChange, type OnMade } from "./context";
import { replacedProperties } from "./diff";
import { AmbiguousCreateError, NameTakenError } from "./errors";
import type { AnyKind } from "./kind";
import { describeDrift, observedArgs } from "./read";
import { ownerOf, type Recorded, stackOf, timeoutsOf } from "./recorded";
import { clockShift, type Recovered, recover } from "./recover";
import { settle, withPending } from "./settle";
import { inApiWords, tenantOf } from "./tenant";
import {
  declaration,
  findTwin,
  hasDigest,
  isAsDeclared,
  LIST_LAG_MILLISECONDS,
  slackBefore,
  type Wanted,
} from "./twins";
import { update } from "./update";

const ATTEMPTS = 3;

export async function create(
  kind: AnyKind,
  context: Context,
  args: JsonObject,
  hidden: JsonObject,
  onMade: OnMade,
): Promise<void> {
  const { client } = context;
  const tenantId = await tenantOf(kind, client);
  const body = kind.toBody(inApiWords(kind, args, tenantId), tenantId, client.serverNow());
  const wanted: Wanted = { kind, args, body, tenantId, owner: ownerOf(hidden), stack: stackOf(hidden) };
  const recorded = (id: string, declared: JsonObject, seen: object): Recorded =>
    withPending(kind, {
      args: declared,
      hidden,
      outputs: kind.outputs(seen, id),
      location: client.location,
      pending: [],
    });
  // By name where there is one: AEP never shows the credentials by which two of one name may differ.
  const key = JSON.stringify([kind.name, body.name ?? body.title ?? body]);
  const what = describe(kind, args);
  const made = await context.turns.take(
    key,
    async () => {
      const { found, inVain } = await recover(context, wanted);
      const made = (found && stillWanted(context, wanted, found)) ?? (await createOnce(context, wanted));
      await Promise.all(inVain.map((intent) => context.journal.settled(intent)));
      context.claimed.add(made.id);
      return made;
    },
    (previous) =>
      client.inTime(
        previous,
        `create the ${what}`,
        "another one of the same name, or equal to it, was being created",
      ),
  );
  const { id } = made;
  if ("base" in made) {
    // What the interrupted run did not come to do, and what the program says otherwise by now, is an update.
    await context.takenOver.add(client.location, id);
    const before = recorded(id, made.base, made.live);
    onMade(id, before);
    await update(kind, context, id, before, args, hidden, onMade);
    return;
  }
  const complete = recorded(id, args, made.seen);
  onMade(id, complete);
  const finished = await writeApart(kind, context, id, complete, onMade);
  await settle(kind, context, id, finished, onMade, timeoutsOf(hidden).create);
  await kind.verify?.(client, id, args);
}

/** What an earlier run made, with what the stack would have recorded of it. */
interface Continued extends Recovered {
  readonly base: JsonObject;
}

/** What an earlier run made, unless the program wants another object by now. */
function stillWanted(context: Context, wanted: Wanted, found: Recovered): Continued | undefined {
  const { kind, args, tenantId } = wanted;
  const live = kind.fromLive(found.live, tenantId) as JsonObject;
  // What AEP never shows may have been changed in the program: it is written again.
  const seen = Object.entries(args).filter(([property]) => {
    const field = kind.fields[property];
    return !(field?.writeOnly && field.operations);
  });
  const observed = observedArgs(kind, Object.fromEntries(seen), live, tenantId);
  const replaces = replacedProperties(kind, { ...args, ...observed }, args);
  if (replaces.length === 0) return { ...found, ...sinceThen(context, wanted, found, observed) };
  context.warn(
    `The ${describe(kind, args)} differs by now from what the interrupted run made (${found.id}) in ${replaces.join(", ")}, ` +
      `which cannot be changed in place. A new one is made. Delete ${found.id} in AEP, or adopt it.`,
  );
  return undefined;
}

/**
 * What somebody changed since the object was made is theirs, as it would be had the run not been interrupted. Of what the
 * program said then only a digest is known: where it says something else by now, that is written.
 */
function sinceThen(
  { warn }: Context,
  wanted: Wanted,
  { id, live, intent }: Recovered,
  observed: JsonObject,
): Pick<Continued, "base" | "live"> {
  const { kind, args, tenantId } = wanted;
  const { declared, digest } = declaration(wanted);
  const what = `The ${describe(kind, args)} (${id})`;
  if (digest !== intent.digest) {
    if (!hasDigest(wanted, live, intent)) {
      const by = describeLastChange(kind.service.lastChange(live));
      warn(`${what} was changed ${by}, after it was made. What the program says by now is written over it.`);
    }
    return { base: observed, live };
  }
  const base = { ...observed, ...Object.fromEntries(declared.map((name) => [name, args[name] ?? null])) };
  const drift = describeDrift(kind, base, live, tenantId, []);
  if (drift === undefined) return { base, live };
  warn(`${what} was changed since it was made, ${drift}. That was left as it is; pulumi refresh shows it.`);
  // The next write has to look first: what is recorded is not what AEP has.
  return { base, live: { ...live, etag: undefined } };
}

/** AEP has no idempotency key: after an unknown outcome, look before posting again. */
async function createOnce(context: Context, wanted: Wanted): Promise<Created<object>> {
  const { kind, args, body } = wanted;
  const entry = entryFor(context, wanted);
  let sent: ServerTime | undefined;
  let doubtful: ServerTime | undefined;
  const client = announcing(context, async (time) => {
    sent = time;
    await entry?.sending(time);
  });
  for (let attempt = 1; ; attempt++) {
    try {
      const created = await kind.service.create(client, body);
      entry?.made(created.id);
      return created;
    } catch (error) {
      if (!isInDoubt(error) && !(doubtful !== undefined && isTitleTaken(error))) {
        throw await refusal(context, wanted, error, doubtful === undefined ? entry : undefined);
      }
      // The last one that left: what went before it within the call was certainly not carried out.
      doubtful ??= sent;
      const twin = await look(context, wanted, doubtful, error);
      if (twin !== undefined) {
        entry?.made(twin.id);
        context.warn(
          `Creating the ${describe(kind, args)} got no clear answer, but AEP made it (${twin.id}). It was taken over.`,
        );
        return { id: twin.id, seen: twin.live };
      }
      if (attempt === ATTEMPTS || isConflict(error)) throw await refusal(context, wanted, error, undefined);
    }
  }
}

/** A definite refusal of the first request: there is nothing to remember. */
async function refusal(
  context: Context,
  wanted: Wanted,
  error: unknown,
  entry: Entry | undefined,
): Promise<unknown> {
  if (error instanceof ExpectedError) await entry?.dropped();
  return isTitleTaken(error) ? namingTheOther(context, wanted, error) : error;
}

async function look(context: Context, wanted: Wanted, sent: ServerTime | undefined, cause: unknown) {
  const { kind, args, body } = wanted;
  try {
    return await findTwin(wanted, context, {
      body,
      since: await earliest(context, wanted, sent),
      withinMilliseconds: LIST_LAG_MILLISECONDS,
      isIt: (live: object) => isAsDeclared(wanted, live),
    });
  } catch (failure) {
    if (failure instanceof AmbiguousCreateError || !(failure instanceof Error)) throw failure;
    const unknown = `It is not known whether AEP made the ${describe(kind, args)}: look for it before running pulumi up again.`;
    throw new UnknownOutcomeError(`${failure.message} ${unknown}`, { cause });
  }
}

/** When what a request made was made at the earliest, by AEP's clock. */
async function earliest(
  { client }: Context,
  wanted: Wanted,
  sent: ServerTime = { now: client.serverNow(), exact: true },
): Promise<number> {
  const shift = sent.exact ? 0 : await clockShift(client, wanted);
  return sent.now + shift - slackBefore(sent.exact);
}

/** The intent of a create; earlier ones of the same resource are settled, because they were looked for in vain. */
function entryFor({ client, journal }: Context, wanted: Wanted): Entry | undefined {
  const { kind, args, owner, stack } = wanted;
  if (owner === undefined) return undefined;
  const label = args.name === undefined ? "title" : "name";
  const name = kind.fields[label]?.confidential ? undefined : args[label];
  const { declared, members, digest } = declaration(wanted);
  return journal.begin({
    kind: kind.name,
    ...(typeof name === "string" && { name }),
    owner,
    ...(stack !== undefined && { stack }),
    location: client.location,
    declared: [...declared],
    ...(members && { members: [...members] }),
    digest,
    clientId: client.clientId,
  });
}

/** The client, with something to be done before each request that creates. */
function announcing({ client }: Context, beforeSending: (time: ServerTime) => Promise<void>): Client {
  return {
    ...client,
    send: (call) => client.send(call.effect === "once" ? { ...call, beforeSending } : call),
  };
}

function isInDoubt(error: unknown): boolean {
  return error instanceof UnknownOutcomeError || isConflict(error);
}

/** "It exists already" may be said of the very object that this request made, on the way through a gateway. */
function isConflict(error: unknown): boolean {
  return error instanceof ApiError && error.status === 409;
}

/** After an unknown outcome it may be our own object, one that the lists do not show yet, that has the title. */
function isTitleTaken(error: unknown): error is ApiError {
  return error instanceof ApiError && error.reason === "titleTaken";
}

/** Nothing that no intent of ours names is ever taken over by itself: whoever wants it says so. */
async function namingTheOther(
  { client }: Context,
  { kind, body }: Wanted,
  refusal: ApiError,
): Promise<Error> {
  const [other] = (await kind.service.findNamed?.(client, body).catch(() => [])) ?? [];
  if (other === undefined) return refusal;
  return new NameTakenError(
    `${refusal.message} The ${kind.label} ${other.id} has it already, and was left alone. ` +
      `If it is the one you mean, say so with adopt: ${JSON.stringify(other.id)}.`,
    refusal,
    { cause: refusal },
  );
}
