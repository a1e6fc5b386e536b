import { elements, isJsonObject, type Json, type JsonObject } from "../../json";
import { type ComposedResource, xdmTypeOf } from "./compose";

/**
 * The fields that a change removes, retypes or restricts, by path (guide "Basics of schema composition", rules of
 * schema evolution). Additions, titles, descriptions and fields that become optional are free.
 */
export function breakingChanges(before: ComposedResource, after: ComposedResource): readonly string[] {
  return changedFields("", before.properties, after.properties);
}

function changedFields(path: string, before: JsonObject, after: JsonObject): readonly string[] {
  return Object.entries(before).flatMap(([name, field]) => {
    const fieldPath = path === "" ? name : `${path}.${name}`;
    return changedField(fieldPath, field, after[name]);
  });
}

function changedField(path: string, before: Json, after: Json | undefined): readonly string[] {
  if (!isJsonObject(before)) {
    return [];
  }
  if (!isJsonObject(after) || xdmTypeOf(before) !== xdmTypeOf(after) || isRestricted(before, after)) {
    return [path];
  }
  return [
    ...(isJsonObject(before.properties)
      ? changedFields(path, before.properties, isJsonObject(after.properties) ? after.properties : {})
      : []),
    ...(before.items === undefined ? [] : changedField(`${path}[]`, before.items, after.items)),
    ...(isJsonObject(before.additionalProperties)
      ? changedField(`${path}{}`, before.additionalProperties, after.additionalProperties)
      : []),
  ];
}

/** The first field that two trees have with unlike types. */
export function clashingField(
  left: JsonObject,
  right: JsonObject,
  path = "",
): { readonly path: string; readonly types: readonly string[] } | undefined {
  for (const [name, field] of Object.entries(left)) {
    const other = right[name];
    if (!isJsonObject(field) || !isJsonObject(other)) {
      continue;
    }
    const types = [xdmTypeOf(field), xdmTypeOf(other)].map((type) => type ?? "object");
    if (types[0] !== types[1]) {
      return { path: `${path}/${name}`, types };
    }
    const inner =
      isJsonObject(field.properties) && isJsonObject(other.properties)
        ? clashingField(field.properties, other.properties, `${path}/${name}`)
        : undefined;
    if (inner !== undefined) {
      return inner;
    }
  }
  return undefined;
}

const lowerBounds = ["minimum", "exclusiveMinimum", "minLength", "minItems"];
const upperBounds = ["maximum", "exclusiveMaximum", "maxLength", "maxItems"];

/** Whether values that were valid no longer are. */
function isRestricted(before: JsonObject, after: JsonObject): boolean {
  const allowed = elements(after.enum);
  const enumerated =
    after.enum !== undefined &&
    (before.enum === undefined || elements(before.enum).some((value) => !allowed.includes(value)));
  const raised = lowerBounds.some((bound) => exceeds(after[bound], before[bound]));
  const lowered = upperBounds.some((bound) => exceeds(negated(after[bound]), negated(before[bound])));
  const patterned = after.pattern !== undefined && after.pattern !== before.pattern;
  return enumerated || raised || lowered || patterned;
}

function exceeds(after: Json | undefined, before: Json | undefined): boolean {
  return typeof after === "number" && (typeof before !== "number" || after > before);
}

function negated(value: Json | undefined): Json | undefined {
  return typeof value === "number" ? -value : value;
}
