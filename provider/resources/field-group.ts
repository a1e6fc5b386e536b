import type * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import type { PatchOperation } from "../api/object-service";
import { fieldGroups, type RegistryItem } from "../api/schema-registry";
import { isObject, type Json, type JsonObject, sameValue } from "../api/values";
import { at, type FieldChange, kind } from "../lifecycle/kind";
import { containsUnknown } from "../lifecycle/unknown";
import { xdmClassReference } from "./checks";
import { declaredMembers } from "./declared-members";
import {
  type FieldTree,
  fromXdmProperties,
  isWithin,
  SIMPLE_TYPES,
  toXdmProperties,
  xdmFromUnits,
  xdmPointer,
  xdmUnits,
} from "./field";
import { canonicalXdmClass, type XdmClassReference } from "./references";
import { type Adoptable, AepResource, type Declared, lookup, type Plain } from "./resource";

/**
 * A field group: fields of one's own for schemas to take in.
 *
 * AEP keeps such fields under `_{TENANT_ID}`; that wrapper is added here, so fields are named without it. Fields, and
 * titles and descriptions of fields, are added and changed in place. Removing, renaming or retyping a field
 * **replaces** the field group, and with it the schemas and datasets that use it, which is refused unless the dataset
 * says `forceDestroy`. Fields that somebody else added stay.
 * See {@link https://experienceleague.adobe.com/en/docs/experience-platform/xdm/schema/composition | the rules of schema evolution}.
 */
export interface FieldGroupArgs extends Adoptable {
  /** Shown in the Experience Platform UI; unique among all schemas, classes, field groups and data types of a sandbox. */
  title: pulumi.Input<string>;
  /** Free text. */
  description?: pulumi.Input<string>;
  /** Classes whose schemas may take it in: `["experienceevent"]`, or URIs. **Replaces.** */
  intendedToExtend: pulumi.Input<pulumi.Input<XdmClassReference>[]>;
  /**
   * The fields: `{ email: "string", score: { type: "integer", minimum: 0 } }`. Further ones, and titles, are written in place;
   * removing, renaming or retyping one **replaces**.
   */
  fields: pulumi.Input<FieldTree>;
}

const fieldName = z
  .string()
  .regex(
    /^[A-Za-z0-9-][A-Za-z0-9_-]*$/,
    "names consist of letters, digits, - and _, and do not begin with _; the _{TENANT_ID} around them is added for you",
  );
const labels = { title: z.string().exactOptional(), description: z.string().exactOptional() };
const simpleType = z.enum(Object.keys(SIMPLE_TYPES) as [keyof typeof SIMPLE_TYPES]);

const field: z.ZodType<FieldTree[string]> = z.lazy(() =>
  z.union(
    [
      simpleType,
      z.strictObject({
        ...labels,
        type: simpleType,
        enum: z.array(z.union([z.string(), z.number()])).exactOptional(),
        pattern: z.string().exactOptional(),
        minLength: z.int().exactOptional(),
        maxLength: z.int().exactOptional(),
        minimum: z.number().exactOptional(),
        maximum: z.number().exactOptional(),
      }),
      z.strictObject({ ...labels, type: z.literal("object"), fields: fieldTree }),
      z.strictObject({ ...labels, type: z.literal("array"), items: field }),
      z.strictObject({ ...labels, type: z.literal("map"), values: field }),
      z.strictObject({ ...labels, $ref: z.url("must be the URI of an XDM data type") }),
    ],
    {
      error:
        `must be a type (${Object.keys(SIMPLE_TYPES).join(", ")}), or { type, … }, { type: "object", fields }, ` +
        `{ type: "array", items }, { type: "map", values } or { $ref }`,
    },
  ),
);
const fieldTree: z.ZodType<FieldTree> = z.record(fieldName, field);

/** Where the fields are in the body; the name of the definition is free, this is the one of Adobe's UI. */
const DEFINITION = "customFields";

/** @internal */
export const fieldGroupKind = kind<Plain<FieldGroupArgs>, RegistryItem>({
  name: "FieldGroup",
  label: "field group",
  inputs: z.strictObject({
    title: z.string().min(1),
    description: z.string().exactOptional(),
    intendedToExtend: z.array(xdmClassReference).min(1, "must name at least one class"),
    fields: fieldTree.refine((fields) => Object.keys(fields).length > 0, "must hold at least one field"),
  }),
  fields: {
    title: { operations: at("/title") },
    description: { operations: at("/description", { whenRemoved: "" }) },
    intendedToExtend: {
      replaces: true,
      canonical: (classes) => (Array.isArray(classes) ? classes.map(canonicalXdmClass).sort() : classes),
    },
    fields: {
      additive: true,
      canonical: (fields) => (isObject(fields) ? toXdmProperties(fields) : {}),
      units: (properties) => (isObject(properties) ? xdmUnits(properties) : {}),
      replaces: breaksRecords,
      operations: fieldOperations,
      restore: restoreFields,
    },
  },
  deleteBeforeReplace: (recorded, desired) => recorded.title === desired.title,
  replacementWarning(recorded, desired) {
    const broken = brokenFields(recorded.fields, desired.fields);
    const why =
      broken.length > 0
        ? `these fields are removed, renamed or retyped: ${broken.join(", ")}`
        : "it extends other classes";
    return (
      `The field group "${recorded.title}" has to be replaced, and with it every schema and dataset that uses it, because ${why}. ` +
      "AEP extends field groups in place: leave the recorded fields as they are, and add new ones beside them."
    );
  },
  usesTenant: true,
  service: fieldGroups,
  toBody: ({ intendedToExtend, fields, description = "", ...args }, tenantId) => ({
    type: "object",
    ...args,
    description,
    "meta:intendedToExtend": intendedToExtend.map(canonicalXdmClass),
    definitions: {
      [DEFINITION]: {
        type: "object",
        properties: { [`_${tenantId}`]: { type: "object", properties: toXdmProperties(fields) } },
      },
    },
    allOf: [{ $ref: `#/definitions/${DEFINITION}` }],
  }),
  fromLive: ({ "meta:intendedToExtend": intendedToExtend = [], definitions = {}, ...live }, tenantId) => ({
    ...declaredMembers(live, ["title", "description"]),
    intendedToExtend,
    fields: fromXdmProperties(tenantProperties(definitions, tenantId)),
  }),
  outputs: (seen) => declaredMembers(seen, ["version"]),
});

