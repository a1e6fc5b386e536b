import type * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { type FlowItem, flows, switchFlow } from "../api/flow-service";
import { isObject, type Json, sameValue } from "../api/values";
import { type FlowSpec, flowSpecById } from "../catalogue/flow-specs";
import { at, type Failure, kind } from "../lifecycle/kind";
import { flowSpecReference, plainValue } from "./checks";
import { declaredMembers } from "./declared-members";
import type { PlainValue } from "./plain-value";
import { canonicalFlowSpec, type FlowSpecReference } from "./references";
import { type Adoptable, AepResource, type Declared, lookup, named, type Plain } from "./resource";
import {
  canonicalSchedule,
  frozenChanges,
  restoreMembers,
  schedule,
  scheduleFailures,
  scheduleOperations,
  startingNow,
} from "./schedule";
import {
  isWrittenByAep,
  needsLiveSteps,
  repeatedSteps,
  restoreSteps,
  stepUnits,
  transformationOperations,
} from "./transformations";
import { webhookUrl } from "./webhook";

/** A step between source and target. */
export interface Transformation {
  /** `Mapping`, or `Copy` for tables, whose `deltaColumn` AEP may write by itself. Each name may occur once. */
  name: pulumi.Input<string>;
  /** For `Mapping`: `mappingId` and `mappingVersion`, as `mappingSet.asTransformation()` gives them. */
  params: pulumi.Input<{ [name: string]: pulumi.Input<TransformationParameter> }>;
}

/** A plain value, or an object of plain values such as `deltaColumn: { name, dateFormat, timezone }`. */
export type TransformationParameter = PlainValue | { [name: string]: PlainValue };

/**
 * When a batch flow runs. Adobe's rules: `interval` and `backfill` do not go with `once`, minutes come in fifteens at
 * least, and what is past cannot be changed any more: once the schedule has started, `startTime`, `backfill` and a change
 * to `once` are refused.
 */
export interface Schedule {
  /** Epoch **seconds**. Left out: as soon as the flow is made, and never compared. */
  startTime?: pulumi.Input<number>;
  /** What `interval` counts; `"once"` runs a single time. */
  frequency: pulumi.Input<"once" | "minute" | "hour" | "day" | "week">;
  /** Every so many minutes, hours, days or weeks; a whole number, at least 15 for minutes. Required, but refused with `"once"`. */
  interval?: pulumi.Input<number>;
  /** Whether the first run takes in what was there before. AEP's default is true. */
  backfill?: pulumi.Input<boolean>;
}

/** How a flow ingests. */
export interface FlowOptions {
  /** Keep what was wrong with records that failed. AEP's default is false. */
  errorDiagnosticsEnabled?: pulumi.Input<boolean>;
  /** The share of failed records, in percent, up to which the rest is ingested; more than 0. Left out, AEP decides. */
  partialIngestionPercent?: pulumi.Input<number>;
}

/**
 * A dataflow: moves records from a source connection, through a mapping, into a dataset.
 *
 * A new version of the mapping set is taken over in place. Everything that AEP does not carry into a running flow
 * **replaces** it; the address that events are posted to may then change, and the preview warns of it.
 * See {@link https://experienceleague.adobe.com/en/docs/experience-platform/sources/api-tutorials/create/marketing-automation/customerio-webhook | Adobe's tutorial}.
 */
export interface FlowArgs extends Adoptable {
  /** Shown in the Experience Platform UI. Defaults to the resource's name. */
  name?: pulumi.Input<string>;
  /** Free text. */
  description?: pulumi.Input<string>;
  /** The recipe that runs, by Adobe's name or by id. Defaults to `GenericStreamingAEP`. **Replaces.** */
  flowSpec?: pulumi.Input<FlowSpecReference>;
  /** `[sourceConnection.id]`: AEP takes exactly one. **Replaces.** */
  sourceConnectionIds: pulumi.Input<pulumi.Input<string>[]>;
  /** `[targetConnection.id]`: AEP takes exactly one. **Replaces.** */
  targetConnectionIds: pulumi.Input<pulumi.Input<string>[]>;
  /** What happens on the way: `[mappingSet.asTransformation()]`. Default nothing, for records in XDM. Changed in place. */
  transformations?: pulumi.Input<pulumi.Input<Transformation>[]>;
  /**
   * When it runs: required for batch flow specs, refused for streaming ones; no default. Changed in place, but for what AEP
   * no more changes once it has begun.
   */
  scheduleParams?: pulumi.Input<Schedule>;
  /**
   * Whether it runs. Declared, it is kept so: a flow that somebody stops or starts elsewhere shows as drift, and a flow
   * that is made `disabled` is stopped as soon as AEP has made it. Left out, nobody's: AEP starts a new flow, and
   * `status` tells. Changed in place, without a new version of the flow.
   */
  state?: pulumi.Input<"enabled" | "disabled">;
  /** How it ingests. Default AEP's. Documented nowhere as changeable, so it **replaces**. */
  options?: pulumi.Input<FlowOptions>;
}

