import type { PatchOperation } from "../api/object-service";
import type { Json } from "../api/values";
import type { AnyKind, FieldChange } from "./kind";
import { inApiWords } from "./tenant";
import { splitUnitPath, type Units } from "./units";

/** The object before a change, as far as it is known. */
export interface Current {
  readonly units: Units;
  /** As AEP answered it; absent while the recorded state is trusted. */
  readonly live: object | undefined;
}

/** The JSON Patch that turns `current` into `desired` at `writes`, and nowhere else. */
export function patchOperations(
  kind: AnyKind,
  writes: readonly string[],
  desired: Units,
  current: Current,
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
    return operations(fieldChange(property, names, desired, current, tenantId));
  });
}

export function fieldChange(
  property: string,
  names: readonly string[],
  desired: Units,
  { units, live }: Current,
  tenantId: string,
): FieldChange {
  return {
    names,
    desired: unitsOfProperty(desired, property),
    current: unitsOfProperty(units, property),
    live,
    tenantId,
  };
}

/** The change with tenant paths as the API writes them. */
export function inApi(kind: AnyKind, change: FieldChange, tenantId: string): FieldChange {
  const { names, desired, current, declared } = change;
  return {
    ...change,
    ...(declared !== undefined && { declared: inApiWords(kind, declared, tenantId) }),
    names: inApiWords(kind, names, tenantId),
    desired: inApiWords(kind, desired, tenantId),
    current: inApiWords(kind, current, tenantId),
  };
}

function unitsOfProperty(units: Units, property: string): Record<string, Json> {
  const found: Record<string, Json> = {};
  for (const [path, value] of units) {
    const [owner, name] = splitUnitPath(path);
    if (owner === property) found[name] = value;
  }
  return found;
}