function tenantProperties(definitions: Readonly<Record<string, unknown>>, tenantId: string): JsonObject {
  const properties = Object.values(definitions).flatMap((definition) => {
    const wrapper = member(member(definition, "properties"), `_${tenantId}`);
    const found = member(wrapper, "properties");
    return isObject(found) ? [found] : [];
  });
  return Object.assign({}, ...properties);
}

function member(value: unknown, name: string): unknown {
  return isObject(value) ? value[name] : undefined;
}

function breaksRecords(recorded: Json | undefined, desired: Json | undefined): boolean {
  return brokenFields(recorded, desired).length > 0;
}

/** Records are already written by the recorded types; only additions and labels leave them valid. */
function brokenFields(recorded: Json | undefined, desired: Json | undefined): string[] {
  if (!isObject(recorded) || !isObject(desired) || containsUnknown(desired)) return [];
  const wanted = xdmUnits(toXdmProperties(desired));
  return Object.entries(xdmUnits(toXdmProperties(recorded)))
    .filter(([unit, xdm]) => !unit.includes("#") && !sameValue(wanted[unit], xdm))
    .map(([unit]) => unit);
}

/** New fields as whole subtrees, labels one by one. */
function fieldOperations({ names, desired, current, tenantId }: FieldChange): PatchOperation[] {
  const root = `/definitions/${DEFINITION}/properties/_${tenantId}/properties`;
  // Not `in`: a field may be called toString.
  const added = names.filter(
    (unit) => !unit.includes("#") && Object.hasOwn(desired, unit) && !Object.hasOwn(current, unit),
  );
  const subtrees = added.filter((unit) => !added.some((parent) => parent !== unit && isWithin(unit, parent)));
  const labels = names.filter((unit) => unit.includes("#") && !subtrees.some((path) => isWithin(unit, path)));
  return [
    ...subtrees.map((path) => ({
      op: "add" as const,
      path: `${root}${xdmPointer(path)}`,
      value: xdmFromUnits(desired, path),
    })),
    ...labels.map((unit) => {
      const path = `${root}${xdmPointer(unit)}`;
      const value = desired[unit];
      if (value === undefined) return { op: "remove" as const, path };
      return { op: unit in current ? ("replace" as const) : ("add" as const), path, value };
    }),
  ];
}

/** The declared fields as they are now; declared spelling where nothing changed, foreign fields left out. */
function restoreFields(recorded: Json, live: Json): Json {
  if (!isObject(recorded) || !isObject(live)) return live;
  return Object.fromEntries(
    Object.entries(recorded).flatMap(([name, declared]) => {
      const now = live[name];
      if (now === undefined) return [];
      return [[name, restoreField(declared, now)]];
    }),
  );
}

function restoreField(declared: Json, live: Json): Json {
  if (isObject(declared) && isObject(live) && declared.type === "object" && live.type === "object") {
    return {
      ...declared,
      ...labelsOf(live, declared),
      fields: restoreFields(declared.fields ?? {}, live.fields ?? {}),
    };
  }
  const wanted = xdmUnits(toXdmProperties({ field: declared }));
  const found = xdmUnits(toXdmProperties({ field: live }));
  const same = Object.keys(wanted).every((unit) => sameValue(wanted[unit], found[unit]));
  return same ? declared : live;
}

function labelsOf(live: JsonObject, declared: JsonObject): JsonObject {
  return Object.fromEntries(
    ["title", "description"].flatMap((label) =>
      declared[label] === undefined ? [] : [[label, live[label] ?? ""]],
    ),
  );
}

/** {@inheritDoc FieldGroupArgs} */
export class FieldGroup extends AepResource {
  /** `major.minor`; every change makes the next minor version. */
  declare readonly version: pulumi.Output<string>;

  /** A field group that exists already and stays unmanaged. Fails when there is none with this id. */
  static get(name: string, id: pulumi.Input<pulumi.ID>, options?: pulumi.CustomResourceOptions): FieldGroup {
    return new FieldGroup(name, lookup(), { ...options, id });
  }

  constructor(name: string, args: FieldGroupArgs, options?: pulumi.CustomResourceOptions) {
    super({ kind: fieldGroupKind, handler: "fieldGroup", computed: ["version"] }, name, args, options);
  }
}

export interface FieldGroup extends Declared<FieldGroupArgs> {}
