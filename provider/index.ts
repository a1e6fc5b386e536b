/**
 * Adobe Experience Platform ingestion dataflows as Pulumi resources.
 *
 * @packageDocumentation
 */

export type { FlowRun, RunError, RunStatus } from "./api/flow-run";
export type { FlowSpecName } from "./catalogue/flow-specs";
export type { SourceName } from "./catalogue/sources";
export type { XdmClassName } from "./catalogue/xdm-classes";
export { BatchDataflow, type BatchDataflowArgs, type DeltaColumn } from "./components/batch-dataflow";
export type { ChildOverrides, Dataflow, LandingArgs } from "./components/landing";
export {
  constant,
  expression,
  type MappingConstant,
  type MappingExpression,
  type MappingSource,
} from "./components/mapping-source";
export {
  StreamingDataflow,
  type StreamingDataflowArgs,
  type StreamingGeneration,
} from "./components/streaming-dataflow";
export {
  type ConnectionInfo,
  type GetConnectionArgs,
  getConnection,
  getConnectionOutput,
} from "./lookups/get-connection";
export {
  type AuthenticationInfo,
  type ConnectionSpecInfo,
  getConnectionSpec,
  getConnectionSpecOutput,
} from "./lookups/get-connection-spec";
export { type DatasetInfo, getDataset, getDatasetOutput } from "./lookups/get-dataset";
export { type FlowInfo, getFlow, getFlowOutput } from "./lookups/get-flow";
export { type FlowRunsKey, getFlowRuns, getFlowRunsOutput } from "./lookups/get-flow-runs";
export { type FlowSpecInfo, getFlowSpec, getFlowSpecOutput } from "./lookups/get-flow-spec";
export {
  getMappingSet,
  getMappingSetOutput,
  type MappingInfo,
  type MappingSetInfo,
} from "./lookups/get-mapping-set";
export { getSandbox, getSandboxOutput, type SandboxInfo, type SandboxKey } from "./lookups/get-sandbox";
export { getSchema, getSchemaOutput, type SchemaInfo } from "./lookups/get-schema";
export { getTenant, getTenantOutput, type Tenant } from "./lookups/get-tenant";
export type { LookupInputs } from "./lookups/inputs";
export type {
  ConnectionKey,
  ConnectionKind,
  DatasetKey,
  FlowKey,
  MappingSetKey,
  SchemaKey,
  SpecKey,
} from "./lookups/keys";
export { Provider, type ProviderArgs } from "./provider";
export { type Authentication, BaseConnection, type BaseConnectionArgs } from "./resources/base-connection";
export { Dataset, type DatasetArgs, type SchemaRef } from "./resources/dataset";
export type {
  ArrayField,
  FieldTree,
  FieldType,
  MapField,
  ObjectField,
  ReferenceField,
  SimpleField,
  SimpleFieldType,
} from "./resources/field";
export { FieldGroup, type FieldGroupArgs } from "./resources/field-group";
export {
  Flow,
  type FlowArgs,
  type FlowOptions,
  type Schedule,
  type Transformation,
  type TransformationParameter,
} from "./resources/flow";
export { IdentityDescriptor, type IdentityDescriptorArgs } from "./resources/identity-descriptor";
export {
  IdentityNamespace,
  type IdentityNamespaceArgs,
  type IdentityType,
} from "./resources/identity-namespace";
export { type Mapping, MappingSet, type MappingSetArgs, type TutorialMapping } from "./resources/mapping-set";
export type { PlainValue } from "./resources/plain-value";
export type {
  ConnectionSpecReference,
  FlowSpecReference,
  SpecId,
  XdmClassReference,
} from "./resources/references";
export type { Adoptable, AepResource, Declared, ObjectLocation } from "./resources/resource";
export { Schema, type SchemaArgs, type SchemaIdentity } from "./resources/schema";
export {
  SourceConnection,
  type SourceConnectionArgs,
  type SourceData,
  type SourceParameter,
  type SourceParameterPart,
} from "./resources/source-connection";
export {
  TargetConnection,
  type TargetConnectionArgs,
  type TargetData,
  type TargetParams,
  type TargetSchema,
} from "./resources/target-connection";
