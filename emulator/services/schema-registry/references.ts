import { isJsonArray, isJsonObject, type Json, text } from "../../json";

/** The direct references of a resource to others, wherever they stand. */
export function references(value: Json): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (current: Json): void => {
    if (isJsonArray(current)) {
      current.forEach(visit);
    } else if (isJsonObject(current)) {
      const reference = text(current.$ref);
      if (reference !== undefined && !reference.startsWith("#")) {
        found.add(reference);
      }
      Object.values(current).forEach(visit);
    }
  };
  visit(value);
  return found;
}
