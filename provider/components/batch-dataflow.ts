import * as pulumi from "@pulumi/pulumi";
import { toJson } from "../api/values";
import { type Authentication, BaseConnection } from "../resources/base-connection";
import { Flow, type FlowOptions, type Schedule, type Transformation } from "../resources/flow";
import { type ConnectionSpecReference, catalogued } from "../resources/references";
import { SourceConnection, type SourceData, type SourceParameter } from "../resources/source-connection";
import { TargetConnection } from "../resources/target-connection";
import { Dataflow, type LandingArgs } from "./landing";

/** The column by which AEP tells the rows that are new since the last run. */
export interface DeltaColumn {
  /** Name of the column, as the table has it. */
  name: string;
  /** How its values are written, for columns of text. */
  dateFormat?: string;
  /** For values that name no time zone, for example `"UTC"`. */
  timezone?: string;
}

/**
 * A whole batch pipeline: a table, or the files of a folder, end up in a dataset, again and again.
 *
 * ```ts
 * new aep.BatchDataflow("orders", {
 *   source: "mysql",
 *   auth: { specName: "Connection String Based Authentication", params: { connectionString } },
 *   table: "orders",
 *   deltaColumn: { name: "updated_at", timezone: "UTC" },
 *   fields: { order: "string", total: "number" },
 *   mappings: { order: "id", total: "total" },
 *   schedule: { frequency: "hour", interval: 1 },
 * });
 * ```
 *
 * It makes an account, a field group, a schema, a dataset, a source connection, a target connection, a mapping set and a
 * flow. Each can be reached as a property of the component, and changed by `overrides`.
 */
export interface BatchDataflowArgs extends LandingArgs {
  /** What is read: a name of the catalogue (`"mysql"`, `"sftp"`), or its connection spec. */
  source: ConnectionSpecReference;
  /** How AEP signs in; an account is made for it. Either this or `baseConnectionId`. */
  auth?: pulumi.Input<Authentication>;
  /** An account that exists already, by its id: `account.id`. Either this or `auth`. */
  baseConnectionId?: pulumi.Input<string>;
  /** The table to read, for databases and CRM systems. Either this or `path`. */
  table?: pulumi.Input<string>;
  /** For tables: how to tell what is new. AEP wants it for a flow that runs more than once. */
  deltaColumn?: DeltaColumn;
  /** The file or folder to read, for cloud storages. Either this or `table`. */
  path?: pulumi.Input<string>;
  /** For files: how they are written. Default `{ format: "delimited" }`. */
  data?: pulumi.Input<SourceData>;
  /** Further parameters of the source: `{ type: "folder", recursive: true }`. */
  params?: { [name: string]: pulumi.Input<SourceParameter> };
  /** When it runs. Left out, its `startTime` is the moment at which the flow is made. */
  schedule: pulumi.Input<Schedule>;
  /** How it ingests. */
  options?: pulumi.Input<FlowOptions>;
}

/** {@inheritDoc BatchDataflowArgs} */
export class BatchDataflow extends Dataflow {
  /** Absent where the account existed already. */
  readonly account: BaseConnection | undefined;
  readonly sourceConnection: SourceConnection;
  readonly targetConnection: TargetConnection;
  readonly flow: Flow;

  constructor(name: string, args: BatchDataflowArgs, options?: pulumi.ComponentResourceOptions) {
    assertOneOf(name, args, "auth", "baseConnectionId");
    assertOneOf(name, args, "table", "path");
    super("BatchDataflow", name, args, "profile", options);
    const { title = name, overrides = {}, source: connectionSpec } = args;
    const child = { parent: this };
    if (args.auth !== undefined) {
      this.account = new BaseConnection(
        name,
        { name: `${title} account`, connectionSpec, auth: args.auth, ...overrides.account },
        child,
      );
    }
    const baseConnectionId = this.account?.id ?? args.baseConnectionId;
    this.sourceConnection = new SourceConnection(
      name,
      {
        name: `${title} source`,
        connectionSpec,
        ...(baseConnectionId !== undefined && { baseConnectionId }),
        ...whatIsRead(args),
        ...overrides.sourceConnection,
      },
      child,
    );
    this.targetConnection = new TargetConnection(
      name,
      {
        name: `${title} target`,
        data: { format: "parquet_xdm", schema: { id: this.schemaId } },
        params: { dataSetId: this.dataset.id },
        ...overrides.targetConnection,
      },
      child,
    );
    const flowSpec = catalogued(toJson(connectionSpec))?.flowSpec;
    this.flow = new Flow(
      name,
      {
        name: title,
        flowSpec: flowSpec ?? (args.table === undefined ? "CloudStorageToAEP" : "CRMToAEP"),
        sourceConnectionIds: [this.sourceConnection.id],
        targetConnectionIds: [this.targetConnection.id],
        transformations: [...copy(args.deltaColumn), this.mappingSet.asTransformation()],
        scheduleParams: args.schedule,
        ...(args.options !== undefined && { options: args.options }),
        ...overrides.flow,
      },
      child,
    );
    this.registerOutputs({ flowId: this.flow.id, datasetId: this.dataset.id });
  }
}

function whatIsRead({ table, path, data, params }: BatchDataflowArgs) {
  return table === undefined
    ? { data: data ?? { format: "delimited" }, params: { ...(path !== undefined && { path }), ...params } }
    : { data: data ?? { format: "tabular" }, params: { tableName: table, ...params } };
}

function copy(deltaColumn: DeltaColumn | undefined): Transformation[] {
  return deltaColumn === undefined ? [] : [{ name: "Copy", params: { deltaColumn: { ...deltaColumn } } }];
}

function assertOneOf<Name extends keyof BatchDataflowArgs>(
  component: string,
  args: BatchDataflowArgs,
  one: Name,
  other: Name,
): void {
  if ((args[one] === undefined) !== (args[other] === undefined)) return;
  throw new pulumi.RunError(`BatchDataflow "${component}": give either "${one}" or "${other}".`);
}
