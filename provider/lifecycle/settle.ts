import { type JsonObject, sameValue } from "../api/values";
import { type Context, describe, type OnMade } from "./context";
import { GoneError, StillPendingError } from "./errors";
import type { AnyKind } from "./kind";
import { liveArgs } from "./live-args";
import type { Recorded } from "./recorded";
import { inProgramWords, tenantOf } from "./tenant";
import { managedUnits } from "./units";

const DEFAULT_SECONDS = 60;

/** Recomputes what AEP still owes, from the values known so far. */
export function withPending(kind: AnyKind, recorded: Recorded): Recorded {
  return { ...recorded, pending: kind.pending?.(recorded.args, recorded.outputs) ?? [] };
}

/**
 * Waits, bounded, until nothing is pending. Each observation is handed to `onMade`; when the time is up the object
 * stays recorded with what is missing, and the next up comes back here.
 */
export async function settle(
  kind: AnyKind,
  context: Context,
  id: string,
  recorded: Recorded,
  onMade: OnMade,
  seconds: number = DEFAULT_SECONDS,
): Promise<void> {
  if (recorded.pending.length === 0) return;
  const tenantId = await tenantOf(kind, context.client);
  let latest = recorded;
  const settled = await context.client.waitFor(async () => {
    const live = await kind.service.get(context.client, id);
    if (live === undefined)
      throw new GoneError(`The ${describe(kind, recorded.args, id)} disappeared while it was set up.`);
    latest = withPending(kind, { ...latest, outputs: observedOutputs(kind, latest, live, id, tenantId) });
    onMade(id, latest);
    return latest.pending.length === 0 || undefined;
  }, seconds * 1000);
  if (settled) return;
  throw new StillPendingError(
    `The ${describe(kind, recorded.args, id)} exists, but after ${seconds} s AEP has not given it ` +
      `${latest.pending.join(", ")}. It is recorded as pending: run pulumi up again to finish it. ` +
      "The resource option customTimeouts sets how long to wait.",
  );
}

/**
 * An etag proves that the object is as recorded. Where somebody changed it while we waited it is not, so the older etag
 * stays, or none: the next write is then refused, or looks first, and finds the change.
 */
function observedOutputs(
  kind: AnyKind,
  { args, outputs }: Recorded,
  live: object,
  id: string,
  tenantId: string,
): JsonObject {
  const seen = kind.outputs(live, id);
  const units = (value: JsonObject) => managedUnits(kind, inProgramWords(kind, value, tenantId), args);
  const asRecorded = sameValue(units(liveArgs(kind, live, tenantId, args)), units(args));
  if (asRecorded) return seen;
  const { etag: _ofTheirs, ...others } = seen;
  return outputs.etag === undefined ? others : { ...others, etag: outputs.etag };
}
