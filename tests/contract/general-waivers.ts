import type { Waiver } from "./waiver";

/** Operations that no specification has. */
export const withoutSpecification: readonly Waiver[] = [
  {
    operations: ["POST /ims/token/v1", "POST /ims/token/v2", "POST /ims/token/v3"],
    where: "request operation",
    reason: "Adobe's Identity Management Service is not among the specifications.",
    source: "developer.adobe.com, Server-to-server authentication; Postman samples, apis/ims",
  },
  {
    operations: ["DELETE /data/foundation/conversion/mappingSets/{id}"],
    where: "request operation",
    reason: "Only a third-party client deletes mapping sets; the emulator's switch mappingSetDelete decides.",
    source: "pitchmuc/aepp 0.5.7, dataprep.py deleteMappingSet",
  },
  {
    operations: ["GET /data/foundation/export/batches/{id}/meta"],
    where: "request operation",
    reason: "Records that failed are downloaded from the export API, which is not among the specifications.",
    source: "Ingestion, Retrieve data ingestion error diagnostics; Sources, Monitor dataflows (manifest)",
  },
  {
    operations: ["POST /data/foundation/flowservice/sourceConnections/search"],
    where: "request operation",
    reason:
      "The emulator searches all collections of Flow Service alike; docs/fidelity.md calls it an assumption.",
    source: "flow-service.yaml getConnectionsByFilters, getFlowsByFilters, searchFlowSpecs",
  },
];

/** The specifications leave out most refusals. */
export const statuses: readonly Waiver[] = [
  {
    operations: ["flow-service *"],
    where: "answer status 400",
    reason: "Most operations list no 400, yet the table of errors gives dozens of codes that end in -400.",
    source: "Sources, Flow Service API error messages",
  },
  {
    operations: ["flow-service *", "schema-registry *"],
    where: "answer status 401",
    reason: "The gateway refuses a token that has expired before any service sees it.",
    source: "Troubleshooting guide, Request header errors (401013)",
  },
  {
    operations: ["flow-service *"],
    where: "answer status 403",
    reason: "The gateway refuses a request without a token before any service sees it.",
    source: "Troubleshooting guide, Request header errors (403010)",
  },
  {
    operations: ["flow-service *", "data-prep *", "sandbox *"],
    where: "answer status 404",
    reason: "No operation lists what an unknown id is answered with.",
    source: "Access labels in Sources, FLOW-1439-404; Troubleshooting guide, HTTP status codes",
  },
  {
    operations: ["flow-service *"],
    where: "answer status 412",
    reason: "A PATCH with another etag than the current one.",
    source: "Sources, Flow Service API error messages (1404-412)",
  },
  {
    operations: ["schema-registry *"],
    where: "answer status 404",
    reason: "Some operations list 404 for an unknown id, their neighbours forget it.",
    source:
      "schema-registry.yaml retrieveSchema, removeClass; XDM-1010-404 to XDM-1017-404 in the error guide",
  },
  {
    operations: ["schema-registry retrieveClass"],
    where: "answer status 406",
    reason: "A version that does not exist, as retrieveSchema and lookupMixin list it.",
    source: "schema-registry.yaml retrieveSchema, lookupMixin",
  },
  {
    operations: ["schema-registry deleteSchema", "schema-registry removeFieldGroup"],
    where: "answer status 400",
    reason: "What is in use cannot be deleted; how that is answered is an assumption of the ledger.",
    source: "XDM, Basics of schema composition, rules of schema evolution",
  },
  {
    operations: ["streaming-ingestion sendMessage"],
    where: "answer status 404",
    reason: "An inlet that does not exist; an assumption of the ledger.",
    source: "streaming-ingestion.yaml sendMessage lists 400 to 503 without it",
  },
];
