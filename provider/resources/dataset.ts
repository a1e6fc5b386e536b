import type * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { type DataSetItem, dataSets } from "../api/catalog";
import { type RecordsWritten, recordsWritten } from "../api/dataset-records";
import { at, kind } from "../lifecycle/kind";
import { schemaRef } from "./checks";
import { normalTags, restoreTags, tagFailures, tagOperations, tagUnits } from "./dataset-tags";
import { declaredMembers } from "./declared-members";
import { canonicalSchemaRef, DEFAULT_SCHEMA_CONTENT_TYPE } from "./references";
import {
  type Adoptable,
  AepResource,
  type Declared,
  isLookup,
  lookup,
  named,
  type Plain,
  protectedByDefault,
} from "./resource";

/** A schema, as datasets and mapping sets refer to it. */
export interface SchemaRef {
  /** `schema.id`. */
  id: pulumi.Input<string>;
  /**
   * Content type with a major version. Defaults to `application/vnd.adobe.xed-full+json;version=1`; only the version
   * counts when it is compared.
   */
  contentType?: pulumi.Input<string>;
}

/**
 * A table of the data lake: what a dataflow fills.
 *
 * Its records go with it, so a dataset is **protected** unless `forceDestroy` says otherwise: `pulumi destroy` and
 * every change that would replace it are refused in the preview. The resource option `protect` overrides the refusal in
 * the preview; what AEP is sent never deletes a dataset whose `forceDestroy` is not recorded.
 * See {@link https://developer.adobe.com/experience-platform-apis/references/catalog/#operation/createDataset | Catalog}.
 */
export interface DatasetArgs extends Adoptable {
  /** Shown in the Experience Platform UI. Defaults to the resource's name. */
  name?: pulumi.Input<string>;
  /** Free text. */
  description?: pulumi.Input<string>;
  /** The schema of its records. **Replaces**, and is therefore refused unless `forceDestroy` is set. */
  schemaRef: pulumi.Input<SchemaRef>;
  /**
   * Lists of entries by name. `{ unifiedProfile: ["enabled:true"], unifiedIdentity: ["enabled:true"] }` sends the records
   * to Profile and the identity graph, for a schema whose `immutableTags` say `"union"`; `"isUpsert:true"` beside it makes
   * later records update earlier ones. Default none. Changed in place. Entries and tags of others, AEP's own among them, stay; a switch
   * that is taken away is turned off.
   * See {@link https://experienceleague.adobe.com/en/docs/experience-platform/catalog/datasets/enable-for-profile | Adobe's page on Profile datasets}.
   */
  tags?: pulumi.Input<{ [name: string]: pulumi.Input<pulumi.Input<string>[]> }>;
  /**
   * Allows the dataset, with every record in it, to be deleted or replaced. Default false. Takes effect with the
   * `pulumi up` that records it.
   */
  forceDestroy?: boolean;
}

/** @internal */
export const datasetKind = kind<Plain<DatasetArgs>, DataSetItem>({
  name: "Dataset",
  label: "dataset",
  inputs: z.strictObject({
    name: z.string().min(1).exactOptional(),
    description: z.string().exactOptional(),
    schemaRef,
    tags: z.record(z.string(), z.array(z.string().min(1))).exactOptional(),
    forceDestroy: z.boolean().exactOptional(),
  }),
  fields: {
    name: { operations: at("/name") },
    description: { operations: at("/description", { whenRemoved: "" }) },
    schemaRef: { replaces: true, canonical: canonicalSchemaRef },
    tags: {
      additive: true,
      rule: tagFailures,
      units: tagUnits,
      operations: tagOperations,
      restore: restoreTags,
    },
    forceDestroy: { providerOnly: true, defaultValue: false },
  },
  forbid({ recorded, desired, replaced: [property] }) {
    if (property === undefined) return [];
    if (desired.forceDestroy === true) {
      const reason =
        "this change would replace the dataset and delete every record in it. forceDestroy allows that once it is " +
        "recorded: run pulumi up with forceDestroy: true and without this change first.";
      return recorded.forceDestroy === true ? [] : [{ property, reason }];
    }
    const reason =
      "this change would replace the dataset and delete every record in it, because its schema would become another " +
      "one. Schemas grow in place: keep the schema and its field groups, and add fields or a further field group " +
      "instead of removing, renaming or retyping. If the records may go, set forceDestroy: true on the dataset.";
    return [{ property, reason }];
  },
  keep: async (client, id, { forceDestroy }) => {
    if (forceDestroy === true) return undefined;
    const written = await recordsWritten(client, id).catch(() => undefined);
    const records =
      written === undefined
        ? "the records in it would go with it"
        : `the runs of its flows wrote ${countOf(written)} into it, which would go with it`;
    return (
      `${records}, and forceDestroy is not recorded. If they may go, set forceDestroy: true on the dataset, run pulumi up, and ` +
      "then delete it. If it is to stay, `pulumi state delete` takes it out of the stack."
    );
  },
  service: dataSets,
  toBody: ({ forceDestroy: _providerOnly, schemaRef: { id, contentType }, tags, ...args }) => ({
    ...args,
    ...(tags !== undefined && { tags: normalTags(tags) }),
    schemaRef: { id, contentType: contentType ?? DEFAULT_SCHEMA_CONTENT_TYPE },
  }),
  fromLive: (live) => declaredMembers(live, ["name", "description", "schemaRef", "tags"]),
  outputs: () => ({}),
});

function countOf({ count, mayBeMore }: RecordsWritten): string {
  return `${mayBeMore ? "at least " : ""}${count} record${count === 1 ? "" : "s"}`;
}

/** {@inheritDoc DatasetArgs} */
export class Dataset extends AepResource {
  /** A dataset that exists already and stays unmanaged. Fails when there is none with this id. */
  static get(name: string, id: pulumi.Input<pulumi.ID>, options?: pulumi.CustomResourceOptions): Dataset {
    return new Dataset(name, lookup(), { ...options, id });
  }

  constructor(name: string, args: DatasetArgs, options?: pulumi.CustomResourceOptions) {
    super(
      { kind: datasetKind, handler: "dataset", computed: [] },
      name,
      named(args, name),
      isLookup(args) || args.forceDestroy === true ? options : protectedByDefault(options),
    );
  }
}

export interface Dataset extends Declared<DatasetArgs> {}
