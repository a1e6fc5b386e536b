import type { SandboxCall } from "../gateway/service";
import { elements, isJsonObject, type Json, type JsonObject, text } from "../json";
import { canonicalId, type SchemaReference } from "../schema-reference";
import { compose } from "../services/schema-registry/compose";
import { resourceWithId } from "../services/schema-registry/lookup";
import type { Path } from "./path";

/** The fields of the schema that rows are made for; `undefined` when the schema does not exist. */
export function targetFields(
  call: Pick<SandboxCall, "partition">,
  schema: SchemaReference | undefined,
): JsonObject | undefined {
  const resource = schema === undefined ? undefined : resourceWithId(call, canonicalId(schema.id));
  return resource === undefined
    ? undefined
    : compose(resource.content, (id) => resourceWithId(call, id)).properties;
}

/** The definition of the field at a path. */
export function fieldAt(fields: JsonObject, path: Path): JsonObject | undefined {
  let field: JsonObject = { type: "object", properties: fields };
  for (const step of path) {
    const inner = step.kind === "member" ? memberField(field, step.name) : field.items;
    if (!isJsonObject(inner)) {
      return undefined;
    }
    field = inner;
  }
  return field;
}

function memberField(field: JsonObject, name: string) {
  const properties = isJsonObject(field.properties) ? field.properties : {};
  return Object.hasOwn(properties, name) ? properties[name] : field.additionalProperties;
}

/** The path of a field that a row must have and has not, below the objects that it has; `undefined` when it has all. */
export function missingField(row: JsonObject, fields: JsonObject): string | undefined {
  for (const [name, value] of Object.entries(row)) {
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    const below = isJsonObject(field) ? missingBelow(value, field) : undefined;
    if (below !== undefined) {
      return `${name}${below}`;
    }
  }
  return undefined;
}

function missingBelow(value: Json | undefined, field: JsonObject): string | undefined {
  if (Array.isArray(value)) {
    const { items } = field;
    const missing = isJsonObject(items) ? value.map((element) => missingBelow(element, items)) : [];
    const index = missing.findIndex((below) => below !== undefined);
    return index === -1 ? undefined : `[${index}]${missing[index]}`;
  }
  if (!isJsonObject(value)) {
    return undefined;
  }
  const required = elements(field.required).flatMap((name) => text(name) ?? []);
  const absent = required.find((name) => !Object.hasOwn(value, name) || value[name] === null);
  if (absent !== undefined) {
    return `.${absent}`;
  }
  const below = missingField(value, isJsonObject(field.properties) ? field.properties : {});
  return below === undefined ? undefined : `.${below}`;
}
