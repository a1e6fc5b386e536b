import type * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { type ConnectionItem, sourceConnections } from "../api/flow-service";
import { type Json, toJsonObject } from "../api/values";
import { SOURCES } from "../catalogue/sources";
import { at, type Failure, kind } from "../lifecycle/kind";
import { connectionSpecReference, plainValue } from "./checks";
import { declaredMembers } from "./declared-members";
import type { PlainValue } from "./plain-value";
import {
  type ConnectionSpecReference,
  canonicalConnectionSpec,
  catalogued,
  isSourceName,
} from "./references";
import { type Adoptable, AepResource, type Declared, lookup, named, type Plain } from "./resource";
import { readingFailures } from "./source-parameters";

/** How the records of a source are written. */
export interface SourceData {
  /** `json` for streaming sources; `delimited`, `json` or `parquet` for files; `tabular` for tables. */
  format: pulumi.Input<string>;
  /** For files: `columnDelimiter`, `compressionType`. Default AEP's. */
  properties?: pulumi.Input<{ [name: string]: pulumi.Input<string> }>;
}

/** A plain value, an object of such, or a list of either (`columns: [{ name, type }]`). */
export type SourceParameter = SourceParameterPart | SourceParameterPart[];
export type SourceParameterPart = PlainValue | { [name: string]: PlainValue };

/**
 * What a dataflow reads: one stream, folder or table of a source.
 *
 * AEP does not carry changes of a source connection into a running dataflow, so everything but name and description
 * **replaces** it, and with it the flow.
 * See {@link https://experienceleague.adobe.com/en/docs/experience-platform/sources/api-tutorials/create/marketing-automation/customerio-webhook | Adobe's tutorial}.
 */
export interface SourceConnectionArgs extends Adoptable {
  /** Shown in the Experience Platform UI. Defaults to the resource's name. */
  name?: pulumi.Input<string>;
  /** Free text. */
  description?: pulumi.Input<string>;
  /** The source: its name in the catalogue (`"customerio"`), or its connection spec. **Replaces.** */
  connectionSpec: pulumi.Input<ConnectionSpecReference>;
  /** The account to read with, `account.id`, for sources that have one, and then required; refused for streaming webhooks. No default. **Replaces.** */
  baseConnectionId?: pulumi.Input<string>;
  /** Format of the records; no default. **Replaces.** */
  data?: pulumi.Input<SourceData>;
  /**
   * What to read, by the source's own rules: `path`, `type` (`file` or `folder`) and `recursive` for files; `tableName`
   * and `columns` for tables; `stream`, `eventHubName`, `topicId` … for streams. Checked for the sources of the catalogue
   * whose parameters Adobe documents; no default. **Replaces.**
   */
  params?: pulumi.Input<{ [name: string]: pulumi.Input<SourceParameter> }>;
  /** A UUID. Defaults to the catalogue's, where the source is named. **Replaces.** */
  providerId?: pulumi.Input<string>;
}

const single = z.union([plainValue, z.record(z.string(), plainValue)]);
const parameter = z.union([single, z.array(single)]);

/** @internal */
export const sourceConnectionKind = kind<Plain<SourceConnectionArgs>, ConnectionItem>({
  name: "SourceConnection",
  label: "source connection",
  inputs: z.strictObject({
    name: z.string().min(1).exactOptional(),
    description: z.string().exactOptional(),
    connectionSpec: connectionSpecReference,
    baseConnectionId: z.uuid("must be the id of a base connection").exactOptional(),
    data: z
      .strictObject({
        format: z.string().min(1),
        properties: z.record(z.string(), z.string()).exactOptional(),
      })
      .exactOptional(),
    params: z.record(z.string(), parameter).exactOptional(),
    providerId: z.uuid("must be the id of a provider").exactOptional(),
  }),
  rules: (known, declared) => sourceRules(toJsonObject(known), declared),
  fields: {
    name: { operations: at("/name") },
    description: { operations: at("/description") },
    connectionSpec: { replaces: true, canonical: canonicalConnectionSpec },
    baseConnectionId: { replaces: true },
    data: { replaces: true },
    params: { replaces: true, confidential: true },
    providerId: { replaces: true },
  },
  service: sourceConnections,
  toBody: ({ connectionSpec, ...args }) => ({
    ...cataloguedProvider(connectionSpec),
    ...args,
    connectionSpec: canonicalConnectionSpec(connectionSpec),
  }),
  fromLive: (live) =>
    declaredMembers(live, [
      "name",
      "description",
      "connectionSpec",
      "baseConnectionId",
      "data",
      "params",
      "providerId",
    ]),
  outputs: (seen) => declaredMembers(seen, ["etag"]),
});

/** AEP refuses an account for a webhook (1332-400), needs one for everything else, and is to be told what to read. */
function sourceRules(
  known: { connectionSpec?: Json; data?: Json; params?: Json },
  declared: ReadonlySet<string>,
): Failure[] {
  const { connectionSpec } = known;
  const source = connectionSpec === undefined ? undefined : catalogued(connectionSpec);
  if (source === undefined) return [];
  const property = "baseConnectionId";
  if (source.authentication === undefined && declared.has(property)) {
    return [
      { property, reason: `${source.title} posts its events and has no account. Take this property away.` },
    ];
  }
  if (source.authentication !== undefined && !declared.has(property)) {
    return [
      {
        property,
        reason: `is required: ${source.title} is read through an account. Make a BaseConnection and give its id.`,
      },
    ];
  }
  return readingFailures(source, known, declared);
}

function cataloguedProvider(source: unknown): { providerId?: string } {
  const { providerId } = typeof source === "string" && isSourceName(source) ? SOURCES[source] : {};
  return providerId === undefined ? {} : { providerId };
}

/** {@inheritDoc SourceConnectionArgs} */
export class SourceConnection extends AepResource {
  /** AEP's version of the object, quoted; an update is only accepted with the current one. */
  declare readonly etag: pulumi.Output<string>;

  /** A source connection that exists already and stays unmanaged. Fails when there is none with this id. */
  static get(
    name: string,
    id: pulumi.Input<pulumi.ID>,
    options?: pulumi.CustomResourceOptions,
  ): SourceConnection {
    return new SourceConnection(name, lookup(), { ...options, id });
  }

  constructor(name: string, args: SourceConnectionArgs, options?: pulumi.CustomResourceOptions) {
    super(
      { kind: sourceConnectionKind, handler: "sourceConnection", computed: ["etag"] },
      name,
      named(args, name),
      options,
    );
  }
}

export interface SourceConnection extends Declared<SourceConnectionArgs> {}
