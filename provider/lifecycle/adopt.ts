import type { Twin } from "../api/object-service";
import type { JsonObject } from "../api/values";
import { type Context, describe, type OnMade } from "./context";
import { AdoptionError } from "./errors";
import type { AnyKind } from "./kind";
import { look } from "./look";
import { observedArgs } from "./read";
import { withPending } from "./settle";
import { inApiWords, tenantOf } from "./tenant";

/** The value of `adopt` that asks for the object with the same natural key. */
export const BY_NAME = "byName";

/** Records an object that exists as it is. Nothing is written: the next preview shows what differs from the program. */
export async function adopt(
  kind: AnyKind,
  context: Context,
  adopted: string,
  args: JsonObject,
  hidden: JsonObject,
  onMade: OnMade,
): Promise<void> {
  const { client, claimed, takenOver, journal } = context;
  const what = describe(kind, args);
  const tenantId = await tenantOf(kind, client);
  const { id, live } =
    adopted === BY_NAME
      ? await theNamed(kind, context, args, tenantId)
      : await withId(kind, context, args, adopted);
  if (claimed.has(id)) {
    throw new AdoptionError(
      `The ${what} cannot adopt ${id}: another resource of this program already holds it. Every object belongs to one resource.`,
    );
  }
  claimed.add(id);
  await takenOver.add(client.location, id);
  // Whoever made it: what adopts an object by its id wants no other.
  await journal.confirm(undefined, id);
  onMade(
    id,
    withPending(kind, {
      args: observedArgs(kind, comparable(kind, args), kind.fromLive(live, tenantId) as JsonObject, tenantId),
      hidden,
      outputs: kind.outputs(live, id),
      location: client.location,
      pending: [],
    }),
  );
}

/** What AEP never shows is not known to be as declared: the next preview shows that the program sets it. */
function comparable(kind: AnyKind, args: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(args).filter(([property]) => !kind.fields[property]?.writeOnly));
}

async function withId(
  kind: AnyKind,
  { client }: Pick<Context, "client">,
  args: JsonObject,
  id: string,
): Promise<Twin<object>> {
  const live = await look(kind, client, id, [args]);
  if (live !== undefined) return { id, live };
  const meant = id.toLowerCase() === BY_NAME.toLowerCase() ? ` Did you mean adopt: "${BY_NAME}"?` : "";
  throw new AdoptionError(
    `The ${describe(kind, args)} cannot adopt ${id}: there is no ${kind.label} with this id in the sandbox ` +
      `"${client.location.sandbox}" that these credentials can see.${meant} Correct the id, or take adopt away to make a new one.`,
  );
}

async function theNamed(
  kind: AnyKind,
  { client }: Context,
  args: JsonObject,
  tenantId: string,
): Promise<Twin<object>> {
  const what = describe(kind, args);
  const body = kind.toBody(inApiWords(kind, args, tenantId), tenantId, client.serverNow());
  const named = await kind.service.findNamed?.(client, body);
  if (named === undefined) {
    throw new AdoptionError(
      `A ${kind.label} has no name of its own to be found by: give its id instead of adopt: "${BY_NAME}". ` +
        "pulumi-aep export shows the ids of what a sandbox holds.",
    );
  }
  const [only, ...others] = named;
  if (only === undefined) {
    throw new AdoptionError(
      `There is no ${what} to adopt in the sandbox "${client.location.sandbox}" that these credentials can see. ` +
        "Correct the name, or take adopt away to make a new one.",
    );
  }
  if (others.length > 0) {
    throw new AdoptionError(
      `It is not clear which ${what} is to be adopted: ${named.map(({ id }) => id).join(", ")} have the same name. ` +
        `Give the id instead of adopt: "${BY_NAME}".`,
    );
  }
  // Lists may show less than the object itself.
  return withId(kind, { client }, args, only.id);
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
