import type { Client } from "../api/client";
import { type JsonObject, sameValue } from "../api/values";
import type { Intent } from "../journal/intent";
import type { Journal } from "../journal/journal";
import type { AnyKind } from "./kind";
import { look } from "./look";
import { clockShift, windowOf } from "./recover";
import { tenantOf } from "./tenant";
import { hasDigest, hasRival, LIST_LAG_MILLISECONDS } from "./twins";

/** Something that a run wanted to make, and that no stack is known to hold. */
export interface OpenIntent {
  readonly intent: Intent;
  /** "flow \"Orders\"", for people. */
  readonly what: string;
  /** Objects of the same kind and name that the same API client made at that time. */
  readonly twins: readonly IntentTwin[];
  /** What the next `pulumi up` of its stack will do about it. */
  readonly outcome: Outcome;
  /** The same, in a sentence. */
  readonly next: string;
}

/**
 * `refused`: the run stops, because it cannot tell which object is the resource's. `undecided`: the run knows what to look
 * for, and the journal does not.
 */
export type Outcome = "takenOver" | "madeAnew" | "refused" | "undecided" | "unknown";

export interface IntentTwin {
  readonly id: string;
  /** Whether AEP has it as the interrupted run declared it. */
  readonly matches: boolean;
  /** Another resource's file of the journal names it. */
  readonly ofAnother: boolean;
  /** Another stack wanted the very same at that time, and got no answer, either. */
  readonly contested?: true;
}

/**
 * Everything open in a journal that belongs to the client's host, organization and sandbox. Sends reads only: one for an
 * intent whose id is known, else those that list the kind's objects.
 * @param bodyOf what the resource would post, where it is known; else objects are looked for by the name in the intent
 */
export async function openIntents(
  journal: Journal,
  client: Client,
  kinds: readonly AnyKind[],
  bodyOf: (intent: Intent, tenantId: string) => JsonObject | undefined = () => undefined,
): Promise<OpenIntent[]> {
  const here = (await journal.all()).filter(({ location }) => sameValue(location, client.location));
  return Promise.all(
    here.map(async (intent) => {
      const kind = kinds.find(({ name }) => name === intent.kind);
      const what = `${kind?.label ?? intent.kind}${intent.name === undefined ? "" : ` "${intent.name}"`}`;
      if (kind === undefined) {
        return {
          intent,
          what,
          twins: [],
          outcome: "unknown" as const,
          next: "Nothing: this version of pulumi-aep does not know the kind.",
        };
      }
      const body = bodyOf(intent, await tenantOf(kind, client));
      const twins = await twinsOf(intent, kind, journal, client, body);
      if (twins.length === 0 && isNameSecret(intent, body)) return { intent, what, twins, ...UNDECIDED };
      return { intent, what, twins, ...nextUp(intent, twins) };
    }),
  );
}

async function twinsOf(
  intent: Intent,
  kind: AnyKind,
  journal: Journal,
  client: Client,
  posted: JsonObject | undefined,
): Promise<IntentTwin[]> {
  const tenantId = await tenantOf(kind, client);
  const matches = (live: object) => hasDigest({ kind, tenantId }, live, intent);
  if (intent.id !== undefined) {
    const live = await look(kind, client, intent.id, "everything");
    return live === undefined ? [] : [{ id: intent.id, matches: matches(live), ofAnother: false }];
  }
  const named: JsonObject = intent.name === undefined ? {} : { name: intent.name, title: intent.name };
  const body = { ...posted, ...named };
  // Also where the intent is by AEP's clock: how long ago that was, only AEP's clock says.
  const clock = await clockShift(client, { kind, body });
  const shift = intent.serverTime ? 0 : clock;
  const { since, until } = windowOf(intent, shift);
  const asItsClient = { ...client, clientId: intent.clientId };
  // As long as the next run would look for it, too.
  const patience = Math.max(0, intent.lastSent + shift + LIST_LAG_MILLISECONDS - client.serverNow());
  const found =
    (await client.waitFor(async () => {
      const seen = await kind.service.findCreated(asItsClient, body, since, until);
      return seen.length === 0 ? undefined : seen;
    }, patience)) ?? [];
  const others = await journal.madeByOthers(intent.owner);
  const wanted = { kind, tenantId, stack: intent.stack };
  return Promise.all(
    found.map(async (twin) => ({
      id: twin.id,
      matches: matches(twin.live),
      ofAnother: others.has(twin.id),
      ...((await hasRival(wanted, twin, client, journal, { since, until })) && { contested: true as const }),
    })),
  );
}

/** The program declared one, and neither the journal nor the stack's state has it in plain text. */
function isNameSecret({ id, name, declared }: Intent, posted: JsonObject | undefined): boolean {
  const label = declared.includes("name") ? "name" : "title";
  return id === undefined && name === undefined && declared.includes(label) && posted?.[label] === undefined;
}

const UNDECIDED: Pick<OpenIntent, "outcome" | "next"> = {
  outcome: "undecided",
  next:
    "It is looked for by its name, which is secret and so in the program alone: what the interrupted run made is taken " +
    "over, else it is made anew.",
};

function nextUp({ id }: Intent, twins: readonly IntentTwin[]): Pick<OpenIntent, "outcome" | "next"> {
  const [only, ...more] = twins.filter(
    ({ matches, ofAnother }) => id !== undefined || (matches && !ofAnother),
  );
  if (only === undefined) {
    return {
      outcome: "madeAnew",
      next: "It is made anew: AEP shows nothing that the interrupted run could have made.",
    };
  }
  if (more.length > 0) {
    const ids = [only, ...more].map((twin) => twin.id).join(", ");
    return {
      outcome: "refused",
      next: `It stops, because it cannot tell which of ${ids} is its own. Delete the ones that are not needed in AEP.`,
    };
  }
  if (only.contested) {
    return {
      outcome: "refused",
      next:
        "It stops, because another stack wanted the same made at the same time, and it is not known whose the object is. " +
        `Delete ${only.id} in AEP, then run pulumi up in both.`,
    };
  }
  return {
    outcome: "takenOver",
    next: only.matches
      ? `${only.id} is taken over, and nothing is made.`
      : `${only.id} is taken over, and brought to what the program says; where that cannot be done in place, a new one is made.`,
  };
}
