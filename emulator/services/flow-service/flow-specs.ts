import type { JsonObject } from "../../json";
import {
  batchProvider,
  connectionSpecs,
  dataLakeSpecId,
  httpApiSpecId,
  streamingProvider,
} from "./connection-specs";

/** A flow spec: the recipe that a flow runs by. */
export interface FlowSpec {
  readonly id: string;
  readonly name: string;
  readonly providerId: string;
  readonly frequency: "streaming" | "batch";
  /** Whether its flows get an address of their own to which messages are posted. */
  readonly inlet: boolean;
  readonly mapping: "required" | "optional" | "none";
  readonly sourceConnectionSpecIds: readonly string[];
}

export const tableSpecId = "14518937-270c-4525-bdec-c2ba7cce3860";
export const restSpecId = "6499120c-0b15-42dc-936e-847ea3c24d72";

function sourcesOf(select: (spec: (typeof connectionSpecs)[number]) => boolean): readonly string[] {
  return connectionSpecs.filter(select).map((spec) => spec.id);
}

const pushSources = sourcesOf((spec) => spec.baseConnection === "forbidden");
const pullSources = sourcesOf(
  (spec) => spec.category === "streaming" && spec.baseConnection === "required" && spec.id !== httpApiSpecId,
);

export const flowSpecs: readonly FlowSpec[] = [
  {
    id: "e77fde5a-22a8-11ed-861d-0242ac120002",
    name: "GenericStreamingAEP",
    providerId: streamingProvider,
    frequency: "streaming",
    inlet: true,
    // The tutorials of this spec all map; an XDM source would not have to.
    mapping: "optional",
    sourceConnectionSpecIds: pushSources,
  },
  {
    id: "c1a19761-d2c7-4702-b9fa-fe91f0613e81",
    name: "Steam data with transformation",
    providerId: streamingProvider,
    frequency: "streaming",
    inlet: false,
    mapping: "required",
    sourceConnectionSpecIds: [httpApiSpecId, "51ae16c2-bdad-42fd-9fce-8d5dfddaf140"],
  },
  {
    id: "d8a6f005-7eaf-4153-983e-e8574508b877",
    name: "Stream data without transformation",
    providerId: streamingProvider,
    frequency: "streaming",
    inlet: false,
    mapping: "none",
    sourceConnectionSpecIds: [httpApiSpecId],
  },
  {
    id: "d69717ba-71b4-4313-b654-49f9cf126d7a",
    name: "Stream data with optional transformation",
    providerId: streamingProvider,
    frequency: "streaming",
    inlet: false,
    mapping: "optional",
    sourceConnectionSpecIds: pullSources,
  },
  {
    id: "9753525b-82c7-4dce-8a9b-5ccfce2b9876",
    name: "CloudStorageToAEP",
    providerId: batchProvider,
    frequency: "batch",
    inlet: false,
    mapping: "optional",
    sourceConnectionSpecIds: sourcesOf((spec) => spec.category === "cloudStorage"),
  },
  {
    id: tableSpecId,
    name: "CRMToAEP",
    providerId: batchProvider,
    frequency: "batch",
    inlet: false,
    mapping: "optional",
    sourceConnectionSpecIds: sourcesOf(
      (spec) => spec.category === "database" || spec.category === "marketingAutomation",
    ),
  },
  {
    id: restSpecId,
    name: "RestStorageToAEP",
    providerId: batchProvider,
    frequency: "batch",
    inlet: false,
    mapping: "optional",
    sourceConnectionSpecIds: sourcesOf((spec) => spec.category === "marketingAutomation"),
  },
];

const byId: ReadonlyMap<string, FlowSpec> = new Map(flowSpecs.map((spec) => [spec.id, spec]));

export function flowSpec(id: string): FlowSpec | undefined {
  return byId.get(id);
}

/** A flow spec as `GET /flowSpecs` shows it (guide "Update flow specifications" of the streaming SDK). */
export function describeFlowSpec(spec: FlowSpec): JsonObject {
  return {
    id: spec.id,
    name: spec.name,
    providerId: spec.providerId,
    version: "1.0",
    sourceConnectionSpecIds: spec.sourceConnectionSpecIds,
    targetConnectionSpecIds: [dataLakeSpecId],
    optionSpec: {
      name: "OptionSpec",
      spec: {
        $schema: "http://json-schema.org/draft-07/schema#",
        type: "object",
        properties: {
          errorDiagnosticsEnabled: { type: "boolean", default: false },
          partialIngestionPercent: { type: "number", exclusiveMinimum: 0 },
          ...(spec.inlet ? { inletUrl: { type: "string" } } : {}),
        },
      },
    },
    transformationSpecs: spec.mapping === "none" ? [] : [mappingTransformation],
    ...(spec.frequency === "batch" ? { scheduleSpec } : {}),
    attributes: {
      isSourceFlow: true,
      flacValidationSupported: true,
      frequency: spec.frequency,
      uiAttributes: {
        apiFeatures: {
          updateSupported: spec.frequency === "batch" || spec.inlet,
          flowRunsSupported: spec.frequency === "batch" || spec.inlet,
        },
      },
    },
    permissionsInfo: {
      view: [{ "@type": "lowLevel", name: "EnterpriseSource", permissions: ["read"] }],
      manage: [{ "@type": "lowLevel", name: "EnterpriseSource", permissions: ["write"] }],
    },
  };
}

const mappingTransformation: JsonObject = {
  name: "Mapping",
  spec: {
    $schema: "http://json-schema.org/draft-07/schema#",
    type: "object",
    properties: { mappingId: { type: "string" }, mappingVersion: { type: "string" } },
  },
};

const scheduleSpec: JsonObject = {
  name: "PeriodicSchedule",
  type: "Periodic",
  spec: {
    $schema: "http://json-schema.org/draft-07/schema#",
    type: "object",
    properties: {
      startTime: { type: "integer", description: "epoch time" },
      frequency: { type: "string", enum: ["once", "minute", "hour", "day", "week"] },
      interval: { type: "integer" },
      backfill: { type: "boolean", default: true },
    },
    required: ["startTime", "frequency"],
  },
};
