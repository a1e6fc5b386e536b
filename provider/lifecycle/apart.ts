import type { Json, JsonObject } from "../api/values";
import type { Context, OnMade } from "./context";
import type { AnyKind } from "./kind";
import { type Recorded, timeoutsOf } from "./recorded";
import { withPending } from "./settle";
import { tenantOf } from "./tenant";
import { Writer } from "./writer";

/** The declared properties that AEP takes in requests of their own. */
export function declaredApart(kind: AnyKind, args: JsonObject): string[] {
  return Object.entries(kind.fields)
    .filter(([property, { apart }]) => apart !== undefined && args[property] !== undefined)
    .map(([property]) => property);
}

/** What the request that creates the object says of it. */
export function withoutApart(kind: AnyKind, args: JsonObject): JsonObject {
  const apart = declaredApart(kind, args);
  return Object.fromEntries(Object.entries(args).filter(([property]) => !apart.includes(property)));
}

/**
 * Finishes a new object with the properties that its creation could not carry. Until they are written they are recorded
 * as pending: whatever fails here, the next update looks at what is there and writes the rest.
 */
export async function writeApart(
  kind: AnyKind,
  context: Context,
  id: string,
  recorded: Recorded,
  onMade: OnMade,
): Promise<Recorded> {
  const properties = declaredApart(kind, recorded.args);
  if (properties.length === 0) return recorded;
  onMade(id, { ...recorded, pending: [...new Set([...recorded.pending, ...properties])] });
  const initially = properties.flatMap((property): [string, Json][] => {
    const value = kind.fields[property]?.apart?.initially;
    return value === undefined ? [] : [[property, value]];
  });
  const bare = {
    ...recorded,
    args: { ...withoutApart(kind, recorded.args), ...Object.fromEntries(initially) },
    pending: [],
  };
  const tenantId = await tenantOf(kind, context.client);
  const seen = await new Writer(kind, context, id, bare, recorded.args, tenantId, {
    fresh: true,
    seconds: timeoutsOf(recorded.hidden).create,
  }).write();
  // What was sent without an etag proves nothing about the rest of the object, so its new etag is not recorded.
  const { etag: _unproven, ...outputs } = kind.outputs(seen, id);
  const finished = withPending(kind, { ...recorded, outputs: { ...recorded.outputs, ...outputs } });
  onMade(id, finished);
  return finished;
}
