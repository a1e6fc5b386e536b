import type { PatchOperation } from "../api/object-service";
import type { Json } from "../api/values";
import type { AnyKind } from "./kind";
import { splitUnitPath, type Units } from "./units";

/** The JSON Patch that turns `current` into `desired` at `writes`, and nowhere else. */
export function patchOperations(
  kind: AnyKind,
  writes: readonly string[],
  desired: Units,
  current: Units,
  tenantId: string,
): PatchOperation[] {
  const namesByProperty = new Map<string, string[]>();
  for (const path of writes) {
    const [property, name] = splitUnitPath(path);
    namesByProperty.set(property, [...(namesByProperty.get(property) ?? []), name]);
  }
  return [...namesByProperty].flatMap(([property, names]) => {
    const operations = kind.fields[property]?.operations;
    if (operations === undefined) return [];
    return operations({
      names,
      desired: unitsOfProperty(desired, property),
      current: unitsOfProperty(current, property),
      tenantId,
    });
  });
}

export function unitsOfProperty(units: Units, property: string): Record<string, Json> {
  const found: Record<string, Json> = {};
  for (const [path, value] of units) {
    const [owner, name] = splitUnitPath(path);
    if (owner === property) found[name] = value;
  }
  return found;
}
