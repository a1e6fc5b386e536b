import { type Json, type JsonObject, sameValue } from "../api/values";
import { type Context, describe, tenantOf } from "./context";
import { HiddenByLabelError } from "./errors";
import type { AnyKind } from "./kind";
import type { Recorded } from "./recorded";
import { withPending } from "./settle";
import { expandTenant, mentionsTenant, restoreTenant } from "./tenant";
import { managedUnits } from "./units";

/** The object as it is now, in the words it was declared in; `undefined` when it is definitely gone. */
export async function read(
  kind: AnyKind,
  context: Context,
  id: string,
  recorded: Recorded,
): Promise<Recorded | undefined> {
  const { client } = context;
  const live = await kind.service.get(client, id);
  if (live === undefined) {
    reportMissing(kind, context, id, recorded);
    return undefined;
  }
  context.claimed.add(id);
  const tenantId = await tenantOf(kind, client);
  return withPending(kind, {
    ...recorded,
    args: observedArgs(kind, recorded.args, kind.fromLive(live, tenantId) as JsonObject, tenantId),
    outputs: kind.outputs(live, id),
    location: recorded.location ?? client.location,
  });
}

function reportMissing(kind: AnyKind, context: Context, id: string, recorded: Recorded): void {
  if (!kind.service.hiddenByLabels) return;
  const what = describe(kind, recorded.args, id);
  const { labels } = recorded.outputs;
  if (Array.isArray(labels) && labels.length > 0) {
    throw new HiddenByLabelError(
      `AEP says that the ${what} (${id}) does not exist. It carries the access labels ${labels.join(", ")}, and AEP ` +
        "says the same when a label hides an object from the caller. The state is unchanged. Give these credentials " +
        `the label, or, if it was really deleted, run pulumi state delete for it.`,
    );
  }
  context.warn(
    `The ${what} (${id}) was not found and leaves the state: it was deleted elsewhere, or an access label now hides it ` +
      "from these credentials.",
  );
}

/** What nobody declared is not drift; what is equal by meaning keeps the program's spelling. */
export function observedArgs(
  kind: AnyKind,
  recorded: JsonObject,
  live: JsonObject,
  tenantId: string,
): JsonObject {
  const normal = (value: JsonObject) =>
    kind.usesTenant ? (restoreTenant(value, tenantId) as JsonObject) : value;
  const worded = mentionsTenant(recorded) ? normal(live) : (expandTenant(live, tenantId) as JsonObject);
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
    if (field.providerOnly || same) observed[property] = value;
    else if (now !== undefined) observed[property] = field.restore?.(value, now) ?? now;
  }
  return observed;
}
