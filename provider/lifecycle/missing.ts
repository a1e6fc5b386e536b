import type { Json } from "../api/values";
import { type Context, describe } from "./context";
import { HiddenByLabelError } from "./errors";
import type { AnyKind } from "./kind";
import type { Recorded } from "./recorded";

/**
 * AEP says "not found" of an object that an access label hides from the caller, too. With labels on record nobody can
 * tell the two apart.
 * https://experienceleague.adobe.com/en/docs/experience-platform/access-control/abac/ui/labels
 */
export function assertNotHidden(kind: AnyKind, id: string, recorded: Recorded): void {
  const labels = labelsOf(recorded);
  if (labels.length === 0) return;
  throw new HiddenByLabelError(
    `AEP says that the ${describe(kind, recorded.args, id)} (${id}) does not exist. It carries the access labels ` +
      `${labels.join(", ")}, and AEP says the same when a label hides an object from the caller. The state is unchanged. ` +
      "Give these credentials the label, or, if it was really deleted, run pulumi state delete for it.",
  );
}

/** The access labels on record. */
export function labelsOf({ outputs: { labels } }: Recorded): readonly Json[] {
  return Array.isArray(labels) ? labels : [];
}

/** Only AEP knows which it is. */
export const causesOfAbsence =
  "it was deleted, or an access label or a missing permission now hides it from these credentials";

/** Said of an object that a refresh takes out of the stack. */
export function reportMissing(kind: AnyKind, context: Context, id: string, recorded: Recorded): void {
  assertNotHidden(kind, id, recorded);
  context.warn(
    `The ${describe(kind, recorded.args, id)} (${id}) was not found and leaves the state: ${causesOfAbsence}.`,
  );
}
