import type { ConnectionSpecReference, FlowSpecReference } from "../resources/references";

/** A flow by its id, or by its name and, where names repeat, its flow spec. */
export type FlowKey =
  | { readonly id: string }
  | { readonly name: string; readonly flowSpec?: FlowSpecReference };

/** What a connection is: the account at a source, what is read with it, or where records go. */
export type ConnectionKind = "base" | "source" | "target";

/** A connection by its id, or by its name and, where names repeat, its connection spec. */
export type ConnectionKey =
  | { readonly id: string }
  | { readonly name: string; readonly connectionSpec?: ConnectionSpecReference };

/** A spec by its id, by its name in the catalogue, or by the name that AEP gives it. */
export type SpecKey = { readonly id: string } | { readonly name: string };

/** A schema by its id (its URI), or by its title, which is unique in a sandbox. */
export type SchemaKey = { readonly id: string } | { readonly title: string };

/** A dataset by its id, or by its name, which need not be unique. */
export type DatasetKey = { readonly id: string } | { readonly name: string };

/** A mapping set by its id, in one version or in the newest; or through a flow, in the version that the flow runs. */
export type MappingSetKey =
  | { readonly id: string; readonly version?: number }
  | { readonly flowId: string }
  | { readonly flowName: string };
