import { z } from "zod";
import type { Properties } from "../../support/provider-client";

const properties = z.record(z.string(), z.unknown());

/** How XDM writes the types that the exam declares. */
const SIMPLE: Readonly<Record<string, Properties>> = {
  string: { type: "string" },
  integer: { type: "integer" },
  number: { type: "number" },
  boolean: { type: "boolean" },
  date: { type: "string", format: "date" },
  "date-time": { type: "string", format: "date-time" },
};

/** What the platform must hold of declared fields. */
export function expectedXdm(fields: Properties): Properties {
  return Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, expectedField(field)]));
}

function expectedField(field: unknown): Properties {
  if (typeof field === "string") return simple(field);
  const { type, fields, items, ...labels } = properties.parse(field);
  if (type === "object") return { type, properties: expectedXdm(properties.parse(fields)), ...labels };
  if (type === "array") return { type, items: expectedField(items), ...labels };
  return { ...simple(String(type)), ...labels };
}

function simple(type: string): Properties {
  const xdm = SIMPLE[type];
  if (xdm === undefined) throw new Error(`The exam does not know the field type ${type}.`);
  return xdm;
}

/** Adobe's decoration says nothing that was declared. */
export function withoutMetadata(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutMetadata);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, member]) =>
      name.startsWith("meta:") ? [] : [[name, withoutMetadata(member)]],
    ),
  );
}
