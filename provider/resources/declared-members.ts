import { type Json, toJson } from "../api/values";

/** Some members of a live object, without the ones it does not have. */
export function declaredMembers<const Name extends string>(
  live: Readonly<Record<string, unknown>>,
  names: readonly Name[],
): { [Member in Name]?: Json } {
  const found: { [Member in Name]?: Json } = {};
  for (const name of names) {
    const value = live[name];
    if (value !== undefined && value !== null) found[name] = toJson(value);
  }
  return found;
}
