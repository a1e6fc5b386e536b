import type { Client } from "../api/client";
import type { JsonObject } from "../api/values";
import type { Intent } from "../journal/intent";
import type { Journal } from "../journal/journal";
import type { AnyKind } from "./kind";
import { look } from "./look";
import { windowOf } from "./recover";
import { tenantOf } from "./tenant";
import { hasDigest } from "./twins";

/** Something that a run wanted to make, and that no stack is known to hold. */
export interface OpenIntent {
  readonly intent: Intent;
  /** "flow \"Orders\"", for people. */
  readonly what: string;
  /** Objects of the same kind and name that the same API client made at that time. */
  readonly twins: readonly IntentTwin[];
  /** What the next `pulumi up` of its stack will do about it, in a sentence. */
  readonly next: string;
}

export interface IntentTwin {
  readonly id: string;
  /** Whether AEP has it as the interrupted run declared it. */
  readonly matches: boolean;
  /** Another resource's file of the journal names it. */
  readonly ofAnother: boolean;
}

/**
 * Everything open in a journal that belongs to the client's host, organization and sandbox. Sends reads only: one for an
 * intent whose id is known, else those that list the kind's objects.
 */
export async function openIntents(
  journal: Journal,
  client: Client,
  kinds: readonly AnyKind[],
): Promise<OpenIntent[]> {
  const { host, orgId, sandbox } = client.location;
  const here = (await journal.all()).filter(
    ({ location }) => location.host === host && location.orgId === orgId && location.sandbox === sandbox,
  );
  return Promise.all(
    here.map(async (intent) => {
      const kind = kinds.find(({ name }) => name === intent.kind);
      const what = `${kind?.label ?? intent.kind}${intent.name === undefined ? "" : ` "${intent.name}"`}`;
      if (kind === undefined) {
        return {
          intent,
          what,
          twins: [],
          next: "Nothing: this version of pulumi-aep does not know the kind.",
        };
      }
      const twins = await twinsOf(intent, kind, journal, client);
      return { intent, what, twins, next: nextUp(intent, twins) };
    }),
  );
}

async function twinsOf(
  intent: Intent,
  kind: AnyKind,
  journal: Journal,
  client: Client,
): Promise<IntentTwin[]> {
  const tenantId = await tenantOf(kind, client);
  const matches = (live: object) => hasDigest({ kind, tenantId }, live, intent);
  if (intent.id !== undefined) {
    const live = await look(kind, client, intent.id, "everything");
    return live === undefined ? [] : [{ id: intent.id, matches: matches(live), ofAnother: false }];
  }
  const body: JsonObject = intent.name === undefined ? {} : { name: intent.name, title: intent.name };
  const { since, until } = windowOf(intent, intent.serverTime ? 0 : client.serverNow() - Date.now());
  const found = await kind.service.findCreated({ ...client, clientId: intent.clientId }, body, since, until);
  const others = await journal.madeByOthers(intent.owner);
  return found.map(({ id, live }) => ({ id, matches: matches(live), ofAnother: others.has(id) }));
}

function nextUp({ id }: Intent, twins: readonly IntentTwin[]): string {
  const [only, ...more] = twins.filter(
    ({ matches, ofAnother }) => id !== undefined || (matches && !ofAnother),
  );
  if (only === undefined)
    return "It is made anew: AEP shows nothing that the interrupted run could have made.";
  if (more.length > 0) {
    const ids = [only, ...more].map((twin) => twin.id).join(", ");
    return `It stops, because it cannot tell which of ${ids} is its own. Delete the ones that are not needed in AEP.`;
  }
  return only.matches
    ? `${only.id} is taken over, and nothing is made.`
    : `${only.id} is taken over, and brought to what the program says; where that cannot be done in place, a new one is made.`;
}
