import { type Json, type JsonObject, sameValue } from "../api/values";
import { type Context, describe, describeLastChange } from "./context";
import { describeChanges } from "./describe-changes";
import { GoneError } from "./errors";
import type { AnyKind } from "./kind";
import { isUnseen, liveArgs } from "./live-args";
import { look } from "./look";
import { merge } from "./merge";
import { reportMissing } from "./missing";
import { isLookup, type Recorded } from "./recorded";
import { withPending } from "./settle";
import { inApiWords, inProgramWords, mentionsTenant, tenantOf } from "./tenant";
import { managedUnits, splitUnitPath } from "./units";

/** The object as it is now, in the words it was declared in; `undefined` when it is definitely gone. */
export async function read(
  kind: AnyKind,
  context: Context,
  id: string,
  recorded: Recorded,
): Promise<Recorded | undefined> {
  const { client } = context;
  const wanted = isLookup(recorded.hidden) ? "everything" : [recorded.args];
  const live = await look(kind, client, id, wanted);
  if (live === undefined) {
    if (isLookup(recorded.hidden)) {
      throw new GoneError(
        `There is no ${kind.label} with the id ${id} in the sandbox "${client.location.sandbox}".`,
      );
    }
    reportMissing(kind, context, id, recorded);
    return undefined;
  }
  context.claimed.add(id);
  const tenantId = await tenantOf(kind, client);
  const shown = kind.fromLive(live, tenantId) as JsonObject;
  reportDrift(kind, context, id, recorded, live, tenantId);
  return withPending(kind, {
    ...recorded,
    args: isLookup(recorded.hidden)
      ? inProgramWords(kind, shown, tenantId)
      : observedArgs(kind, recorded.args, shown, tenantId),
    outputs: kind.outputs(live, id),
    location: recorded.location ?? client.location,
  });
}

/** The engine shows which properties changed, but not who did it. */
function reportDrift(
  kind: AnyKind,
  context: Context,
  id: string,
  { args, hidden, pending }: Recorded,
  live: object,
  tenantId: string,
): void {
  if (isLookup(hidden)) return;
  const drift = describeDrift(kind, args, live, tenantId, pending);
  if (drift === undefined) return;
  context.warn(
    `The ${describe(kind, args, id)} (${id}) was changed ${drift}. pulumi preview shows what the program would change back.`,
  );
}

/**
 * "by acme@AdobeID at …: description from … to …"; nothing where AEP has what is recorded.
 * @param pending properties that are still to be written: those were not changed by anybody
 */
export function describeDrift(
  kind: AnyKind,
  args: JsonObject,
  live: object,
  tenantId: string,
  pending: readonly string[],
): string | undefined {
  const managed = (value: JsonObject) => managedUnits(kind, inProgramWords(kind, value, tenantId), args);
  const recorded = managed(args);
  const now = managed(liveArgs(kind, live, tenantId, args));
  const elsewhere = merge(recorded, now, recorded).elsewhere.filter(
    (path) => !pending.includes(splitUnitPath(path)[0]),
  );
  if (elsewhere.length === 0) return undefined;
  return `${describeLastChange(kind.service.lastChange(live))}: ${describeChanges(kind, elsewhere, recorded, now)}`;
}

/** What nobody declared is not drift; what is equal by meaning keeps the program's spelling. */
export function observedArgs(
  kind: AnyKind,
  recorded: JsonObject,
  live: JsonObject,
  tenantId: string,
): JsonObject {
  const normal = (value: JsonObject) => inProgramWords(kind, value, tenantId);
  const worded = mentionsTenant(recorded) ? normal(live) : inApiWords(kind, live, tenantId);
  const observed: Record<string, Json> = {};
  for (const [property, value] of Object.entries(recorded)) {
    const field = kind.fields[property];
    if (field === undefined) continue;
    const declared = { [property]: value };
    const same = sameValue(
      managedUnits(kind, normal(declared), declared),
      managedUnits(kind, normal(live), declared),
    );
    const now = worded[property];
    if (field.providerOnly || isUnseen(kind, property, live) || same) observed[property] = value;
    else if (now !== undefined) observed[property] = field.restore?.(value, now) ?? now;
  }
  return observed;
}
