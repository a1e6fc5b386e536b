import type { Json } from "../api/values";
import type { AnyKind } from "./kind";
import { splitUnitPath, type Units } from "./units";

const LONGEST_VALUE = 120;

/** `description from "a" to "b"; mappings[email] removed, was …`, for messages. */
export function describeChanges(kind: AnyKind, paths: readonly string[], from: Units, to: Units): string {
  return paths
    .map((path) => {
      if (kind.fields[splitUnitPath(path)[0]]?.confidential) return path;
      return `${path} ${describeChange(from.get(path), to.get(path))}`;
    })
    .join("; ");
}

function describeChange(from: Json | undefined, to: Json | undefined): string {
  if (to === undefined) return from === undefined ? "" : `removed, was ${shown(from)}`;
  return from === undefined ? `added as ${shown(to)}` : `from ${shown(from)} to ${shown(to)}`;
}

function shown(value: Json): string {
  const text = JSON.stringify(value);
  return text.length <= LONGEST_VALUE ? text : `${text.slice(0, LONGEST_VALUE - 1)}…`;
}
