import * as pulumi from "@pulumi/pulumi";
import type { BaseConnectionArgs } from "../resources/base-connection";
import { Dataset, type DatasetArgs } from "../resources/dataset";
import type { FieldTree } from "../resources/field";
import { FieldGroup, type FieldGroupArgs } from "../resources/field-group";
import type { FlowArgs } from "../resources/flow";
import { MappingSet, type MappingSetArgs } from "../resources/mapping-set";
import type { XdmClassReference } from "../resources/references";
import { Schema, type SchemaArgs } from "../resources/schema";
import type { SourceConnectionArgs } from "../resources/source-connection";
import type { TargetConnectionArgs } from "../resources/target-connection";
import { type MappingSource, toMapping, underTenant } from "./mapping-source";

/** Where the records of a dataflow land, and how they get into shape. */
export interface LandingArgs {
  /** Shown in the Experience Platform UI; the objects' own names begin with it. Defaults to the component's name. */
  title?: string;
  /**
   * The fields to fill; a field group and a schema are made for them. Without the tenant's wrapper, as in
   * {@link FieldGroupArgs.fields}. Either this or `schemaId`.
   */
  fields?: pulumi.Input<FieldTree>;
  /** A schema that exists already, by its id: `schema.id`. Either this or `fields`. */
  schemaId?: pulumi.Input<string>;
  /**
   * The behaviour of the records, for a schema that is made here. Default `"experienceevent"` for streams, `"profile"`
   * for batches.
   */
  class?: pulumi.Input<XdmClassReference>;
  /**
   * What fills each field, by the path of the field. A path without a tenant names one of `fields`: `email` is
   * `_{TENANT_ID}.email`. With `schemaId`, paths are taken as they are.
   */
  mappings: { [destination: string]: MappingSource };
  /** Allows the dataset, with every record in it, to be deleted or replaced. Default false. */
  forceDestroy?: boolean;
  /** Arguments that a resource inside gets instead of, or beside, those that the component gives it. */
  overrides?: ChildOverrides;
}

/** By the name of the property that the resource has in the component: `{ dataset: { description: "…" } }`. */
export interface ChildOverrides {
  fieldGroup?: Partial<FieldGroupArgs>;
  schema?: Partial<SchemaArgs>;
  dataset?: Partial<DatasetArgs>;
  mappingSet?: Partial<MappingSetArgs>;
  account?: Partial<BaseConnectionArgs>;
  sourceConnection?: Partial<SourceConnectionArgs>;
  targetConnection?: Partial<TargetConnectionArgs>;
  flow?: Partial<FlowArgs>;
}

/** What every dataflow component makes, whatever its source: where the records land. */
export abstract class Dataflow extends pulumi.ComponentResource {
  /** Absent where the schema existed already. */
  readonly fieldGroup: FieldGroup | undefined;
  /** Absent where the schema existed already. */
  readonly schema: Schema | undefined;
  readonly dataset: Dataset;
  readonly mappingSet: MappingSet;
  /** The schema that was made, or the one that existed. @internal */
  protected readonly schemaId: pulumi.Input<string>;

  /**
   * @param component its name, for messages and for the type in the stack: `"BatchDataflow"`
   * @param xdmClass of the schema, where the arguments name none
   */
  protected constructor(
    component: string,
    name: string,
    args: LandingArgs,
    xdmClass: XdmClassReference,
    options: pulumi.ComponentResourceOptions | undefined,
  ) {
    super(`aep:index:${component}`, name, {}, options);
    const { title = name, mappings, forceDestroy, overrides = {} } = args;
    const child = { parent: this };
    const made = makeSchema(component, name, { ...args, title, class: args.class ?? xdmClass }, child);
    this.fieldGroup = made.fieldGroup;
    this.schema = made.schema;
    this.schemaId = made.schemaId;
    this.dataset = new Dataset(
      name,
      {
        name: title,
        schemaRef: { id: made.schemaId },
        ...(forceDestroy !== undefined && { forceDestroy }),
        ...overrides.dataset,
      },
      child,
    );
    this.mappingSet = new MappingSet(
      name,
      {
        name: `${title} mapping`,
        outputSchema: { schemaRef: { id: made.schemaId } },
        mappings: Object.entries(mappings).map(([destination, source]) =>
          toMapping(made.schema === undefined ? destination : underTenant(destination), source),
        ),
        ...overrides.mappingSet,
      },
      child,
    );
  }
}

/** With the component's own defaults filled in. */
type Titled = LandingArgs & { readonly title: string; readonly class: pulumi.Input<XdmClassReference> };

interface MadeSchema {
  readonly fieldGroup: FieldGroup | undefined;
  readonly schema: Schema | undefined;
  readonly schemaId: pulumi.Input<string>;
}

function makeSchema(
  component: string,
  name: string,
  { title, fields, schemaId, class: xdmClass, overrides = {} }: Titled,
  child: pulumi.CustomResourceOptions,
): MadeSchema {
  if ((fields === undefined) === (schemaId === undefined)) {
    throw new pulumi.RunError(
      `${component} "${name}": give either "fields", to make a schema, or "schemaId", to use one that exists.`,
    );
  }
  if (schemaId !== undefined) return { fieldGroup: undefined, schema: undefined, schemaId };
  // Titles are unique among field groups and schemas together.
  const fieldGroup = new FieldGroup(
    name,
    { title: `${title} fields`, intendedToExtend: [xdmClass], fields: fields ?? {}, ...overrides.fieldGroup },
    child,
  );
  const schema = new Schema(
    name,
    { title, class: xdmClass, fieldGroups: [fieldGroup.id], ...overrides.schema },
    child,
  );
  return { fieldGroup, schema, schemaId: schema.id };
}
