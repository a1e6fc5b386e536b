import type { JsonObject } from "../api/values";
import { type Context, describe, type OnMade } from "./context";
import { AdoptionError } from "./errors";
import type { AnyKind } from "./kind";
import { observedArgs } from "./read";
import { withPending } from "./settle";
import { tenantOf } from "./tenant";

/** Records an object that exists as it is. Nothing is written: the next preview shows what differs from the program. */
export async function adopt(
  kind: AnyKind,
  context: Context,
  id: string,
  args: JsonObject,
  hidden: JsonObject,
  onMade: OnMade,
): Promise<void> {
  const { client, claimed } = context;
  const what = describe(kind, args);
  if (claimed.has(id)) {
    throw new AdoptionError(
      `The ${what} cannot adopt ${id}: another resource of this program already holds it. Every object belongs to one resource.`,
    );
  }
  const live = await kind.service.get(client, id);
  if (live === undefined) {
    throw new AdoptionError(
      `The ${what} cannot adopt ${id}: there is no ${kind.label} with this id in the sandbox "${client.location.sandbox}" ` +
        "that these credentials can see. Correct the id, or take adopt away to make a new one.",
    );
  }
  claimed.add(id);
  const tenantId = await tenantOf(kind, client);
  onMade(
    id,
    withPending(kind, {
      args: observedArgs(kind, args, kind.fromLive(live, tenantId) as JsonObject, tenantId),
      hidden,
      outputs: kind.outputs(live, id),
      location: client.location,
      pending: [],
    }),
  );
}

/** A replacement would adopt the very object that it then deletes. */
export function assertReplaceable(
  kind: AnyKind,
  id: string,
  adopted: string | undefined,
  replaces: readonly string[],
): void {
  if (adopted === undefined || replaces.length === 0) return;
  throw new AdoptionError(
    `This change of ${replaces.join(", ")} replaces the ${kind.label} ${id}, which "adopt" holds on to. ` +
      "Take adopt away (that changes nothing else), or take the change back.",
  );
}
