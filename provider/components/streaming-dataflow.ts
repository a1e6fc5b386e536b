import * as pulumi from "@pulumi/pulumi";
import { toJson } from "../api/values";
import { HTTP_API_CONNECTION_SPEC_ID } from "../catalogue/sources";
import type { AnyKind } from "../lifecycle/kind";
import { type Authentication, BaseConnection } from "../resources/base-connection";
import type { Dataset } from "../resources/dataset";
import { Flow, flowKind } from "../resources/flow";
import type { MappingSet } from "../resources/mapping-set";
import { type ConnectionSpecReference, catalogued } from "../resources/references";
import { SourceConnection, type SourceParameter, sourceConnectionKind } from "../resources/source-connection";
import { TargetConnection, targetConnectionKind } from "../resources/target-connection";
import { Dataflow, type LandingArgs } from "./landing";

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
 * It makes a field group, a schema, a dataset, an account (for sources that have one), a source connection, a target
 * connection, a mapping set and a flow. Each can be reached as a property of the component, and changed by `overrides`.
 *
 * **Replacing the flow without a gap.** Some changes need a new flow, with another address for the webhook. Make it
 * beside the old one first: raise `generation` and set `keepPrevious` together with the change, `pulumi up`, and point
 * the source at the new `webhookUrl`; then take `keepPrevious` away, and the next `pulumi up` removes the old flow.
 */
export interface StreamingDataflowArgs extends LandingArgs {
  /** The source that posts the events: a name of the catalogue (`"customerio"`), or its connection spec. */
  source: ConnectionSpecReference;
  /**
   * How AEP signs in at a stream that it reads (`"amazon-kinesis"`); an account is made for it. Webhooks need none, and
   * `"http-api"` gets one that takes any JSON.
   */
  auth?: pulumi.Input<Authentication>;
  /** An account that exists already, by its id, instead of `auth`. */
  baseConnectionId?: pulumi.Input<string>;
  /** What to read, for a stream that AEP reads: `{ stream: "orders", dataType: "raw", reset: "latest" }`. */
  params?: pulumi.Input<{ [name: string]: pulumi.Input<SourceParameter> }>;
  /** Which flow in a row of replacements this is: a whole number from 1, the default. Another one makes another flow. */
  generation?: number;
  /**
   * Keeps the flow of the generation before, with its connections, as it is; changes that would replace it do not reach
   * it. Its mappings still change with those of the new one, since both fill the same dataset. Default false.
   */
  keepPrevious?: boolean;
}

/** The part of a streaming dataflow that a replacement makes anew. */
export interface StreamingGeneration {
  readonly sourceConnection: SourceConnection;
  readonly targetConnection: TargetConnection;
  readonly flow: Flow;
  /** Where events are posted to. Undefined for a stream that AEP reads. */
  readonly inletUrl: pulumi.Output<string | undefined>;
  /** The address to register at the source. Undefined for a stream that AEP reads. */
  readonly webhookUrl: pulumi.Output<string | undefined>;
}

/** {@inheritDoc StreamingDataflowArgs} */
export class StreamingDataflow extends Dataflow implements StreamingGeneration {
  /** Absent for webhooks, and where the account existed already. */
  readonly account: BaseConnection | undefined;
  readonly sourceConnection: SourceConnection;
  readonly targetConnection: TargetConnection;
  readonly flow: Flow;
  /** Where events are posted to. Undefined for a stream that AEP reads. */
  readonly inletUrl: pulumi.Output<string | undefined>;
  /** The address to register at the source. Undefined for a stream that AEP reads. */
  readonly webhookUrl: pulumi.Output<string | undefined>;
  /** The generation before, while `keepPrevious` is set. */
  readonly previous: StreamingGeneration | undefined;

