import type { Call } from "../../../provider/api/client";
import { UnknownOutcomeError } from "../../../provider/api/errors";
import { within } from "../../../provider/api/object-service";
import { steadyNow } from "../../../provider/api/steady-clock";
import type { JsonObject } from "../../../provider/api/values";
import type { IntentFacts } from "../../../provider/journal/intent";
import { Journal } from "../../../provider/journal/journal";
import { create } from "../../../provider/lifecycle/create";
import type { Kind } from "../../../provider/lifecycle/kind";
import { declaration } from "../../../provider/lifecycle/twins";
import { LOCATION, type Scene, scene, thing } from "./thing";

export const OWNER = "0123456789abcdef";
export const OTHER = "fedcba9876543210";
export const HIDDEN = { __owner: OWNER };
export const ARGS = { name: "a", text: "t" };
export const LOST = new UnknownOutcomeError("no answer");

interface Held {
  readonly live: JsonObject;
  readonly madeAt: number;
  readonly by: string;
}

type Facts = Partial<Kind<JsonObject, JsonObject>>;

/** A platform that lists what it holds, and whose answers may be lost. `exact`: it told its time before the first request. */
export function platform(facts: Facts = {}, exact = true) {
  const held = new Map<string, Held>();
  const posts: JsonObject[] = [];
  const written: JsonObject[] = [];
  /** What each POST comes to, in turn: an error; or it is made, and then the error. */
  const outcomes: (Error | { readonly butSays: Error })[] = [];
  const own: Scene = scene({
    send: async <Answer>(call: Call<Answer>) => {
      await call.beforeSending?.({ now: exact ? own.time.now() : steadyNow(), exact });
      return undefined as Answer;
    },
  });
  const { time, context } = own;
  const put = (id: string, live: JsonObject, madeAt = time.now(), by = "tests") =>
    held.set(id, { live, madeAt, by });
  const kind = thing(
    {
      create: async (client, body) => {
        await client.send({ effect: "once" } as Call<unknown>);
        posts.push(body);
        const outcome = outcomes.shift();
        if (outcome instanceof Error) throw outcome;
        const id = `made-${posts.length}`;
        put(id, body);
        if (outcome !== undefined) throw outcome.butSays;
        return { id, seen: body };
      },
      get: async (_client, id) => held.get(id)?.live,
      delete: async (_client, id) => (held.delete(id) ? "deleted" : "absent"),
      write: async (_client, id, { operations }) => {
        written.push(...(operations as unknown as JsonObject[]));
        return { seen: { ...held.get(id)?.live } };
      },
      findCreated: async ({ clientId }, { name }, since, until) =>
        [...held]
          .filter(
            ([, each]) =>
              each.by === clientId && each.live.name === name && within(each.madeAt, since, until),
          )
          .map(([id, { live }]) => ({ id, live })),
    },
    facts,
  );
  const make = (args: JsonObject = ARGS, hidden: JsonObject = HIDDEN) =>
    own.outcome(create(kind, context, args, hidden, own.onMade));
  const makeInVain = (args: JsonObject = ARGS, hidden: JsonObject = HIDDEN) =>
    own.failure(create(kind, context, args, hidden, own.onMade));
  /** As an earlier run left it. */
  const intent = async (
    changes: Partial<IntentFacts> = {},
    id?: string,
    since = time.now(),
    exact = true,
  ) => {
    const wanted = { kind, args: ARGS, tenantId: "" };
    const entry = new Journal({ path: context.journal.path, chosen: true }, () => undefined).begin({
      kind: "Thing",
      name: "a",
      owner: OWNER,
      location: LOCATION,
      clientId: "tests",
      ...declaration(wanted),
      ...changes,
    } as IntentFacts);
    await entry.sending({ now: since, exact });
    if (id !== undefined) entry.made(id);
  };
  const left = () => new Journal({ path: context.journal.path, chosen: true }, () => undefined).all();
  return { ...own, kind, held, posts, written, outcomes, put, make, makeInVain, intent, left };
}