const DEFAULT_FLOW_SPEC = "GenericStreamingAEP";

const parameter = z.union([plainValue, z.record(z.string(), plainValue)]);
const oneId = (what: string) =>
  z.tuple([z.uuid(`must be the id of a ${what}`)], {
    error: () => `must hold the id of exactly one ${what}: AEP takes one per flow`,
  });

/** @internal */
export const flowKind = kind<Plain<FlowArgs>, FlowItem>({
  name: "Flow",
  label: "flow",
  inputs: z.strictObject({
    name: z.string().min(1).exactOptional(),
    description: z.string().exactOptional(),
    flowSpec: flowSpecReference.exactOptional(),
    sourceConnectionIds: oneId("source connection"),
    targetConnectionIds: oneId("target connection"),
    transformations: z
      .array(z.strictObject({ name: z.string().min(1), params: z.record(z.string(), parameter) }))
      .exactOptional(),
    scheduleParams: schedule.exactOptional(),
    state: z.enum(["enabled", "disabled"]).exactOptional(),
    options: z
      .strictObject({
        errorDiagnosticsEnabled: z.boolean().exactOptional(),
        partialIngestionPercent: z.number().positive().max(100).exactOptional(),
      })
      .exactOptional(),
  }),
  rules: scheduleRules,
  forbid: ({ recorded, desired, replaced, now }) =>
    replaced.length === 0
      ? frozenChanges(recorded.scheduleParams, desired.scheduleParams, now)
      : pastStart(desired.scheduleParams, now),
  fields: {
    name: { operations: at("/name") },
    description: { operations: at("/description") },
    flowSpec: { replaces: true, canonical: canonicalFlowSpec, defaultValue: DEFAULT_FLOW_SPEC },
    sourceConnectionIds: { replaces: true },
    targetConnectionIds: { replaces: true },
    transformations: {
      additive: isWrittenByAep,
      rule: repeatedSteps,
      units: stepUnits,
      operations: transformationOperations,
      looksFirst: needsLiveSteps,
      restore: restoreSteps,
    },
    scheduleParams: {
      additive: true,
      rule: scheduleFailures,
      canonical: canonicalSchedule,
      units: (value) => (isObject(value) ? value : {}),
      operations: scheduleOperations,
      restore: restoreMembers,
    },
    state: {
      mayBeUnseen: true,
      apart: {
        initially: "enabled",
        write: async ({ desired: { "": state } }, { client, ...target }) =>
          // A state that is not declared any more stays as it is.
          state === "enabled" || state === "disabled" ? switchFlow(client, target, state) : {},
      },
    },
    options: {
      additive: true,
      replaces: true,
      units: (value) => (isObject(value) ? value : {}),
      restore: restoreMembers,
    },
  },
  replacementWarning: ({ name, scheduleParams }) =>
    scheduleParams === undefined
      ? `The flow "${name}" is going to be replaced: AEP does not carry this change into a running flow. The new flow may get ` +
        "another inlet, so the address in the source's webhook settings may have to be changed. To switch without a gap, " +
        "add a second flow, point the webhook at it, then remove the first."
      : `The flow "${name}" is going to be replaced: AEP does not carry this change into a running flow. The new flow ` +
        "starts afresh; unless scheduleParams.backfill is false, it ingests again what the old one has ingested.",
  advice: (recorded, desired) =>
    cataloguedFlowSpec(desired.flowSpec)?.scheduled === false &&
    !sameValue(recorded.transformations ?? [], desired.transformations ?? [])
      ? `The flow "${desired.name}" now runs another mapping. Adobe advises not to send events for five minutes after a ` +
        "change of a streaming dataflow: until then they may still be mapped by the old one."
      : undefined,
  service: flows,
  toBody: ({ flowSpec, scheduleParams, state: _refusedHere, ...args }, _tenantId, now) => ({
    ...args,
    flowSpec: canonicalFlowSpec(flowSpec ?? DEFAULT_FLOW_SPEC),
    ...(scheduleParams !== undefined && { scheduleParams: startingNow({ ...scheduleParams }, now) }),
  }),
  fromLive: (live) => ({
    ...declaredMembers(live, [
      "name",
      "description",
      "flowSpec",
      "sourceConnectionIds",
      "targetConnectionIds",
      "transformations",
      "scheduleParams",
      "options",
    ]),
    ...lastingState(live.state),
  }),
  outputs({ options, state, ...seen }, id) {
    const inletUrl = options?.inletUrl;
    return {
      ...declaredMembers(seen, ["etag", "labels"]),
      ...(state !== undefined && { status: state }),
      ...(inletUrl !== undefined && { inletUrl, webhookUrl: webhookUrl(inletUrl, id) }),
    };
  },
  pending: ({ flowSpec, state }, outputs) => [
    ...["status", ...(hasInlet(flowSpec) ? ["inletUrl"] : [])].filter(
      (output) => outputs[output] === undefined,
    ),
    ...(state === undefined || state === outputs.status || !isOnOrOff(outputs.status) ? [] : ["state"]),
  ],
});

