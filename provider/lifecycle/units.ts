import { type Json, type JsonObject, sameValue } from "../api/values";
import type { AnyKind, Field } from "./kind";
import { containsUnknown } from "./unknown";

/**
 * A declared object as merge units: `name`, `mappings[_{TENANT_ID}.email]`. Diff, merge and patch speak of these,
 * so that spelling, order and defaults are settled in one place.
 */
export type Units = ReadonlyMap<string, Json>;

/** The canonical value of one property, default included; `undefined` where there is neither. */
function canonicalValue(field: Field, value: Json | undefined): Json | undefined {
  const present = value ?? field.defaultValue;
  return present === undefined ? undefined : (field.canonical?.(present) ?? present);
}

export function fieldUnits(field: Field, value: Json | undefined): Readonly<Record<string, Json>> {
  const canonical = canonicalValue(field, value);
  if (canonical === undefined) return {};
  return field.units?.(canonical) ?? { "": canonical };
}

export function unitPath(property: string, name: string): string {
  return name === "" ? property : `${property}[${name}]`;
}

/** `mappings[a.b]` → `["mappings", "a.b"]`. */
export function splitUnitPath(path: string): readonly [property: string, name: string] {
  const bracket = path.indexOf("[");
  return bracket < 0 ? [path, ""] : [path.slice(0, bracket), path.slice(bracket + 1, -1)];
}

/** Properties whose meaning differs. An unknown value counts as different: it may be anything. */
export function changedProperties(kind: AnyKind, recorded: JsonObject, desired: JsonObject): string[] {
  return Object.entries(kind.fields)
    .filter(([property, field]) => differs(field, recorded[property], desired[property]))
    .map(([property]) => property);
}

function differs(field: Field, recorded: Json | undefined, desired: Json | undefined): boolean {
  if (containsUnknown(desired)) return true;
  return !sameValue(fieldUnits(field, recorded), fieldUnits(field, desired));
}

/** Whether others may have put it there, so that it is nobody's while the program does not declare it. */
export function mayBeForeign({ additive }: Field, name: string): boolean {
  return typeof additive === "function" ? additive(name) : additive === true;
}

/**
 * The units of `args` that belong to a program which declares `declared`: undeclared properties are nobody's, and so
 * are foreign members of an additive one.
 */
export function managedUnits(kind: AnyKind, args: JsonObject, ...declared: JsonObject[]): Units {
  const units = new Map<string, Json>();
  for (const [property, field] of Object.entries(kind.fields)) {
    if (field.providerOnly || !declared.some((each) => each[property] !== undefined)) continue;
    const known = new Set(declared.flatMap((each) => Object.keys(fieldUnits(field, each[property]))));
    for (const [name, value] of Object.entries(fieldUnits(field, args[property]))) {
      if (known.has(name) || !mayBeForeign(field, name)) units.set(unitPath(property, name), value);
    }
  }
  return units;
}
