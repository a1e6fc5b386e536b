import type { Client } from "../api/client";
import { ApiError, UnknownOutcomeError } from "../api/errors";
import { OutOfTimeError } from "../api/limiter";
import { type Context, describe } from "./context";
import { InUseError, KeptRecordsError, StillPendingError } from "./errors";
import type { AnyKind, TakenAway } from "./kind";
import { assertNotHidden, causesOfAbsence, labelsOf } from "./missing";
import { afterPuttingBack, madeWhole } from "./put-back";
import { type Recorded, timeoutsOf } from "./recorded";

const DEFAULT_SECONDS = 60;

/** Gone already is fine, and said; still referenced or in transition is waited for; done only when AEP does not show it any more. */
export async function remove(kind: AnyKind, context: Context, id: string, recorded: Recorded): Promise<void> {
  const { client } = context;
  const what = describe(kind, recorded.args, id);
  const seconds = timeoutsOf(recorded.hidden).delete ?? DEFAULT_SECONDS;
  if (await context.takenOver.has(client.location, id)) {
    context.warn(
      `The ${what} (${id}) was not deleted: this run has just taken it over for a resource of the program, and what leaves ` +
        "the stack is an older record of the same object. If it was to be replaced, ask for that again (pulumi up --replace, " +
        "pulumi state taint).",
    );
    return;
  }
  await assertVisible(kind, client, id, recorded);
  await assertGivenAway(kind, client, id, recorded);
  const dismantled = await kind.dismantle?.(client, id, recorded.args, seconds);
  const outcome =
    dismantled === "retained" ? dismantled : await deleteDismantled(kind, context, id, seconds, dismantled);
  if (outcome === "retained") {
    context.warn(
      `AEP does not let the ${what} (${id}) be deleted. It stays there, and leaves the stack. ` +
        `A program that is to manage it again says adopt: "${id}".`,
    );
    return;
  }
  const gone = await client.waitFor(
    async () => ((await kind.service.get(client, id)) === undefined ? true : undefined),
    seconds * 1000,
  );
  if (gone) {
    context.claimed.delete(id);
    if (outcome === "absent") {
      context.warn(
        `The ${what} (${id}) was not found when it was to be deleted, and leaves the stack: ${causesOfAbsence}.`,
      );
    }
    return;
  }
  throw new StillPendingError(
    `AEP accepted the deletion of the ${what} (${id}), but after ${seconds} s still shows it. ` +
      "Nothing is lost: run pulumi destroy (or up) again.",
  );
}

/** Gone already is fine, hidden is not: it would leave the stack, and stay in AEP. */
async function assertVisible(kind: AnyKind, client: Client, id: string, recorded: Recorded): Promise<void> {
  if (labelsOf(recorded).length === 0) return;
  if ((await kind.service.get(client, id)) === undefined) assertNotHidden(kind, id, recorded);
}

/** Whatever mode, target or order of edits has led here: what was not given away stays. */
async function assertGivenAway(kind: AnyKind, client: Client, id: string, { args }: Recorded): Promise<void> {
  const reason = await kind.keep?.(client, id, args);
  // Whoever deleted it in AEP has decided.
  if (reason === undefined || (await kind.service.get(client, id)) === undefined) return;
  throw new KeptRecordsError(`The ${describe(kind, args, id)} (${id}) was not deleted: ${reason}`);
}

/** What AEP does not let go is made whole again. Half of the time is left for that. */
async function deleteDismantled(
  kind: AnyKind,
  context: Context,
  id: string,
  seconds: number,
  dismantled: "dismantled" | TakenAway | undefined,
): Promise<"deleted" | "retained" | "absent"> {
  if (typeof dismantled !== "object") return deleteWhenFree(kind, context, id, seconds);
  const outcome = await deleteWhenFree(kind, context, id, seconds / 2).catch(async (error: unknown) => {
    throw await afterPuttingBack(dismantled, error);
  });
  const said = outcome === "retained" ? await madeWhole(dismantled) : undefined;
  if (said !== undefined) context.warn(`The ${kind.label} ${id} stays in AEP. ${said}`);
  return outcome;
}

async function deleteWhenFree(
  kind: AnyKind,
  { client }: Context,
  id: string,
  seconds: number,
): Promise<"deleted" | "retained" | "absent"> {
  let refusal: ApiError | undefined;
  const outcome = await client.waitFor(async () => {
    try {
      return await kind.service.delete(client, id);
    } catch (error) {
      if (error instanceof OutOfTimeError && refusal !== undefined) return undefined;
      if (error instanceof UnknownOutcomeError && refusal !== undefined)
        return lookedAfter(kind, client, id, error);
      if (!(error instanceof ApiError)) throw error;
      if (error.reason === "notFound") return "absent";
      if (error.reason !== "stillReferenced" && error.reason !== "transitional") throw error;
      refusal = error;
      return undefined;
    }
  }, seconds * 1000);
  if (outcome !== undefined) return outcome;
  if (refusal?.reason === "stillReferenced") throw await naming(kind, client, id, refusal);
  throw refusal ?? new StillPendingError(`The ${kind.label} ${id} could not be deleted within ${seconds} s.`);
}

/** The repetition that the end of the time cuts off must not hide why the one before was refused. */
async function lookedAfter(
  kind: AnyKind,
  client: Client,
  id: string,
  doubt: UnknownOutcomeError,
): Promise<"deleted" | undefined> {
  const live = await kind.service.get(client, id).catch(() => {
    throw doubt;
  });
  return live === undefined ? "deleted" : undefined;
}

/** AEP says that something holds the object, but not what; who cannot be found does not hide the refusal. */
async function naming(kind: AnyKind, client: Client, id: string, refusal: ApiError): Promise<Error> {
  const holders = await kind.service.holders?.(client, id).catch(() => []);
  if (holders === undefined || holders.length === 0) return refusal;
  return new InUseError(`${refusal.message} It is used by ${holders.join(", ")}.`, { cause: refusal });
}