/** While AEP is `updating` a flow it shows nothing of whether it runs. */
function isOnOrOff(status: Json | undefined): boolean {
  return typeof status === "string" && lastingState(status).state !== undefined;
}

/** In between AEP shows `enabling`, `disabling`, `updating` …: where a flow is going, or nothing about it. */
function lastingState(state: string | undefined): { state?: "enabled" | "disabled" } {
  if (state === "enabled" || state === "enabling") return { state: "enabled" };
  return state === "disabled" || state === "disabling" ? { state: "disabled" } : {};
}

function hasInlet(flowSpec: Json | undefined): boolean {
  return cataloguedFlowSpec(flowSpec)?.hasInlet ?? false;
}

function cataloguedFlowSpec(reference: Json | undefined): FlowSpec | undefined {
  const canonical = canonicalFlowSpec(reference ?? DEFAULT_FLOW_SPEC);
  return isObject(canonical) && typeof canonical.id === "string" ? flowSpecById(canonical.id) : undefined;
}

/** Said for the flow specs of the catalogue; AEP says it for the others (1316-400, 1317-400). */
function scheduleRules({ flowSpec }: { flowSpec?: Json }, declared: ReadonlySet<string>): Failure[] {
  if (flowSpec === undefined && declared.has("flowSpec")) return [];
  const property = "scheduleParams";
  const spec = cataloguedFlowSpec(flowSpec);
  if (spec?.scheduled && !declared.has(property)) {
    return [
      {
        property,
        reason:
          'is required: this flow spec runs on a schedule, for example { frequency: "hour", interval: 1 }.',
      },
    ];
  }
  if (spec && !spec.scheduled && declared.has(property)) {
    return [
      { property, reason: "is refused by AEP: this flow spec streams and has no schedule. Take it away." },
    ];
  }
  return [];
}

function pastStart(scheduleParams: Json | undefined, now: number): Failure[] {
  if (
    !isObject(scheduleParams) ||
    typeof scheduleParams.startTime !== "number" ||
    scheduleParams.startTime * 1000 >= now
  )
    return [];
  const reason =
    "is past, and the flow has to be replaced: a new flow cannot start then. Leave it out, or choose a later one.";
  return [{ property: "scheduleParams.startTime", reason }];
}

/** {@inheritDoc FlowArgs} */
export class Flow extends AepResource {
  /** Where events are posted to, for flows whose spec has an inlet: `https://dcs.adobedc.net/collection/<64 hex digits>`. */
  declare readonly inletUrl: pulumi.Output<string>;
  /** The address to register at the source: `inletUrl` with this flow's id. */
  declare readonly webhookUrl: pulumi.Output<string>;
  /** `enabled`, `disabled`, or a state in between, when it was last looked at. */
  declare readonly status: pulumi.Output<string>;
  /** AEP's version of the object, quoted; an update is only accepted with the current one. */
  declare readonly etag: pulumi.Output<string>;
  /** Access labels that somebody set on the flow. */
  declare readonly labels: pulumi.Output<string[] | undefined>;

  /** A flow that exists already and stays unmanaged. Fails when there is none with this id. */
  static get(name: string, id: pulumi.Input<pulumi.ID>, options?: pulumi.CustomResourceOptions): Flow {
    return new Flow(name, lookup(), { ...options, id });
  }

  constructor(name: string, args: FlowArgs, options?: pulumi.CustomResourceOptions) {
    super(
      { kind: flowKind, handler: "flow", computed: ["inletUrl", "webhookUrl", "status", "etag", "labels"] },
      name,
      named(args, name),
      options,
    );
  }
}

export interface Flow extends Declared<FlowArgs> {}
