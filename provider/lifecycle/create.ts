import { ApiError, UnexpectedAnswerError, UnknownOutcomeError } from "../api/errors";
import type { Created, Twin } from "../api/object-service";
import type { JsonObject } from "../api/values";
import { withoutApart, writeApart } from "./apart";
import { type Context, describe, type OnMade } from "./context";
import { AmbiguousCreateError } from "./errors";
import type { AnyKind } from "./kind";
import { liveArgs } from "./live-args";
import { merge } from "./merge";
import { type Recorded, timeoutsOf } from "./recorded";
import { settle, withPending } from "./settle";
import { inApiWords, inProgramWords, tenantOf } from "./tenant";
import { managedUnits } from "./units";

const ATTEMPTS = 3;
/** How long a new object may be missing from AEP's lists. */
const LIST_LAG_MILLISECONDS = 5_000;
/** How far the clocks of AEP's services may be apart. */
const CLOCK_SLACK_MILLISECONDS = 5_000;

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
  const { id, seen } = await context.turns.take(JSON.stringify([kind.name, body]), async () => {
    const created = await createOnce(kind, context, args, body, tenantId);
    context.claimed.add(created.id);
    return created;
  });
  const recorded: Recorded = withPending(kind, {
    args,
    hidden,
    outputs: kind.outputs(seen, id),
    location: client.location,
    pending: [],
  });
  onMade(id, recorded);
  const finished = await writeApart(kind, context, id, recorded, onMade);
  await settle(kind, context, id, finished, onMade, timeoutsOf(hidden).create);
  await kind.verify?.(client, id, args);
}

/** AEP has no idempotency key: after an unknown outcome, look before posting again. */
async function createOnce(
  kind: AnyKind,
  context: Context,
  args: JsonObject,
  body: JsonObject,
  tenantId: string,
): Promise<Created<object>> {
  let since: number | undefined;
  for (let attempt = 1; ; attempt++) {
    const started = performance.now();
    try {
      return await kind.service.create(context.client, body);
    } catch (error) {
      if (!isUnknown(error) && !(since !== undefined && isTitleTaken(error))) throw error;
      // Reckoned back from now: the server's clock may only be known since this very call.
      since ??= context.client.serverNow() - (performance.now() - started) - CLOCK_SLACK_MILLISECONDS;
      const twin = await findTwin(kind, context, args, body, since, tenantId).catch((failure: Error) => {
        if (failure instanceof AmbiguousCreateError) throw failure;
        const unknown = `It is not known whether AEP made the ${describe(kind, args)}: look for it before running pulumi up again.`;
        throw new UnknownOutcomeError(`${failure.message} ${unknown}`, { cause: error });
      });
      if (twin !== undefined) {
        context.warn(
          `Creating the ${describe(kind, args)} got no answer, but AEP made it (${twin.id}). It was taken over.`,
        );
        return { id: twin.id, seen: twin.live };
      }
      if (attempt === ATTEMPTS) throw error;
    }
  }
}

function isUnknown(error: unknown): boolean {
  return error instanceof UnknownOutcomeError || error instanceof UnexpectedAnswerError;
}

/** After an unknown outcome it may be our own object, one that the lists do not show yet, that has the title. */
function isTitleTaken(error: unknown): boolean {
  return error instanceof ApiError && error.reason === "titleTaken";
}

async function findTwin(
  kind: AnyKind,
  { client, claimed }: Context,
  args: JsonObject,
  body: JsonObject,
  since: number,
  tenantId: string,
): Promise<Twin<object> | undefined> {
  const normal = (value: JsonObject) => inProgramWords(kind, value, tenantId);
  const posted = withoutApart(kind, args);
  const ours = managedUnits(kind, normal(posted), posted);
  const isOurs = ({ id, live }: Twin<object>) => {
    const theirs = managedUnits(kind, normal(liveArgs(kind, live, tenantId, posted)), posted);
    return !claimed.has(id) && merge(ours, theirs, ours).elsewhere.length === 0;
  };
  return client.waitFor(async () => {
    const twins = (await kind.service.findCreated(client, body, since)).filter(isOurs);
    if (twins.length > 1) {
      throw new AmbiguousCreateError(
        `Creating the ${describe(kind, args)} got no answer, and several objects could be the one it made: ` +
          `${twins.map(({ id }) => id).join(", ")}. Delete the ones you do not need in AEP, then run pulumi up again.`,
      );
    }
    return twins[0];
  }, LIST_LAG_MILLISECONDS);
}
