import { type JsonObject, sameValue } from "../api/values";
import type { AnyKind } from "./kind";
import { type Recorded, timeoutsOf } from "./recorded";
import { changedProperties } from "./units";

export interface Difference {
  readonly changes: boolean;
  /** Properties whose change makes a new object. */
  readonly replaces: readonly string[];
  readonly deleteBeforeReplace: boolean;
}

/** Compares by meaning; a new time to wait is recorded by an update that sends nothing. No I/O: the engine asks for one resource after the other. */
export function diff(kind: AnyKind, recorded: Recorded, desired: JsonObject, hidden: JsonObject): Difference {
  const changed = changedProperties(kind, recorded.args, desired);
  const replaces = replacedProperties(kind, recorded.args, desired, changed);
  return {
    changes:
      changed.length > 0 ||
      recorded.pending.length > 0 ||
      !sameValue(timeoutsOf(recorded.hidden), timeoutsOf(hidden)),
    replaces,
    deleteBeforeReplace: replaces.length > 0 && (kind.deleteBeforeReplace?.(recorded.args, desired) ?? false),
  };
}

/**
 * An unknown in a property that replaces counts as a replacement: an id is unknown exactly when its object is made
 * anew, and a preview that said "update" would be wrong.
 */
export function replacedProperties(
  kind: AnyKind,
  recorded: JsonObject,
  desired: JsonObject,
  changed: readonly string[] = changedProperties(kind, recorded, desired),
): string[] {
  return changed.filter((property) => {
    const replaces = kind.fields[property]?.replaces;
    return typeof replaces === "function"
      ? replaces(recorded[property], desired[property])
      : replaces === true;
  });
}
