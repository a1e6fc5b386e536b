import type { SandboxCall } from "../gateway/service";
import { isJsonObject, type JsonObject } from "../json";
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
