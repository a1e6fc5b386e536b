import { exploreWaivers } from "./explore-waivers";
import { statuses, withoutSpecification } from "./general-waivers";
import type { Waiver } from "./waiver";

const dataPrep: readonly Waiver[] = [
  {
    operations: [
      "data-prep createMappingSet",
      "data-prep retrieveMappingSet",
      "data-prep putMappingSet",
      "data-prep listMappingSets",
      "data-prep retrieveMapping",
    ],
    where: /^answer 200 body .*\/(created|modified)Date type string$/,
    reason: "Dates are epoch milliseconds; the schema's strings contradict every example.",
    source: "data-prep.yaml, examples of createMappingSet, MappingOperation and MapperSetPage",
  },
  {
    operations: [
      "data-prep retrieveMappingSet",
      "data-prep putMappingSet",
      "data-prep listMappingSets",
      "data-prep retrieveMapping",
    ],
    where: /^answer 200 body .*\/sourceType enum$/,
    reason: "What is sent as ATTRIBUTE reads back as text/x.schema-path.",
    source: "data-prep.yaml, examples of MappingOperation and MapperSetPage",
  },
  {
    operations: ["data-prep createMappingSet", "data-prep putMappingSet"],
    where: /^request body .*\/(sourceType enum|(created|modified)Date type string)$/,
    reason: "A mapping set can be written back as it reads.",
    source: "pitchmuc/aepp 0.5.7, docs/dataprep.md",
  },
  {
    operations: ["data-prep listMappings"],
    where: "answer 200 body type object",
    reason: "A list of mappings; the schema shows one of its elements.",
    source: "data-prep.yaml listMappings, summary",
  },
  {
    operations: ["data-prep listMappingSets"],
    where: "request query required start",
    reason: "Clients leave it out, and start at the beginning.",
    source: "pitchmuc/aepp 0.5.7, dataprep.py getMappingSets",
  },
  {
    operations: ["data-prep previewMappingSet"],
    where: "request body /data type array",
    reason: "A single record is previewed as well.",
    source: "data-prep.yaml, example of PreviewRequest",
  },
  {
    operations: ["data-prep previewMappingSet"],
    where: "answer 200 body type object",
    reason: "Several records are answered by as many results.",
    source: "Data Prep, Mapping sets API endpoint, Preview data",
  },
  {
    operations: ["data-prep previewMappingSet", "data-prep validateMappingSet"],
    where: /^answer 200 body .*\/errors type array$/,
    reason: "No errors are null.",
    source:
      "data-prep.yaml, example of validateMappingSet; Data Prep, Mapping sets API endpoint, Preview data",
  },
  {
    operations: ["data-prep validateExpression"],
    where: "answer 200 body type boolean",
    reason: "The guide answers an object that says why; the switch expressionAnswer makes it the boolean.",
    source: "Data Prep, Functions API endpoint, Validate expressions",
  },
  {
    operations: ["data-prep validateExpression"],
    where: "request body /expression type string",
    reason: "The example holds the expression one level deeper than the schema.",
    source: "data-prep.yaml, example of ValidationRequest",
  },
];

/** The guide to descriptors is newer than the specification. */
const descriptors: readonly Waiver[] = [
  {
    operations: ["schema-registry createDescriptor", "schema-registry retrieveDescriptor"],
    where: /^(request|answer 20[01]) body \/(@type enum|xdm:sourceProperty type string)$/,
    reason: "The specification lists four types of descriptors, the guide eleven, and composite keys.",
    source: "XDM, Descriptors endpoint, Defining descriptors",
  },
  {
    operations: ["schema-registry retrieveDescriptor"],
    where: "answer 200 body /xdm:sourceVersion type string",
    reason: "A number in every example, of the guide and of the specification itself.",
    source: "XDM, Descriptors endpoint; schema-registry.yaml, example of createDescriptor",
  },
  {
    operations: ["schema-registry listDescriptors"],
    where: /^answer 200 body \/xdm:\w+\/\* type object$/,
    reason: "With xdm-id and xdm-link the list holds ids and paths; the specification shows objects alone.",
    source: "XDM, Descriptors endpoint, Retrieve a list of descriptors",
  },
  {
    operations: ["schema-registry listDescriptors"],
    where: "answer 200 body /xdm:alternateDisplayInfo/*/xdm:title type string",
    reason: "A title for each language in every example, of the guide and of the specification itself.",
    source: "XDM, Descriptors endpoint; schema-registry.yaml, example of friendlyNameDescriptorResponse",
  },
];

