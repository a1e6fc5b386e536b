import * as pulumi from "@pulumi/pulumi";
import { Dataset } from "../resources/dataset";
import type { FieldTree } from "../resources/field";
import { FieldGroup } from "../resources/field-group";
import { Flow } from "../resources/flow";
import { type Mapping, MappingSet } from "../resources/mapping-set";
import type { ConnectionSpecReference, XdmClassReference } from "../resources/references";
import { Schema } from "../resources/schema";
import { SourceConnection } from "../resources/source-connection";
import { TargetConnection } from "../resources/target-connection";

/** A value that is computed from the event; see {@link expression}. */
export interface MappingExpression {
  readonly expression: string;
}

/** A value that is the same for every event; see {@link constant}. */
export interface MappingConstant {
  readonly constant: string | number | boolean;
}

/**
 * For `mappings`: computes the value in Data Prep's expression language, at most 4096 characters.
 *
 * ```ts
 * mappings: { "_{TENANT_ID}.email": aep.expression("lower(data.identifiers.email)") }
 * ```
 */
export function expression(text: string): MappingExpression {
  return { expression: text };
}

/** For `mappings`: the same value for every event. */
export function constant(value: string | number | boolean): MappingConstant {
  return { constant: value };
}

/** Where the value of a field comes from: a path of the event, an {@link expression} or a {@link constant}. */
export type MappingSource = string | MappingExpression | MappingConstant;

/**
 * A whole streaming pipeline: what a source posts ends up in a dataset.
 *
 * ```ts
 * const customerio = new aep.StreamingDataflow("customerio", {
 *   source: "customerio",
 *   fields: { email: "string", metric: "string" },
 *   mappings: { email: "data.identifiers.email", metric: "metric" },
 * });
 * export const webhookUrl = customerio.webhookUrl;
 * ```
 *
 * It makes a field group, a schema, a dataset, a source connection, a target connection, a mapping set and a flow, each of
 * which can be reached as a property of the component, and changed by the Pulumi option `transforms`.
 */
export interface StreamingDataflowArgs {
  /** The source that posts the events: a name of the catalogue (`"customerio"`), or its connection spec. */
  source: pulumi.Input<ConnectionSpecReference>;
  /** Shown in the Experience Platform UI; the objects' own names begin with it. Defaults to the component's name. */
  title?: string;
  /**
   * The fields to fill; a field group and a schema are made for them. Without the tenant's wrapper, as in
   * {@link FieldGroupArgs.fields}. Either this or `schemaId`.
   */
  fields?: pulumi.Input<FieldTree>;
  /** A schema that exists already, by its id: `schema.id`. Either this or `fields`. */
  schemaId?: pulumi.Input<string>;
  /** The behaviour of the records, for a schema that is made here. Default `"experienceevent"`. */
  class?: pulumi.Input<XdmClassReference>;
  /**
   * What fills each field, by the path of the field. A path without a tenant names one of `fields`: `email` is
   * `_{TENANT_ID}.email`. With `schemaId`, paths are taken as they are.
   */
  mappings: { [destination: string]: MappingSource };
  /** Allows the dataset, with every record in it, to be deleted or replaced. Default false. */
  forceDestroy?: boolean;
}

/** {@inheritDoc StreamingDataflowArgs} */
export class StreamingDataflow extends pulumi.ComponentResource {
  /** Absent where the schema existed already. */
  readonly fieldGroup: FieldGroup | undefined;
  /** Absent where the schema existed already. */
  readonly schema: Schema | undefined;
  readonly dataset: Dataset;
  readonly sourceConnection: SourceConnection;
  readonly targetConnection: TargetConnection;
  readonly mappingSet: MappingSet;
  readonly flow: Flow;
  /** Where events are posted to. */
  readonly inletUrl: pulumi.Output<string>;
  /** The address to register at the source. */
  readonly webhookUrl: pulumi.Output<string>;

  constructor(name: string, args: StreamingDataflowArgs, options?: pulumi.ComponentResourceOptions) {
    super("aep:index:StreamingDataflow", name, {}, options);
    const title = args.title ?? name;
    const child = { parent: this };

    const made = makeSchema(name, title, args, child);
    this.fieldGroup = made.fieldGroup;
    this.schema = made.schema;
    const schemaId = made.schemaId;

    this.dataset = new Dataset(
      name,
      {
        name: title,
        schemaRef: { id: schemaId },
        ...(args.forceDestroy !== undefined && { forceDestroy: args.forceDestroy }),
      },
      child,
    );
    this.sourceConnection = new SourceConnection(
      name,
      { name: `${title} source`, connectionSpec: args.source, data: { format: "json" } },
      child,
    );
    this.targetConnection = new TargetConnection(
      name,
      {
        name: `${title} target`,
        data: { format: "json", schema: { id: schemaId } },
        params: { dataSetId: this.dataset.id },
      },
      child,
    );
    this.mappingSet = new MappingSet(
      name,
      {
        name: `${title} mapping`,
        outputSchema: { schemaRef: { id: schemaId } },
        mappings: Object.entries(args.mappings).map(([destination, source]) =>
          toMapping(args.schemaId === undefined ? underTenant(destination) : destination, source),
        ),
      },
      child,
    );
    this.flow = new Flow(
      name,
      {
        name: title,
        sourceConnectionIds: [this.sourceConnection.id],
        targetConnectionIds: [this.targetConnection.id],
        transformations: [this.mappingSet.asTransformation()],
      },
      child,
    );
    this.inletUrl = this.flow.inletUrl;
    this.webhookUrl = this.flow.webhookUrl;
    this.registerOutputs({ inletUrl: this.inletUrl, webhookUrl: this.webhookUrl });
  }
}

interface MadeSchema {
  readonly fieldGroup: FieldGroup | undefined;
  readonly schema: Schema | undefined;
  readonly schemaId: pulumi.Input<string>;
}

function makeSchema(
  name: string,
  title: string,
  { fields, schemaId, class: xdmClass = "experienceevent" }: StreamingDataflowArgs,
  child: pulumi.CustomResourceOptions,
): MadeSchema {
  if ((fields === undefined) === (schemaId === undefined)) {
    throw new pulumi.RunError(
      `StreamingDataflow "${name}": give either "fields", to make a schema, or "schemaId", to use one that exists.`,
    );
  }
  if (schemaId !== undefined) return { fieldGroup: undefined, schema: undefined, schemaId };
  // Titles are unique among field groups and schemas together.
  const fieldGroup = new FieldGroup(
    name,
    { title: `${title} fields`, intendedToExtend: [xdmClass], fields: fields ?? {} },
    child,
  );
  const schema = new Schema(name, { title, class: xdmClass, fieldGroups: [fieldGroup.id] }, child);
  return { fieldGroup, schema, schemaId: schema.id };
}

function underTenant(destination: string): string {
  return destination.startsWith("_") ? destination : `_{TENANT_ID}.${destination}`;
}

function toMapping(destination: string, source: MappingSource): Mapping {
  if (typeof source === "string") return { source, destination };
  if ("expression" in source) return { sourceType: "EXPRESSION", source: source.expression, destination };
  return { sourceType: "STATIC", source: source.constant, destination };
}
