import type { Client } from "../../api/client";
import { type JsonObject, sameValue } from "../../api/values";
import { isAtWork } from "../../journal/at-work";
import type { Intent } from "../../journal/intent";
import type { Journal } from "../../journal/journal";
import { type OpenIntent, openIntents } from "../../lifecycle/open-intents";
import { tenantOf } from "../../lifecycle/tenant";
import { explainExisting } from "./existing";
import type { Candidate, Explanation, Finding } from "./finding";
import { findByKey, nameTaken, type Surroundings } from "./natural-key";
import { describeResource, KINDS, kindOf, ownerOf, postedBy, stackKeyOf } from "./resource";
import type { PendingOperation, RecordedResource, StackState } from "./stack-state";

export interface Findings {
  /** Of the stack that was read, whether or not its state was saved. */
  readonly open: readonly Finding[];
  /** Another stack's, or of an earlier release that did not note the stack. */
  readonly others: readonly Finding[];
}

/** Explains what interrupted runs left: the engine's pending operations, and the journal's open intents. Reads only. */
export async function findOpen(
  client: Client,
  journal: Journal,
  state: Pick<StackState, "name" | "pending" | "resources" | "savedAt"> | undefined,
): Promise<Findings> {
  const { pending = [], resources = [], savedAt = 0 } = state ?? {};
  const held = new Set(resources.flatMap(({ id }) => (id === undefined ? [] : [id])));
  const creating = pending.filter(({ type }) => type === "creating").map(({ resource }) => resource);
  const recorded = new Set([...resources, ...creating].map(ownerOf));
  const resourceOf = ({ owner }: Intent) => creating.find((resource) => ownerOf(resource) === owner);
  const intents = (
    await openIntents(journal, client, KINDS, (intent, tenantId) =>
      bodyOf(resourceOf(intent), tenantId, client),
    )
  ).filter(({ intent: { id } }) => id === undefined || !held.has(id));
  const around = { client, journal, resources, held, savedAt };
  const explained = pending.map(async (operation): Promise<Finding> => {
    const { resource, type } = operation;
    return {
      what: describeResource(resource),
      urn: resource.urn,
      operation: type,
      ...(await explain(operation, intents, around)),
    };
  });
  const rest = intents.filter(({ intent }) => resourceOf(intent) === undefined);
  const key = state && stackKeyOf(state.name);
  const ofStack = rest.filter(
    ({ intent: { owner, stack } }) => recorded.has(owner) || (stack !== undefined && stack === key),
  );
  return {
    open: [...(await Promise.all(explained)), ...(await ofJournal(ofStack, client))],
    others: await ofJournal(
      rest.filter((each) => !ofStack.includes(each)),
      client,
    ),
  };
}

async function explain(
  { type, resource }: PendingOperation,
  intents: readonly OpenIntent[],
  around: Surroundings,
): Promise<Explanation> {
  const kind = kindOf(resource);
  if (kind === undefined) return notOurs(resource);
  if (type !== "creating") return explainExisting(type, kind, resource, around);
  // A run looks through the intents of a resource until one has made something.
  const own = intents.filter(({ intent }) => intent.owner === ownerOf(resource));
  const intent = own.find(({ outcome }) => outcome !== "madeAnew") ?? own[0];
  if (intent !== undefined) return ofIntent(intent, resource, around.client);
  const made = around.resources.find(({ urn, delete: leaving }) => urn === resource.urn && !leaving);
  if (made?.id !== undefined && sameValue(made.inputs, resource.inputs)) {
    return {
      inAep: `It was made by a later run, and is in the stack (${made.id}).`,
      candidates: [],
      next: "Nothing about it: only the engine's note is left.",
      need: "clear",
    };
  }
  return (await forAnotherPlace(resource, around)) ?? findByKey(kind, resource, around);
}

async function forAnotherPlace(
  resource: RecordedResource,
  { client, journal, held }: Surroundings,
): Promise<Explanation | undefined> {
  const owner = ownerOf(resource);
  const intent = (await journal.all()).find((each) => each.owner === owner && !held.has(each.id ?? ""));
  if (intent === undefined || sameValue(intent.location, client.location)) return undefined;
  const { sandbox, host } = intent.location;
  return {
    inAep: `Not asked: it was for the sandbox "${sandbox}" on ${host}.`,
    candidates: [],
    next: `pulumi-aep repair --sandbox ${sandbox} says it.`,
    need: "you",
  };
}

async function ofJournal(intents: readonly OpenIntent[], client: Client): Promise<Finding[]> {
  return Promise.all(
    intents.map(async (each) => ({ what: each.what, ...(await ofIntent(each, undefined, client)) })),
  );
}

async function ofIntent(
  { intent, twins, outcome, next }: OpenIntent,
  resource: RecordedResource | undefined,
  client: Client,
): Promise<Explanation> {
  const inAep = outcome === "undecided" ? "Not asked: its name is secret." : describeTwins(intent, twins);
  const found = { inAep, candidates: twins };
  const kind = KINDS.find(({ name }) => name === intent.kind);
  if (outcome === "madeAnew" && kind !== undefined) {
    const named: JsonObject = intent.name === undefined ? {} : { name: intent.name, title: intent.name };
    const body = { ...bodyOf(resource, await tenantOf(kind, client), client), ...named };
    const taken = await nameTaken(kind, body, client);
    if (taken !== undefined) return { ...found, ...taken };
  }
  const isFound = twins.some(({ matches, ofAnother }) => intent.id !== undefined || (matches && !ofAnother));
  return {
    ...found,
    next,
    ...(isFound && { ifRemoved: LEFT_BEHIND }),
    need: outcome === "refused" || outcome === "unknown" ? "you" : "up",
  };
}

/** Intents are looked into when their resource is made: of one that is removed or renamed no run speaks any more. */
const LEFT_BEHIND =
  "Where the program no longer has the resource, has it under another name, or no longer asks for what was to replace it, " +
  "the object stays in AEP, in no stack: delete it there, or set adopt to its id.";

function bodyOf(
  resource: RecordedResource | undefined,
  tenantId: string,
  client: Client,
): JsonObject | undefined {
  const kind = resource && kindOf(resource);
  return kind && postedBy(kind, resource, tenantId, client.serverNow());
}

function describeTwins(intent: Intent, twins: readonly Candidate[]): string {
  const { id, pid } = intent;
  if (twins.length === 0) {
    if (id === undefined && isAtWork(intent)) {
      return `Nothing yet, but the process ${pid}, which sent the request, is still at work: look again when it has ended.`;
    }
    return id === undefined
      ? "Nothing that the interrupted run could have made."
      : `Nothing any more: the journal names ${id}, which is gone.`;
  }
  const how = ({ matches, ofAnother }: Candidate) =>
    ofAnother ? "another resource's" : matches ? "as it was declared" : "with other values";
  const found = id === undefined ? "found by name, API client and time" : "named by the journal";
  return `${twins.map((twin) => `${twin.id}, ${how(twin)}`).join("; ")} (${found}).`;
}

function notOurs({ type }: RecordedResource): Explanation {
  const inAep = `Not asked: ${type} is none of this package's resources.`;
  return type.startsWith("pulumi:")
    ? { inAep, candidates: [], next: "It goes on: there is nothing behind it but the state.", need: "up" }
    : { inAep, candidates: [], next: "Whatever its own provider does: see its documentation.", need: "you" };
}
