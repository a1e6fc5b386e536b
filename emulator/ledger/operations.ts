/** What an operation of the emulator follows, from the strongest source to none. */
export type Backing = "spec" | "spec example" | "documentation" | "third-party live note" | "assumption";

/** One operation that the emulator answers, and what says that the platform has it. */
export interface Operation {
  readonly service: string;
  readonly method: string;
  /** Below the service's base path, as the route is written. */
  readonly path: string;
  /** Its operationId in Adobe's published specification; `undefined` where no specification has it. */
  readonly specified: string | undefined;
  readonly backing: readonly Backing[];
}

/** Route, operationId, sources. */
type Row = readonly [route: string, specified: string | undefined, backing: readonly Backing[]];

const spec: readonly Backing[] = ["spec"];
const example: readonly Backing[] = ["spec", "spec example"];
const guide: readonly Backing[] = ["spec", "documentation"];
const full: readonly Backing[] = ["spec", "spec example", "documentation"];
const documented: readonly Backing[] = ["documentation"];
const seenLive: readonly Backing[] = ["third-party live note", "assumption"];
const assumed: readonly Backing[] = ["assumption"];

const withLiveNote = (backing: readonly Backing[]): readonly Backing[] => [
  ...backing,
  "third-party live note",
];

const ims: readonly Row[] = [["POST /:version", undefined, documented]];

const sandboxManagement: readonly Row[] = [
  ["GET /", "listAvailableSandboxes", withLiveNote(full)],
  ["GET /sandboxes", "listSandboxes", full],
  ["GET /sandboxes/:sandboxName", "retrieveSandbox", full],
  ["GET /sandboxTypes", "listSandboxTypes", guide],
];

const connections: readonly Row[] = [
  ["GET /connections", "listConnections", full],
  ["POST /connections", "createConnection", full],
  ["POST /connections/search", "getConnectionsByFilters", example],
  ["GET /connections/:id", "retrieveConnection", full],
  ["PATCH /connections/:id", "patchConnection", full],
  ["DELETE /connections/:id", "deleteConnection", guide],
  ["GET /connections/:id/test", "testConnection", full],
  ["GET /connections/:id/explore", "getByConnectionId", full],
  ["GET /connections/:id/configs", "exploreConfigByConnectionId", example],
  ["POST /connections/:id/action", "performAction", full],
];

const sourceAndTargetConnections: readonly Row[] = [
  ["GET /sourceConnections", "getSourceConnections", example],
  ["POST /sourceConnections", "createSourceConnection", full],
  ["POST /sourceConnections/search", undefined, assumed],
  ["GET /sourceConnections/:id", "retrieveSourceConnection", example],
  ["PATCH /sourceConnections/:id", "patchSourceConnection", example],
  ["DELETE /sourceConnections/:id", "deleteSourceConnection", spec],
  ["POST /sourceConnections/:id/action", "performAction_1", full],
  ["GET /targetConnections", "getTargetConnections", example],
  ["POST /targetConnections", "createTargetConnection", full],
  ["POST /targetConnections/search", undefined, assumed],
  ["GET /targetConnections/:id", "retrieveTargetConnection", example],
  ["PATCH /targetConnections/:id", "patchTargetConnection", full],
  ["DELETE /targetConnections/:id", "deleteTargetConnection", spec],
  ["POST /targetConnections/:id/action", "performAction_2", full],
];

const flows: readonly Row[] = [
  ["GET /flows", "listFlows", full],
  ["POST /flows", "createFlow", full],
  ["POST /flows/search", "getFlowsByFilters", example],
  ["GET /flows/:id", "retrieveFlow", full],
  ["PATCH /flows/:id", "patchFlow", full],
  ["DELETE /flows/:id", "deleteByFlow", guide],
  ["POST /flows/:id/action", "postStateTransition", full],
];

const specsAndRuns: readonly Row[] = [
  ["GET /connectionSpecs", "listConnectionSpecs", full],
  ["POST /connectionSpecs", "createConnectionSpec", full],
  ["POST /connectionSpecs/search", undefined, assumed],
  ["GET /connectionSpecs/:id", "retrieveConnectionSpec", full],
  ["PUT /connectionSpecs/:id", "updateConnectionSpec", full],
  ["GET /connectionSpecs/:id/explore", "exploreByConnectionSpecId", full],
  ["GET /connectionSpecs/:id/configs", "configByConnectionSpecId", example],
  ["GET /flowSpecs", "listFlowSpecs", full],
  ["POST /flowSpecs", "createFlowSpec", full],
  ["POST /flowSpecs/search", "searchFlowSpecs", example],
  ["GET /flowSpecs/:id", "retrieveFlowSpec", full],
  ["PUT /flowSpecs/:id", "updateFlowSpec", full],
  ["GET /runs", "listFlowRuns", full],
  ["POST /runs", "createFlowRun", example],
  ["POST /runs/search", undefined, assumed],
  ["GET /runs/:id", "retrieveFlowRun", example],
  ["PUT /runs/:id", "updateRun", example],
  ["POST /runs/:id/action", "postAction", full],
];

