import type * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { type ConnectionItem, targetConnections } from "../api/flow-service";
import { isObject, type Json } from "../api/values";
import { DATA_LAKE_CONNECTION_SPEC_ID } from "../catalogue/sources";
import { at, kind } from "../lifecycle/kind";
import { connectionSpecReference, schemaContentType, schemaId } from "./checks";
import { declaredMembers } from "./declared-members";
import {
  type ConnectionSpecReference,
  canonicalConnectionSpec,
  DEFAULT_SCHEMA_CONTENT_TYPE,
  majorVersion,
} from "./references";
import { type Adoptable, AepResource, type Declared, lookup, named, type Plain } from "./resource";

/** Form of the records that are written. */
export interface TargetData {
  /** `json` for streaming flows, `parquet_xdm` for batches; no default. */
  format?: pulumi.Input<string>;
  /** The dataset's schema. */
  schema: pulumi.Input<TargetSchema>;
}

/** The schema of the dataset that is written to. */
export interface TargetSchema {
  /** `schema.id`. */
  id: pulumi.Input<string>;
  /**
   * Content type with a major version. Defaults to `application/vnd.adobe.xed-full+json;version=1`; only the version
   * counts when it is compared.
   */
  version?: pulumi.Input<string>;
}

/** Where the records go. */
export interface TargetParams {
  /** `dataset.id`: 24 hexadecimal digits. */
  dataSetId: pulumi.Input<string>;
}

/**
 * Where a dataflow writes: a dataset in the data lake, with its schema.
 *
 * AEP does not carry changes of a target connection into a running dataflow, so everything but name and description
 * **replaces** it, and with it the flow.
 * See {@link https://experienceleague.adobe.com/en/docs/experience-platform/sources/api-tutorials/create/marketing-automation/customerio-webhook | Adobe's tutorial}.
 */
export interface TargetConnectionArgs extends Adoptable {
  /** Shown in the Experience Platform UI. Defaults to the resource's name. */
  name?: pulumi.Input<string>;
  /** Free text. */
  description?: pulumi.Input<string>;
  /** Defaults to the data lake, the only target that AEP accepts for a source flow. **Replaces.** */
  connectionSpec?: pulumi.Input<ConnectionSpecReference>;
  /** Format and schema of the records. **Replaces.** */
  data: pulumi.Input<TargetData>;
  /** The dataset. **Replaces.** */
  params: pulumi.Input<TargetParams>;
}

/** @internal */
export const targetConnectionKind = kind<Plain<TargetConnectionArgs>, ConnectionItem>({
  name: "TargetConnection",
  label: "target connection",
  inputs: z.strictObject({
    name: z.string().min(1).exactOptional(),
    description: z.string().exactOptional(),
    connectionSpec: connectionSpecReference.exactOptional(),
    data: z.strictObject({
      format: z.string().min(1).exactOptional(),
      schema: z.strictObject({ id: schemaId, version: schemaContentType.exactOptional() }),
    }),
    params: z.strictObject({
      dataSetId: z
        .string()
        .regex(/^[0-9a-f]{24}$/i, "must be a dataset's id: dataset.id, 24 hexadecimal digits"),
    }),
  }),
  fields: {
    name: { operations: at("/name") },
    description: { operations: at("/description") },
    connectionSpec: {
      replaces: true,
      canonical: canonicalConnectionSpec,
      defaultValue: DATA_LAKE_CONNECTION_SPEC_ID,
    },
    data: { replaces: true, canonical: canonicalData },
    params: { replaces: true },
  },
  service: targetConnections,
  toBody: ({ connectionSpec, data, ...args }) => ({
    ...args,
    connectionSpec: canonicalConnectionSpec(connectionSpec ?? DATA_LAKE_CONNECTION_SPEC_ID),
    data: {
      ...data,
      schema: { id: data.schema.id, version: data.schema.version ?? DEFAULT_SCHEMA_CONTENT_TYPE },
    },
  }),
  fromLive: (live) => declaredMembers(live, ["name", "description", "connectionSpec", "data", "params"]),
  outputs: (seen) => declaredMembers(seen, ["etag"]),
});

function canonicalData(data: Json): Json {
  if (!isObject(data) || !isObject(data.schema)) return data;
  return { ...data, schema: { id: data.schema.id ?? null, version: majorVersion(data.schema.version) } };
}

/** {@inheritDoc TargetConnectionArgs} */
export class TargetConnection extends AepResource {
  /** AEP's version of the object, quoted; an update is only accepted with the current one. */
  declare readonly etag: pulumi.Output<string>;

  /** A target connection that exists already and stays unmanaged. Fails when there is none with this id. */
  static get(
    name: string,
    id: pulumi.Input<pulumi.ID>,
    options?: pulumi.CustomResourceOptions,
  ): TargetConnection {
    return new TargetConnection(name, lookup(), { ...options, id });
  }

  constructor(name: string, args: TargetConnectionArgs, options?: pulumi.CustomResourceOptions) {
    super(
      { kind: targetConnectionKind, handler: "targetConnection", computed: ["etag"] },
      name,
      named(args, name),
      options,
    );
  }
}

export interface TargetConnection extends Declared<TargetConnectionArgs> {}
