import { isObject } from "../api/values";
import type { AnyKind } from "../lifecycle/kind";
import type { Remark } from "./express";

/** What the provider never looks at, so that it cannot change it, but which an object made anew would be without. */
export function unseen(kind: AnyKind, live: object, tenantId: string): Remark[] {
  return UNSEEN[kind.name]?.(live, tenantId) ?? [];
}

const UNSEEN: Readonly<Record<string, (live: object, tenantId: string) => Remark[]>> = {
  FieldGroup: (live, tenantId) => [
    ...Object.values(member(live, "definitions")).flatMap((definition) =>
      foreignFields(member(definition, "properties"), tenantId),
    ),
    ...composedOf(live),
  ],
  MappingSet: (live) =>
    ["inputSchema", "tags", "allowNullValues", "strictMapping"]
      .filter((property) => property in live && !isNothing(Reflect.get(live, property)))
      .map((property) => ({ property, reason: "cannot be declared; it is kept when the mappings change" })),
};

/** Fields beside the tenant's are AEP's own or another tool's; in the tenant's, constraints of what holds other fields. */
function foreignFields(properties: object, tenantId: string): Remark[] {
  return Object.entries(properties).flatMap(([name, xdm]) =>
    name === `_${tenantId}`
      ? constraints(member(xdm, "properties"), "fields")
      : [{ property: name, reason: "is not among the fields of the tenant" }],
  );
}

/** What XDM says of objects and lists that a declaration has words for. */
const SAID = ["type", "title", "description", "properties", "items", "additionalProperties", "$ref"];

function constraints(properties: object, path: string): Remark[] {
  return Object.entries(properties).flatMap(([name, xdm]) => constraintsOf(xdm, `${path}.${name}`));
}

function constraintsOf(xdm: unknown, path: string): Remark[] {
  if (!isObject(xdm)) return [];
  const holdsOthers = xdm.type === "object" || xdm.type === "array" || "$ref" in xdm;
  const own = Object.keys(xdm)
    .filter(
      (name) => name === "meta:enum" || (holdsOthers && !SAID.includes(name) && !name.startsWith("meta:")),
    )
    .map((name) => ({ property: `${path}.${name}`, reason: "cannot be declared" }));
  return [
    ...own,
    ...constraints(member(xdm, "properties"), path),
    ...constraintsOf(xdm.items, `${path}[]`),
    ...constraintsOf(xdm.additionalProperties, `${path}{}`),
  ];
}

/** A field group may take in others. */
function composedOf(live: object): Remark[] {
  const parts: unknown = "allOf" in live ? live.allOf : [];
  if (!Array.isArray(parts)) return [];
  return parts.flatMap((part: unknown) => {
    const $ref = isObject(part) ? part.$ref : undefined;
    if (typeof $ref !== "string" || $ref.startsWith("#")) return [];
    return [{ property: "allOf", reason: `takes in ${$ref}, which cannot be declared` }];
  });
}

function member(value: unknown, name: string): object {
  const found = isObject(value) ? value[name] : undefined;
  return isObject(found) ? found : {};
}

function isNothing(value: unknown): boolean {
  if (value === undefined || value === null || value === false || value === "") return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}