const flowService: readonly Waiver[] = [
  {
    operations: ["flow-service createFlow"],
    where: "request body /transformations/*/params/mappingVersion type string",
    reason: "Every tutorial writes the version of a mapping set as the number that Data Prep answers.",
    source: "Sources, Customer.io tutorial, Create a flow",
  },
  {
    operations: ["flow-service retrieveFlow", "flow-service listFlows"],
    where: "answer 200 body /items/*/transformations/*/params/mappingVersion type string",
    reason: "It reads back as it was written.",
    source: "Sources, Customer.io tutorial, Get your streaming endpoint URL",
  },
  {
    operations: [
      "flow-service createConnection",
      "flow-service createSourceConnection",
      "flow-service createFlow",
    ],
    where: "request query additionalProperties mode",
    reason: "Drafts are created with ?mode=draft.",
    source: "Sources, Save dataflows as drafts using the Flow Service API",
  },
  {
    operations: [
      "flow-service patchFlow",
      "flow-service patchSourceConnection",
      "flow-service patchTargetConnection",
    ],
    where: "request body /*/op enum",
    reason: "Every guide writes the operations of a patch in lower case, as RFC 6902 does.",
    source: "Sources, Update dataflows using the Flow Service API",
  },
  {
    operations: [
      "flow-service patchFlow",
      "flow-service patchSourceConnection",
      "flow-service patchTargetConnection",
    ],
    where: "request body /*/value type object",
    reason: "The new value of a text is a text.",
    source: "Sources, Update dataflows using the Flow Service API; Update connections",
  },
  {
    operations: [
      "flow-service patchFlow",
      "flow-service patchSourceConnection",
      "flow-service patchTargetConnection",
    ],
    where: "request body /* required value",
    reason: "RFC 6902 gives remove no value.",
    source: "RFC 6902, section 4.2",
  },
  {
    operations: ["flow-service patchConnection"],
    where: "request body type object",
    reason: "The schema is a single operation; every guide sends an array.",
    source: "Sources, Update connections using the Flow Service API",
  },
  {
    operations: ["flow-service postStateTransition", "flow-service performAction_1"],
    where: "request query /op enum",
    reason: "Every guide writes ?op=enable, disable and publish in lower case.",
    source: "Destinations, Update destination dataflows; Sources, Save dataflows as drafts",
  },
  {
    operations: ["flow-service postAction"],
    where: "request query /op enum",
    reason: "The guide writes ?op=re-trigger.",
    source: "Sources, Retry failed dataflow runs",
  },
  {
    operations: ["flow-service postStateTransition"],
    where: "request query required subOp",
    reason: "It belongs to the FINALIZE actions of providers; no guide sends it.",
    source: "Destinations, Update destination dataflows",
  },
  {
    operations: ["flow-service createFlow"],
    where: /^request body \/scheduleParams\/(startTime|interval|backfill) type \w+$/,
    reason: "Guides write numbers and strings by turns.",
    source: "Sources, Collect cloud storage data; Collect database data, Create a flow",
  },
  {
    operations: ["flow-service retrieveFlow", "flow-service listFlows"],
    where: /^answer 200 body \/items\/\*\/scheduleParams\/(startTime|interval|backfill) type \w+$/,
    reason: "They read back as they were written.",
    source: "Sources, Collect cloud storage data; Collect database data, Create a flow",
  },
  {
    operations: ["flow-service createSourceConnection"],
    where: "request body required data",
    reason: "The guides of HTTP API and Capillary leave it out.",
    source: "Sources, Create an HTTP API streaming connection",
  },
  {
    operations: ["flow-service getSourceConnections"],
    where: "request query additionalProperties start",
    reason: "No parameter of Flow Service, which ignores it.",
    source: "Focus-GTS/aep-mcp-server, live validation 2026-08",
  },
  {
    operations: ["flow-service retrieveFlowSpec", "flow-service listFlowSpecs"],
    where: "answer 200 body /items/*/transformationSpecs type object",
    reason: "It is an array.",
    source: "Sources, Streaming SDK, Update flow specifications",
  },
];