  constructor(name: string, args: StreamingDataflowArgs, options?: pulumi.ComponentResourceOptions) {
    const { title = name, generation = 1, keepPrevious = false } = args;
    if (!Number.isInteger(generation) || generation < (keepPrevious ? 2 : 1)) {
      throw new pulumi.RunError(
        `StreamingDataflow "${name}": generation is a whole number from 1, and from 2 with keepPrevious.`,
      );
    }
    super("StreamingDataflow", name, args, "experienceevent", options);
    const child = { parent: this };
    const landing = { schemaId: this.schemaId, dataset: this.dataset, mappingSet: this.mappingSet };
    this.account = makeAccount(name, title, args, child);
    const baseConnectionId = this.account?.id ?? args.baseConnectionId;
    const make = (number: number, frozen: boolean) =>
      makeGeneration(
        number === 1 ? { name, title } : { name: `${name}-${number}`, title: `${title} (${number})` },
        { ...args, ...(baseConnectionId !== undefined && { baseConnectionId }) },
        landing,
        this.account,
        (kind) => (frozen ? { ...child, ignoreChanges: replacingProperties(kind) } : child),
      );
    const current = make(generation, false);
    this.previous = keepPrevious ? make(generation - 1, true) : undefined;
    this.sourceConnection = current.sourceConnection;
    this.targetConnection = current.targetConnection;
    this.flow = current.flow;
    this.inletUrl = current.inletUrl;
    this.webhookUrl = current.webhookUrl;
    this.registerOutputs({ inletUrl: this.inletUrl, webhookUrl: this.webhookUrl });
  }
}

/** A webhook has no account; HTTP API has one that needs no credentials; every other stream is signed in at. */
function makeAccount(
  name: string,
  title: string,
  { source, auth = anyJson(source, title), baseConnectionId, overrides = {} }: StreamingDataflowArgs,
  child: pulumi.CustomResourceOptions,
): BaseConnection | undefined {
  if (auth === undefined || baseConnectionId !== undefined) return undefined;
  return new BaseConnection(
    name,
    { name: `${title} account`, connectionSpec: source, auth, ...overrides.account },
    child,
  );
}

function anyJson(source: ConnectionSpecReference, title: string): Authentication | undefined {
  if (catalogued(toJson(source))?.connectionSpecId !== HTTP_API_CONNECTION_SPEC_ID) return undefined;
  return { specName: "Streaming Connection", params: { dataType: "raw", name: title } };
}

/** Where every generation lands. */
interface Landing {
  readonly schemaId: pulumi.Input<string>;
  readonly dataset: Dataset;
  readonly mappingSet: MappingSet;
}

function makeGeneration(
  { name, title }: { readonly name: string; readonly title: string },
  { source, baseConnectionId, params, overrides = {} }: StreamingDataflowArgs,
  { schemaId, dataset, mappingSet }: Landing,
  account: BaseConnection | undefined,
  optionsFor: (kind: AnyKind) => pulumi.CustomResourceOptions,
): StreamingGeneration {
  const sourceConnection = new SourceConnection(
    name,
    {
      name: `${title} source`,
      connectionSpec: source,
      data: { format: "json" },
      ...(baseConnectionId !== undefined && { baseConnectionId }),
      ...(params !== undefined && { params }),
      ...overrides.sourceConnection,
    },
    optionsFor(sourceConnectionKind),
  );
  const targetConnection = new TargetConnection(
    name,
    {
      name: `${title} target`,
      data: { format: "json", schema: { id: schemaId } },
      params: { dataSetId: dataset.id },
      ...overrides.targetConnection,
    },
    optionsFor(targetConnectionKind),
  );
  const flowSpec = catalogued(toJson(source))?.flowSpec;
  const flow = new Flow(
    name,
    {
      name: title,
      ...(flowSpec !== undefined && { flowSpec }),
      sourceConnectionIds: [sourceConnection.id],
      targetConnectionIds: [targetConnection.id],
      transformations: [mappingSet.asTransformation()],
      ...overrides.flow,
    },
    optionsFor(flowKind),
  );
  // With HTTP API the account has the inlet, and every flow that reads from it is addressed by its id.
  const inletUrl = account?.inletUrl ?? flow.inletUrl;
  const webhookUrl = pulumi
    .all([inletUrl, flow.id])
    .apply(([inlet, id]) => (inlet === undefined ? undefined : `${inlet}?x-adobe-flow-id=${id}`));
  return { sourceConnection, targetConnection, flow, inletUrl, webhookUrl };
}

function replacingProperties({ fields }: AnyKind): string[] {
  return Object.keys(fields).filter((property) => fields[property]?.replaces !== undefined);
}
