import { isObject, type Json, type JsonObject, sameValue } from "../api/values";

/** A scalar field: JSON types, plus Adobe's sizes of integers and forms of text. */
export type SimpleFieldType =
  | "string"
  | "date"
  | "date-time"
  | "boolean"
  | "number"
  | "integer"
  | "byte"
  | "short"
  | "long";

interface FieldLabels {
  /** Shown in the Experience Platform UI. */
  title?: string;
  /** Free text. */
  description?: string;
}

/** A field with more to say than its type. */
export interface SimpleField extends FieldLabels {
  type: SimpleFieldType;
  /** The only values allowed. */
  enum?: (string | number)[];
  /** A regular expression that texts must match. */
  pattern?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
}

/** Fields inside a field. */
export interface ObjectField extends FieldLabels {
  type: "object";
  fields: FieldTree;
}

/** A list of equal fields. */
export interface ArrayField extends FieldLabels {
  type: "array";
  items: FieldType;
}

/** Any number of equal fields under keys of their own. */
export interface MapField extends FieldLabels {
  type: "map";
  values: FieldType;
}

/** An XDM data type, by its URI. */
export interface ReferenceField extends FieldLabels {
  $ref: string;
}

/** A field: its type alone (`"string"`), or in full. */
export type FieldType = SimpleFieldType | SimpleField | ObjectField | ArrayField | MapField | ReferenceField;

/** Fields by name. Names consist of letters, digits, `-` and `_`, and do not begin with `_`. */
export type FieldTree = { [name: string]: FieldType };

/** How XDM writes the scalar types. Source: the field types of Adobe's Schema Registry, and their ranges. */
export const SIMPLE_TYPES: Readonly<Record<SimpleFieldType, JsonObject>> = {
  string: { type: "string" },
  date: { type: "string", format: "date" },
  "date-time": { type: "string", format: "date-time" },
  boolean: { type: "boolean" },
  number: { type: "number" },
  integer: { type: "integer" },
  byte: { type: "integer", minimum: -128, maximum: 127 },
  short: { type: "integer", minimum: -32768, maximum: 32767 },
  long: { type: "integer", minimum: -9007199254740991, maximum: 9007199254740991 },
};

/** XDM members that people read and machines do not: they can change at any time. */
const LABELS = ["title", "description"] as const;

/** Declared fields as XDM properties. */
export function toXdmProperties(fields: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, toXdm(field)]));
}

function toXdm(field: Json): JsonObject {
  if (typeof field === "string") return simpleXdm(field) ?? { type: field };
  if (!isObject(field)) return {};
  const { type, fields, items, values, ...rest } = field;
  if (type === "object") return { ...rest, type, properties: toXdmProperties(objectOf(fields)) };
  if (type === "array") return { ...rest, type, items: toXdm(items ?? null) };
  if (type === "map")
    return { ...rest, type: "object", "meta:xdmType": "map", additionalProperties: toXdm(values ?? null) };
  return { ...(typeof type === "string" && simpleXdm(type)), ...rest };
}

/** XDM properties in the words of a program, the shortest that say the same. */
export function fromXdmProperties(properties: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(properties).map(([name, xdm]) => [name, fromXdm(objectOf(xdm))]));
}

function fromXdm(xdm: JsonObject): Json {
  const labels = pick(xdm, LABELS);
  if (typeof xdm.$ref === "string") return { $ref: xdm.$ref, ...labels };
  if (isObject(xdm.additionalProperties)) {
    return { type: "map", ...labels, values: fromXdm(objectOf(xdm.additionalProperties)) };
  }
  if (xdm.type === "object")
    return { type: "object", ...labels, fields: fromXdmProperties(objectOf(xdm.properties)) };
  if (xdm.type === "array") return { type: "array", ...labels, items: fromXdm(objectOf(xdm.items)) };
  const own = withoutMetadata(xdm);
  const simple = Object.entries(SIMPLE_TYPES)
    .filter(([, members]) => Object.entries(members).every(([key, value]) => sameValue(own[key], value)))
    .sort(([, left], [, right]) => Object.keys(right).length - Object.keys(left).length)[0];
  if (simple === undefined) return own;
  const more = Object.fromEntries(Object.entries(own).filter(([key]) => !(key in simple[1])));
  return Object.keys(more).length === 0 ? simple[0] : { type: simple[0], ...more };
}