const schemaRegistry: readonly Waiver[] = [
  {
    operations: ["schema-registry retrieveAuditLog"],
    where: "answer 200 body /*/updates/*/value type string",
    reason: "The value of a field is whatever was written, as the example shows.",
    source: "schema-registry.yaml, example of retrieveAuditLog",
  },
  {
    operations: ["schema-registry patchSchema", "schema-registry patchFieldGroup"],
    where: "request body /*/value type string",
    reason: "The value of a patch is what stands at its path.",
    source: "schema-registry.yaml, example of patchFieldGroup",
  },
  {
    operations: ["schema-registry listFieldGroups", "schema-registry listSchemas"],
    where: /^answer 200 body \/(_page|_links)\/next type string$/,
    reason: "The last page has null.",
    source: "schema-registry.yaml, example of listResponseBasic",
  },
  {
    operations: ["schema-registry listFieldGroups"],
    where: "request query /property type string",
    reason: "Filters are repeated to be combined.",
    source: "XDM, Schema Registry API appendix, Query parameters",
  },
  {
    operations: ["schema-registry createSchema"],
    where: "request body required description",
    reason:
      "The emulator does not insist on a description; nobody says how the platform refuses its absence.",
    source: "Postman samples, Namespaces and Schemas, which create with an empty one",
  },
  {
    operations: ["schema-registry createDescriptor", "schema-registry updateDescriptor"],
    where: /\/xdm:sourceVersion type string$/,
    reason: "A version is a number.",
    source: "schema-registry.yaml, example of createDescriptor",
  },
  {
    operations: ["schema-registry listDescriptors"],
    where: /\/xdm:sourceVersion type string$/,
    reason: "A version is a number.",
    source: "schema-registry.yaml, example of createDescriptor",
  },
  {
    operations: ["schema-registry listDescriptors"],
    where: "answer 200 body /xdm:descriptorIdentity/* type object",
    reason: "With the media type xdm-id a list holds ids.",
    source: "XDM, Descriptors endpoint, Retrieve a list of descriptors",
  },
];

const catalog: readonly Waiver[] = [
  {
    operations: ["catalog patchDataset"],
    where: "request header /content-type enum",
    reason: "The same operation documents a body of application/json-patch+json.",
    source: "catalog.yaml patchDataset, requestBody",
  },
  {
    operations: ["catalog patchDataset"],
    where: "request body type object",
    reason: "A JSON Patch is an array.",
    source: "catalog.yaml patchDataset, examples of application/json-patch+json",
  },
];

const streamingIngestion: readonly Waiver[] = [
  {
    operations: ["streaming-ingestion sendMessage", "streaming-ingestion postBatchOfStreamingMessages"],
    where: "request header required x-sandbox-name",
    reason: "A webhook cannot send it; the inlet belongs to a sandbox.",
    source: "Sources, Customer.io tutorial, Set up a reporting webhook",
  },
  {
    operations: ["streaming-ingestion sendMessage", "streaming-ingestion postBatchOfStreamingMessages"],
    where: /^request body (\/messages\/\* )?(required (header|body)|type object)$/,
    reason: "An inlet of raw data takes any record; only XDM messages have a header and a body.",
    source: "Ingestion, Create a streaming connection, Ingest raw data",
  },
  {
    operations: ["streaming-ingestion sendMessage"],
    where: "request query additionalProperties x-adobe-flow-id",
    reason: "What a webhook cannot send as a header it sends in the query.",
    source: "Sources, Customer.io UI guide, Streaming endpoint URL",
  },
  {
    operations: ["streaming-ingestion sendMessage"],
    where: "answer status 501",
    reason: "Synchronous validation is not supported everywhere; the specification leaves that out.",
    source: "Ingestion, Streaming ingestion validation, Status codes",
  },
  {
    operations: ["streaming-ingestion sendMessage"],
    where: "answer 200 body /receivedTimeMs format",
    reason: "Epoch milliseconds do not fit 32 bits.",
    source: "streaming-ingestion.yaml, example of StreamingIngestionResponse",
  },
];

export const waivers: readonly Waiver[] = [
  ...withoutSpecification,
  ...statuses,
  ...dataPrep,
  ...descriptors,
  ...flowService,
  ...schemaRegistry,
  ...catalog,
  ...streamingIngestion,
  ...exploreWaivers,
];
