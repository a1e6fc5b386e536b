import type * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { type RegistryItem, schemas } from "../api/schema-registry";
import type { Json } from "../api/values";
import { at, kind } from "../lifecycle/kind";
import { xdmClassReference } from "./checks";
import { declaredMembers } from "./declared-members";
import { canonicalXdmClass, type XdmClassReference } from "./references";
import { type Adoptable, AepResource, type Declared, lookup, type Plain } from "./resource";

/**
 * An XDM schema: a class and the field groups that extend it.
 *
 * Field groups are added in place. Taking one away, or another class, **replaces** the schema, and with it its dataset,
 * which is refused unless the dataset says `forceDestroy`. Field groups that somebody else added stay.
 * See {@link https://experienceleague.adobe.com/en/docs/experience-platform/xdm/schema/composition | the rules of schema evolution}.
 */
export interface SchemaArgs extends Adoptable {
  /** Shown in the Experience Platform UI; unique among all schemas, classes, field groups and data types of a sandbox. */
  title: pulumi.Input<string>;
  /** Free text. */
  description?: pulumi.Input<string>;
  /** The behaviour of its records: `"experienceevent"`, `"profile"` or the URI of a class. **Replaces.** */
  class: pulumi.Input<XdmClassReference>;
  /** Ids of field groups: `fieldGroup.id`, or Adobe's URIs. */
  fieldGroups?: pulumi.Input<pulumi.Input<string>[]>;
}

/** @internal */
export const schemaKind = kind<Plain<SchemaArgs>, RegistryItem>({
  name: "Schema",
  label: "schema",
  inputs: z.strictObject({
    title: z.string().min(1),
    description: z.string().exactOptional(),
    class: xdmClassReference,
    fieldGroups: z
      .array(
        z
          .string()
          .regex(
            /^https:\/\/ns\.adobe\.com\/|^_[\w]+\.mixins\./,
            "must be a field group's id: fieldGroup.id",
          ),
      )
      .exactOptional(),
  }),
  fields: {
    title: { operations: at("/title") },
    description: { operations: at("/description", { whenRemoved: "" }) },
    class: { replaces: true, canonical: canonicalXdmClass },
    fieldGroups: {
      additive: true,
      units: (ids) => Object.fromEntries(listOf(ids).map((id) => [String(id), id])),
      join: (ids) => ids,
      replaces: losesFieldGroup,
      operations: ({ names }) => names.map((id) => ({ op: "add", path: "/allOf/-", value: { $ref: id } })),
      restore: (recorded, live) => listOf(recorded).filter((id) => listOf(live).includes(id)),
    },
  },
  deleteBeforeReplace: (recorded, desired) => recorded.title === desired.title,
  replacementWarning: (recorded) =>
    `The schema "${recorded.title}" has to be replaced, and with it every dataset that uses it, because it gets another ` +
    "class or loses a field group. AEP extends schemas in place: leave class and field groups as they are, and add " +
    "further field groups beside them.",
  service: schemas,
  toBody: ({ class: xdmClass, fieldGroups = [], description = "", ...args }) => ({
    type: "object",
    ...args,
    description,
    allOf: [canonicalXdmClass(xdmClass), ...fieldGroups].map(($ref) => ({ $ref })),
  }),
  fromLive({ allOf = [], "meta:class": declaredClass, ...live }) {
    const references = allOf.flatMap(({ $ref }) => ($ref === undefined ? [] : [$ref]));
    const xdmClass = declaredClass ?? references[0];
    return {
      ...declaredMembers(live, ["title", "description"]),
      ...(xdmClass !== undefined && { class: xdmClass }),
      fieldGroups: references.filter((reference) => reference !== xdmClass),
    };
  },
  outputs: (seen) => declaredMembers(seen, ["version"]),
});

/** An unknown id may be that of a field group that is only now made: that is an addition, as long as no known one is missing. */
function losesFieldGroup(recorded: Json | undefined, desired: Json | undefined): boolean {
  const wanted = listOf(desired);
  return listOf(recorded).some((id) => !wanted.includes(id));
}

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}

/** {@inheritDoc SchemaArgs} */
export class Schema extends AepResource {
  /** `major.minor`; every change makes the next minor version. */
  declare readonly version: pulumi.Output<string>;

  /** A schema that exists already and stays unmanaged. Fails when there is none with this id. */
  static get(name: string, id: pulumi.Input<pulumi.ID>, options?: pulumi.CustomResourceOptions): Schema {
    return new Schema(name, lookup(), { ...options, id });
  }

  constructor(name: string, args: SchemaArgs, options?: pulumi.CustomResourceOptions) {
    super({ kind: schemaKind, handler: "schema", computed: ["version"] }, name, args, options);
  }
}

export interface Schema extends Declared<SchemaArgs> {}
