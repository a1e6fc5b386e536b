/**
 * What the state of every stack points at: `require("pulumi-aep/v1").<kind>`. This path and these names are permanent;
 * destroying a stack of any earlier release depends on them.
 */
import type { dynamic } from "@pulumi/pulumi";
import { dynamicProvider } from "./lifecycle/adapter";
import { baseConnectionKind } from "./resources/base-connection";
import { datasetKind } from "./resources/dataset";
import { fieldGroupKind } from "./resources/field-group";
import { flowKind } from "./resources/flow";
import { identityDescriptorKind } from "./resources/identity-descriptor";
import { identityNamespaceKind } from "./resources/identity-namespace";
import { mappingSetKind } from "./resources/mapping-set";
import { schemaKind } from "./resources/schema";
import { sourceConnectionKind } from "./resources/source-connection";
import { targetConnectionKind } from "./resources/target-connection";

export const fieldGroup: dynamic.ResourceProvider = dynamicProvider(fieldGroupKind);
export const schema: dynamic.ResourceProvider = dynamicProvider(schemaKind);
export const dataset: dynamic.ResourceProvider = dynamicProvider(datasetKind);
export const baseConnection: dynamic.ResourceProvider = dynamicProvider(baseConnectionKind);
export const sourceConnection: dynamic.ResourceProvider = dynamicProvider(sourceConnectionKind);
export const targetConnection: dynamic.ResourceProvider = dynamicProvider(targetConnectionKind);
export const mappingSet: dynamic.ResourceProvider = dynamicProvider(mappingSetKind);
export const flow: dynamic.ResourceProvider = dynamicProvider(flowKind);
export const identityNamespace: dynamic.ResourceProvider = dynamicProvider(identityNamespaceKind);
export const identityDescriptor: dynamic.ResourceProvider = dynamicProvider(identityDescriptorKind);
