import type { Client } from "../../api/client";
import type { JsonObject } from "../../api/values";
import type { Journal } from "../../journal/journal";
import type { AnyKind } from "../../lifecycle/kind";
import { tenantOf } from "../../lifecycle/tenant";
import { CLOCK_SLACK_MILLISECONDS, isAsDeclared } from "../../lifecycle/twins";
import type { Candidate, Explanation } from "./finding";
import { declaredBy, ownerOf, postedBy } from "./resource";
import type { RecordedResource } from "./stack-state";

/** What an explanation rests on. */
export interface Surroundings {
  readonly client: Client;
  readonly journal: Journal;
  readonly resources: readonly RecordedResource[];
  /** Ids that the stack has. */
  readonly held: ReadonlySet<string>;
  /** ms */
  readonly savedAt: number;
}

/**
 * Kinds of which AEP takes no second one of the same name: titles are unique in a sandbox (Schema Registry, XDM-1521), and so
 * are the codes of namespaces.
 */
const UNIQUE: ReadonlySet<string> = new Set([
  "FieldGroup",
  "Schema",
  "IdentityNamespace",
  "IdentityDescriptor",
]);

/** A create that was begun and that no intent tells of: what AEP has under the same name, and since when. */
export async function findByKey(
  kind: AnyKind,
  resource: RecordedResource,
  { client, journal, held, savedAt }: Surroundings,
): Promise<Explanation> {
  const { service } = kind;
  const tenantId = await tenantOf(kind, client);
  const args = declaredBy(kind, resource);
  const body = postedBy(kind, resource, tenantId, client.serverNow()) ?? args;
  const owner = ownerOf(resource);
  const [named, recent, others] = await Promise.all([
    service.findNamed?.(client, body) ?? [],
    service.findCreated(client, body, savedAt - CLOCK_SLACK_MILLISECONDS),
    journal.madeByOthers(owner),
  ]);
  const byUs = new Set(recent.map(({ id }) => id));
  const candidates = [...new Map([...named, ...recent].map((twin) => [twin.id, twin])).values()]
    .map(
      ({ id, live }): Candidate => ({
        id,
        matches: isAsDeclared({ kind, args, tenantId }, live),
        ofAnother: others.has(id),
      }),
    )
    // Objects without a name, mapping sets, are told apart by their values alone.
    .filter(({ id, matches }) => !held.has(id) && (service.findNamed !== undefined || matches));
  const likely = candidates.filter(({ id, matches, ofAnother }) => byUs.has(id) && matches && !ofAnother);
  const inAep = candidates.map((each) => describe(each, byUs.has(each.id))).join("; ");
  const [first] = [...likely, ...candidates];
  if (first === undefined) {
    return {
      inAep: `No ${kind.label} that it could have made.`,
      candidates,
      next: "It is made anew, unless the stack has it.",
      need: "up",
    };
  }
  const where = `${inAep} (found by name; the journal in ${journal.path} has no intent).`;
  if (UNIQUE.has(kind.name)) return { inAep: where, candidates, next: refusal(kind, first.id), need: "you" };
  return {
    inAep: where,
    candidates,
    next:
      "It is made a second time, because no intent names an object of its own. To have one of these instead, set " +
      `adopt: ${JSON.stringify(first.id)} first, or delete it in AEP.`,
    need: "you",
  };
}

/** What happens to an object that is made anew, where another one has its name. */
export async function nameTaken(
  kind: AnyKind,
  body: JsonObject,
  client: Client,
): Promise<Pick<Explanation, "next" | "need"> | undefined> {
  if (!UNIQUE.has(kind.name)) return undefined;
  const [other] = (await kind.service.findNamed?.(client, body)) ?? [];
  return other && { next: refusal(kind, other.id), need: "you" };
}

function refusal({ label }: AnyKind, id: string): string {
  return (
    `It stops: AEP takes no second ${label} of this name, and ${id} has it, which no interrupted run is known to have made. ` +
    `If it is the one you mean, set adopt: ${JSON.stringify(id)}; else choose another name.`
  );
}

function describe({ id, matches, ofAnother }: Candidate, isRecent: boolean): string {
  const parts = [
    isRecent ? "made by this API client since the state was saved" : "made before that, or by others",
    matches ? "as it was declared" : "with other values",
    ...(ofAnother ? ["another resource's, by the journal"] : []),
  ];
  return `${id}, ${parts.join(", ")}`;
}
