/**
 * Adobe Experience Platform ingestion dataflows as Pulumi resources.
 *
 * @packageDocumentation
 */
export type { FlowSpecName } from "./catalogue/flow-specs";
export type { SourceName } from "./catalogue/sources";
export type { XdmClassName } from "./catalogue/xdm-classes";
export { BatchDataflow, type BatchDataflowArgs, type DeltaColumn } from "./components/batch-dataflow";
export type { ChildOverrides, LandingArgs } from "./components/landing";
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
export { type Mapping, MappingSet, type MappingSetArgs, type TutorialMapping } from "./resources/mapping-set";
export type { PlainValue } from "./resources/plain-value";
export type {
  ConnectionSpecReference,
  FlowSpecReference,
  SpecId,
  XdmClassReference,
} from "./resources/references";
export type { Adoptable, AepResource, Declared, ObjectLocation } from "./resources/resource";
export { Schema, type SchemaArgs } from "./resources/schema";
export {
  SourceConnection,
  type SourceConnectionArgs,
  type SourceData,
  type SourceParameter,
} from "./resources/source-connection";
export {
  TargetConnection,
  type TargetConnectionArgs,
  type TargetData,
  type TargetParams,
  type TargetSchema,
} from "./resources/target-connection";