/**
 * XDM properties as merge units by path: `address.city`, `tags[].name`, `attributes{}`; labels apart, as
 * `address.city#title`, so that a label nobody declared is nobody's.
 */
export function xdmUnits(properties: JsonObject, prefix = ""): Record<string, Json> {
  return Object.assign(
    {},
    ...Object.entries(properties).map(([name, xdm]) =>
      fieldUnits(objectOf(xdm), prefix === "" ? name : `${prefix}.${name}`),
    ),
  );
}

function fieldUnits(xdm: JsonObject, path: string): Record<string, Json> {
  const { properties, items, additionalProperties, title, description, ...own } = withoutMetadata(xdm);
  return {
    [path]: own,
    ...(title !== undefined && { [`${path}#title`]: title }),
    ...(description !== undefined && { [`${path}#description`]: description }),
    ...(isObject(properties) && xdmUnits(properties, path)),
    ...(isObject(items) && fieldUnits(items, `${path}[]`)),
    ...(isObject(additionalProperties) && fieldUnits(additionalProperties, `${path}{}`)),
  };
}

/** Whether one field's units are part of another's: `address.city#title` belongs to `address.city` and to `address`. */
export function isWithin(unit: string, path: string): boolean {
  return unit === path || [".", "[]", "{}", "#"].some((step) => unit.startsWith(`${path}${step}`));
}

/** Where a unit lives below the properties: `tags[].name` → `/tags/items/properties/name`. */
export function xdmPointer(unit: string): string {
  const [path = "", label] = unit.split("#");
  const pointer = path
    .replaceAll("[]", "/items")
    .replaceAll("{}", "/additionalProperties")
    .split(".")
    .join("/properties/");
  return `/${pointer}${label === undefined ? "" : `/${label}`}`;
}

/** The XDM of one field, put together again from its units. */
export function xdmFromUnits(units: Readonly<Record<string, Json>>, path: string): JsonObject {
  const direct = (unit: string) => unit.startsWith(`${path}.`) && !/[.[{#]/.test(unit.slice(path.length + 1));
  const children = Object.keys(units).filter(direct);
  const own = objectOf(units[path]);
  return {
    ...own,
    ...(units[`${path}#title`] !== undefined && { title: units[`${path}#title`] }),
    ...(units[`${path}#description`] !== undefined && { description: units[`${path}#description`] }),
    ...(children.length > 0 && {
      properties: Object.fromEntries(
        children.map((child) => [child.slice(path.length + 1), xdmFromUnits(units, child)]),
      ),
    }),
    ...(units[`${path}[]`] !== undefined && { items: xdmFromUnits(units, `${path}[]`) }),
    ...(units[`${path}{}`] !== undefined && {
      "meta:xdmType": "map",
      additionalProperties: xdmFromUnits(units, `${path}{}`),
    }),
  } as JsonObject;
}

/** AEP decorates what it answers with members of its own, `meta:xdmType` above all. */
function withoutMetadata(xdm: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(xdm).filter(([key]) => !key.startsWith("meta:")));
}

function simpleXdm(type: string): JsonObject | undefined {
  return Object.hasOwn(SIMPLE_TYPES, type) ? SIMPLE_TYPES[type as SimpleFieldType] : undefined;
}

function pick(source: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(
    names.flatMap((name) => (source[name] === undefined ? [] : [[name, source[name]]])),
  );
}

function objectOf(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}
