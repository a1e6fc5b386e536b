import { identityOf } from "../api/identity-descriptors";
import { isObject, type JsonObject, toJsonObject } from "../api/values";
import type { AnyKind } from "../lifecycle/kind";
import type { Remark } from "./express";

/** What the provider never looks at, so that it cannot change it, but which an object made anew would be without. */
export function unseen(kind: AnyKind, live: object, tenantId: string): Remark[] {
  const members = (SETTABLE[kind.name] ?? [])
    .filter((property) => !isNothing(Reflect.get(live, property)))
    .map((property) => ({ property, reason: UNDECLARED }));
  return [...members, ...(INSIDE[kind.name]?.(live, tenantId) ?? [])];
}

const UNDECLARED = "cannot be declared";

/** What every object of Flow Service may carry beside its own members. */
const OF_FLOW_SERVICE = ["labels", "policy"];

/** What a client may give an object by Adobe's specifications and guides, and a declaration has no words for. */
const SETTABLE: Readonly<Record<string, readonly string[]>> = {
  BaseConnection: OF_FLOW_SERVICE,
  SourceConnection: OF_FLOW_SERVICE,
  TargetConnection: OF_FLOW_SERVICE,
  Flow: OF_FLOW_SERVICE,
  MappingSet: ["inputSchema", "tags", "allowNullValues", "strictMapping"],
  Dataset: [
    "observableSchema",
    "dataSourceId",
    "enableErrorDiagnostics",
    "extensions",
    "unifiedTags",
    "systemLabels",
    "dule",
  ],
  // A schema may have fields of its own, beside those of its field groups.
  Schema: ["properties", "definitions"],
};

const INSIDE: Readonly<Record<string, (live: object, tenantId: string) => Remark[]>> = {
  FieldGroup: (live, tenantId) => [
    ...Object.values(member(live, "definitions")).flatMap((definition) =>
      foreignFields(member(definition, "properties"), tenantId),
    ),
    ...composedOf(live),
  ],
  Schema: (live) => [
    ...listIn(live, "allOf").flatMap(partlyTakenIn),
    ...listIn(live, "otherDescriptors").map((each) => descriptorRemark(each, Reflect.get(live, "$id"))),
    ...listIn(live, "identities")
      .filter((identity) => identityOf(identity) === undefined)
      .map((each) => descriptorRemark(each)),
  ],
  Dataset: (live) => fileDescription(member(live, "fileDescription")),
  MappingSet: (live) => listIn(live, "mappings").flatMap(mappingRemarks),
};

/** In the editor single fields of a field group can be left out of a schema. */
function partlyTakenIn(part: JsonObject, index: number): Remark[] {
  const property = `allOf[${index}]`;
  if (typeof part.$ref !== "string") return [{ property, reason: `holds fields of its own: ${UNDECLARED}` }];
  const only = part["meta:refProperty"];
  return only === undefined
    ? []
    : [{ property, reason: `takes ${String(only)} of ${part.$ref} alone: ${UNDECLARED}` }];
}

/** @param schemaId to tell what stands on one of its field groups */
function descriptorRemark(descriptor: JsonObject, schemaId?: unknown): Remark {
  const of = descriptor["xdm:sourceProperty"];
  const source = descriptor["xdm:sourceSchema"];
  const to = descriptor["xdm:destinationSchema"];
  return {
    property: String(descriptor["@type"] ?? "descriptor"),
    reason: [
      ...(of === undefined ? [] : [`of ${typeof of === "string" ? of : JSON.stringify(of)}`]),
      ...(typeof to === "string" ? [`to ${to}`] : []),
      ...(typeof source === "string" && schemaId !== undefined && source !== schemaId
        ? [`on ${source}`]
        : []),
      UNDECLARED,
    ].join(" "),
  };
}

/** AEP keeps records as Parquet, and says so of every dataset. */
function fileDescription(description: object): Remark[] {
  const usual: Readonly<Record<string, unknown>> = {
    persisted: true,
    containerFormat: "parquet",
    format: "parquet",
  };
  return Object.entries(description)
    .filter(([name, value]) => !isNothing(value) && value !== usual[name])
    .map(([name]) => ({ property: `fileDescription.${name}`, reason: UNDECLARED }));
}

/** Texts are repeated when the mappings change; the marks of the old vocabulary are not. */
function mappingRemarks(mapping: JsonObject): Remark[] {
  const destination = String(mapping.destination ?? mapping.destinationXdmPath);
  const remarks = (names: readonly string[], reason: string) =>
    names
      .filter((name) => !isNothing(mapping[name]))
      .map((name) => ({ property: `mappings[${destination}].${name}`, reason }));
  return [
    ...remarks(["name", "description"], UNDECLARED),
    ...remarks(
      ["identity", "primaryIdentity", "identityGroup", "namespaceCode"],
      "cannot be declared; the next change of the mappings takes it away. Declare identities of the Schema instead",
    ),
  ];
}

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
  return listIn(live, "allOf").flatMap(({ $ref }) => {
    if (typeof $ref !== "string" || $ref.startsWith("#")) return [];
    return [{ property: "allOf", reason: `takes in ${$ref}, which cannot be declared` }];
  });
}

function listIn(live: object, name: string): JsonObject[] {
  const list: unknown = Reflect.get(live, name);
  return Array.isArray(list) ? list.map((each: unknown) => toJsonObject(isObject(each) ? each : {})) : [];
}

function member(value: unknown, name: string): object {
  const found = isObject(value) ? value[name] : undefined;
  return isObject(found) ? found : {};
}

/** Also an object or list that holds nothing but such. */
function isNothing(value: unknown): boolean {
  if (value === undefined || value === null || value === false || value === "") return true;
  return typeof value === "object" && Object.values(value).every(isNothing);
}
