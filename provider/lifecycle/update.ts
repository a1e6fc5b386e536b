import type { JsonObject } from "../api/values";
import type { Context, OnMade } from "./context";
import type { AnyKind } from "./kind";
import { type Recorded, timeoutsOf } from "./recorded";
import { settle, withPending } from "./settle";
import { tenantOf } from "./tenant";
import { Writer } from "./writer";

export async function update(
  kind: AnyKind,
  context: Context,
  id: string,
  recorded: Recorded,
  desired: JsonObject,
  hidden: JsonObject,
  onMade: OnMade,
): Promise<void> {
  const seen = await new Writer(kind, context, id, recorded, desired, await tenantOf(kind, context.client), {
    seconds: timeoutsOf(hidden).update,
  }).write();
  const updated = withPending(kind, {
    args: desired,
    hidden,
    outputs: { ...recorded.outputs, ...kind.outputs(seen, id) },
    location: recorded.location ?? context.client.location,
    pending: [],
  });
  onMade(id, updated);
  await settle(kind, context, id, updated, onMade, timeoutsOf(hidden).update);
  const advice = kind.advice?.(recorded.args, desired);
  if (advice !== undefined) context.inform(advice);
  await kind.verify?.(context.client, id, desired);
}
