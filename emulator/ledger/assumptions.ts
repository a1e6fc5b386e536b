import type { Assumption } from "./assumption";
import { catalogAssumptions } from "./assumptions/catalog";
import { dataPrepAssumptions } from "./assumptions/data-prep";
import { expressionAssumptions } from "./assumptions/expressions";
import { flowServiceAssumptions } from "./assumptions/flow-service";
import { gatewayAssumptions } from "./assumptions/gateway";
import { identityServiceAssumptions } from "./assumptions/identity-service";
import { schemaRegistryAssumptions } from "./assumptions/schema-registry";
import { streamingAssumptions } from "./assumptions/streaming";

/** The assumptions of each area of the platform. */
export const assumptionAreas = {
  Gateway: gatewayAssumptions,
  "Flow Service": flowServiceAssumptions,
  "Schema Registry": schemaRegistryAssumptions,
  "Identity Service": identityServiceAssumptions,
  Catalog: catalogAssumptions,
  "Data Prep": dataPrepAssumptions,
  "Data Prep expressions": expressionAssumptions,
  "Streaming ingestion": streamingAssumptions,
} as const;

/** Every assumption by id. The first value of a choice is its default. */
export const assumptions = {
  ...gatewayAssumptions,
  ...flowServiceAssumptions,
  ...schemaRegistryAssumptions,
  ...identityServiceAssumptions,
  ...catalogAssumptions,
  ...dataPrepAssumptions,
  ...expressionAssumptions,
  ...streamingAssumptions,
} as const;

export type AssumptionId = keyof typeof assumptions;

type ValueOf<Entry> = Entry extends Assumption<infer Value> ? Value : never;

/** What each switch can be set to. */
export type AssumptionValues = { readonly [Id in AssumptionId]: ValueOf<(typeof assumptions)[Id]> };