/** The operations of one kind of resource; the ids of its operations in the order list … delete. */
function resources(path: string, ids: readonly string[], single: string): readonly Row[] {
  const [list, create, lookup, replace, change, remove] = ids;
  return [
    [`GET /global/${path}`, list, full],
    [`GET /global/${path}/:id`, lookup, full],
    [`GET /tenant/${path}`, list, withLiveNote(full)],
    [`POST /tenant/${path}`, create, full],
    [`GET /tenant/${path}/:id`, lookup, full],
    [`PUT /tenant/${path}/:id`, replace, single === "mixin" ? spec : full],
    [`PATCH /tenant/${path}/:id`, change, single === "mixin" ? spec : full],
    [`DELETE /tenant/${path}/:id`, remove, single === "mixin" ? spec : guide],
  ];
}

const schemaRegistry: readonly Row[] = [
  ["GET /stats", "retrieveStats", full],
  ...resources(
    "schemas",
    ["listSchemas", "createSchema", "retrieveSchema", "updateSchema", "patchSchema", "deleteSchema"],
    "schema",
  ),
  ...resources(
    "fieldgroups",
    [
      "listFieldGroups",
      "createFieldGroup",
      "retrieveFieldGroup",
      "updateFieldGroup",
      "patchFieldGroup",
      "removeFieldGroup",
    ],
    "field group",
  ),
  ...resources(
    "mixins",
    ["listMixins", "createMixin", "lookupMixin", "replaceMixin", "updateMixin", "removeMixin"],
    "mixin",
  ),
  ...resources(
    "classes",
    ["listClasses", "createClass", "retrieveClass", "replaceClass", "updateClass", "removeClass"],
    "class",
  ),
  ...resources(
    "datatypes",
    [
      "listDataTypes",
      "createDataType",
      "retrieveDataType",
      "replaceDatatype",
      "updateDataType",
      "deleteDatatype",
    ],
    "data type",
  ),
  ["GET /global/behaviors", "listBehaviors", full],
  ["GET /global/behaviors/:id", "retrieveBehavior", full],
  ["GET /tenant/descriptors", "listDescriptors", full],
  ["POST /tenant/descriptors", "createDescriptor", full],
  ["GET /tenant/descriptors/:id", "retrieveDescriptor", full],
  ["PUT /tenant/descriptors/:id", "updateDescriptor", full],
  ["DELETE /tenant/descriptors/:id", "deleteDescriptor", guide],
  ["GET /tenant/unions", "listUnionSchemas", full],
  ["GET /tenant/unions/:id", "retrieveUnionSchema", full],
  ["GET /rpc/export/:id", "retrieveExportPayload", full],
  ["POST /rpc/import", "importResource", full],
  ["GET /rpc/sampledata/:id", "retrieveSampleData", full],
  ["GET /rpc/auditlog/:id", "retrieveAuditLog", full],
];

const identityService: readonly Row[] = [
  ["GET /idnamespace/identities", "getIdNamespaces", full],
  ["POST /idnamespace/identities", "createNamespace", full],
  ["GET /idnamespace/identities/:id", "retrieveIdentityNamespace", full],
  ["PUT /idnamespace/identities/:id", "updateIdentityNamespace", full],
];

const catalog: readonly Row[] = [
  ["GET /dataSets", "listDatasets", full],
  ["POST /dataSets", "createDataset", guide],
  ["GET /dataSets/:id", "retrieveDataset", full],
  ["PUT /dataSets/:id", "putDataset", spec],
  ["PATCH /dataSets/:id", "patchDataset", guide],
  ["PATCH /v2/dataSets/:id", "patchDataSetV2", full],
  ["DELETE /dataSets/:id", "deleteDataset", withLiveNote(guide)],
];

const dataPrep: readonly Row[] = [
  ["GET /mappingSets", "listMappingSets", full],
  ["POST /mappingSets", "createMappingSet", full],
  ["POST /mappingSets/validate", "validateMappingSet", full],
  ["POST /mappingSets/preview", "previewMappingSet", full],
  ["GET /mappingSets/:id", "retrieveMappingSet", full],
  ["PUT /mappingSets/:id", "putMappingSet", full],
  ["DELETE /mappingSets/:id", undefined, seenLive],
  ["GET /mappingSets/:id/mappings", "listMappings", full],
  ["GET /mappingSets/:id/mappings/:mappingId", "retrieveMapping", full],
  ["POST /languages/el/validate", "validateExpression", full],
  ["GET /languages/el/functions", "listMappingSetFunctions", full],
  ["GET /languages/el/operators", "listMappingSetOperators", full],
];

const batchExport: readonly Row[] = [["GET /batches/:id/meta", undefined, documented]];

const streamingInlet: readonly Row[] = [
  ["POST /:inletId", "sendMessage", full],
  ["POST /batch/:inletId", "postBatchOfStreamingMessages", full],
];

const tables: Readonly<Record<string, readonly Row[]>> = {
  ims,
  "sandbox-management": sandboxManagement,
  "flow-service": [...connections, ...sourceAndTargetConnections, ...flows, ...specsAndRuns],
  "schema-registry": schemaRegistry,
  "identity-service": identityService,
  catalog,
  "data-prep": dataPrep,
  export: batchExport,
  "streaming-inlet": streamingInlet,
};

/** Every operation of the platform that the emulator answers. */
export const operations: readonly Operation[] = Object.entries(tables).flatMap(([service, rows]) =>
  rows.map(([route, specified, backing]) => {
    const [method = "", path = ""] = route.split(" ");
    return { service, method, path, specified, backing };
  }),
);
