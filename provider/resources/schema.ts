import type * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { dataSetsOfSchema } from "../api/catalog";
import { identityOf, listDescriptors } from "../api/identity-descriptors";
import { schemas } from "../api/schema-registry";
import { type Json, toJson, toJsonObject } from "../api/values";
import { at, kind } from "../lifecycle/kind";
import { containsUnknown } from "../lifecycle/unknown";
import { xdmClassReference } from "./checks";
import { declaredMembers } from "./declared-members";
import { canonicalIdentity, identityPath, namespaceCode } from "./identity";
import { canonicalXdmClass, type XdmClassReference } from "./references";
import { type Adoptable, AepResource, type Declared, lookup, type Plain } from "./resource";
import {
  dismantleIdentities,
  identityFailures,
  type LiveSchema,
  listOf,
  pathOf,
  primaryCaution,
  restoreIdentities,
  writeIdentities,
  writeTags,
} from "./schema-identities";

/** A field that identifies somebody, and what its values are. */
export interface SchemaIdentity {
  /** The path of the field: `"_{TENANT_ID}.email"`, or Adobe's `"/_{TENANT_ID}/email"`. Each may occur once. */
  sourceProperty: pulumi.Input<string>;
  /** The code of its namespace, `"Email"` or `namespace.code`; an id in digits. Its letter case does not count. */
  namespace: pulumi.Input<string>;
  /** Whether it is the schema's primary identity; at most one is. Default false. */
  isPrimary?: pulumi.Input<boolean>;
}

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
  /** Ids of field groups: `fieldGroup.id`, or Adobe's URIs. Default none. Added in place; taking one away **replaces**. */
  fieldGroups?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * The fields that identify somebody. Each is a descriptor in AEP: one that is added, changed or taken away here is
   * made, replaced or deleted, and the schema itself stays as it is. Default none. Identities that somebody else added stay.
   * See {@link https://experienceleague.adobe.com/en/docs/experience-platform/xdm/api/descriptors | Adobe's page on descriptors}.
   */
  identities?: pulumi.Input<pulumi.Input<SchemaIdentity>[]>;
  /**
   * `["union"]` enables the schema for Profile, once it has a primary identity or an identity map. **Irreversible**: AEP
   * never takes it back (default: not enabled), nor does it delete such a schema or its field groups, so taking this away is refused and
   * `pulumi destroy` leaves them in AEP.
   * See {@link https://experienceleague.adobe.com/en/docs/experience-platform/xdm/api/schemas#union | Adobe's page on schemas}.
   */
  immutableTags?: pulumi.Input<pulumi.Input<"union">[]>;
}

/** @internal */
export const schemaKind = kind<Plain<SchemaArgs>, LiveSchema>({
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
    identities: z
      .array(
        z.strictObject({
          sourceProperty: identityPath,
          namespace: namespaceCode,
          isPrimary: z.boolean().exactOptional(),
        }),
      )
      .exactOptional(),
    immutableTags: z
      .array(z.literal("union", 'must be "union", the only tag that AEP documents'))
      .max(1)
      .exactOptional(),
  }),
  usesTenant: true,
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
    identities: {
      additive: true,
      rule: identityFailures,
      units: (identities) =>
        Object.fromEntries(listOf(identities).map((each) => [pathOf(each), canonicalIdentity(each)])),
      apart: { write: writeIdentities },
      restore: restoreIdentities,
    },
    immutableTags: {
      additive: true,
      units: (tags) => Object.fromEntries(listOf(tags).map((tag) => [String(tag), tag])),
      apart: { write: writeTags },
      restore: (recorded, live) => listOf(recorded).filter((tag) => listOf(live).includes(tag)),
    },
  },
  forbid: ({ recorded, desired, replaced: [property] }) => {
    if (!declaresUnion(recorded)) return [];
    if (!containsUnknown(desired.immutableTags) && !declaresUnion(desired)) {
      const reason =
        'cannot be taken back: AEP never takes a schema out of the union. Declare ["union"] again. To manage the ' +
        "schema no longer, take the whole resource away: it stays in AEP.";
      return [{ property: "immutableTags", reason }];
    }
    if (property === undefined || recorded.title !== desired.title) return [];
    const reason =
      `this change would replace the schema, but AEP never deletes one that is in the union, so "${recorded.title}" ` +
      "stays taken. Take the change back, or give the new schema another title.";
    return [{ property, reason }];
  },
  caution: (recorded, desired) => {
    if (!declaresUnion(desired)) return undefined;
    if (declaresUnion(recorded)) return primaryCaution(toJsonObject(recorded), desired);
    return (
      `The schema "${String(desired.title)}" is going to be enabled for Profile. This cannot be undone: AEP never takes a ` +
      "schema out of the union, and deletes neither it nor its field groups."
    );
  },
  deleteBeforeReplace: (recorded, desired) => recorded.title === desired.title,
  replacementWarning: (recorded) =>
    `The schema "${recorded.title}" has to be replaced, and with it every dataset that uses it, because it gets another ` +
    "class or loses a field group. AEP extends schemas in place: leave class and field groups as they are, and add " +
    "further field groups beside them.",
  service: {
    ...schemas,
    async holders(client, id) {
      const live = await schemas.get(client, id);
      return live === undefined ? [] : dataSetsOfSchema(client, live.$id);
    },
  },
  complement: async (client, id, live, wanted) => {
    if (!wanted.has("identities")) return live;
    const parts = (live.allOf ?? []).flatMap(({ $ref }) => $ref ?? []);
    const { identities, others } = await listDescriptors(client, live.$id ?? id, parts);
    return { ...live, identities, otherDescriptors: others };
  },
  dismantle: (client, id, { identities = [] }, seconds) =>
    dismantleIdentities(client, id, toJson(identities), seconds),
  toBody: ({ title, class: xdmClass, fieldGroups = [], description = "" }) => ({
    type: "object",
    title,
    description,
    allOf: [canonicalXdmClass(xdmClass), ...fieldGroups].map(($ref) => ({ $ref })),
  }),
  fromLive({
    allOf = [],
    "meta:class": declaredClass,
    "meta:immutableTags": tags = [],
    identities,
    ...live
  }) {
    const references = allOf.flatMap(({ $ref }) => ($ref === undefined ? [] : [$ref]));
    const xdmClass = declaredClass ?? references[0];
    return {
      ...declaredMembers(live, ["title", "description"]),
      ...(xdmClass !== undefined && { class: xdmClass }),
      fieldGroups: references.filter((reference) => reference !== xdmClass),
      ...(tags.length > 0 && { immutableTags: tags }),
      ...(identities !== undefined && {
        identities: identities.flatMap((descriptor) => toJson(identityOf(descriptor)) ?? []),
      }),
    };
  },
  outputs: (seen) => declaredMembers(seen, ["version"]),
});

/** An unknown id may be that of a field group that is only now made: that is an addition, as long as no known one is missing. */
function losesFieldGroup(recorded: Json | undefined, desired: Json | undefined): boolean {
  const wanted = listOf(desired);
  return listOf(recorded).some((id) => !wanted.includes(id));
}

function declaresUnion({ immutableTags }: { readonly immutableTags?: unknown }): boolean {
  return Array.isArray(immutableTags) && immutableTags.includes("union");
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
