import { type Json, sameValue } from "../api/values";
import type { Units } from "./units";

/** What to do about an object that may have changed elsewhere since it was recorded. Unit paths, sorted. */
export interface Merge {
  /** Ours alone changed: to be written. */
  readonly writes: readonly string[];
  /** Theirs alone changed: left as it is, and said so. */
  readonly elsewhere: readonly string[];
  /** Both changed, differently: nothing at all may be written. */
  readonly conflicts: readonly string[];
  /** The object after the write. */
  readonly merged: Units;
}

/**
 * Three-way merge: `base` is what was recorded, `theirs` what AEP has now, `ours` what the program declares.
 * Only what differs between base and ours is ever written: that is what the preview showed.
 */
export function merge(base: Units, theirs: Units, ours: Units): Merge {
  const writes: string[] = [];
  const elsewhere: string[] = [];
  const conflicts: string[] = [];
  const merged = new Map<string, Json>();
  for (const path of [...new Set([...base.keys(), ...theirs.keys(), ...ours.keys()])].sort()) {
    const [was, is, wanted] = [base.get(path), theirs.get(path), ours.get(path)];
    const weChanged = !sameValue(was, wanted);
    const theyChanged = !sameValue(was, is);
    if (weChanged && !sameValue(is, wanted)) (theyChanged ? conflicts : writes).push(path);
    if (!weChanged && theyChanged) elsewhere.push(path);
    const value = weChanged ? wanted : is;
    if (value !== undefined) merged.set(path, value);
  }
  return { writes, elsewhere, conflicts, merged };
}
