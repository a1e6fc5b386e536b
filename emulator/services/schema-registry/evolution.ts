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
