import type { Mapping } from "../resources/mapping-set";

/** A value that is computed from the record; see {@link expression}. */
export interface MappingExpression {
  readonly expression: string;
}

/** A value that is the same for every record; see {@link constant}. */
export interface MappingConstant {
  readonly constant: string | number | boolean;
}

/**
 * For `mappings`: computes the value in Data Prep's expression language, at most 4096 characters.
 *
 * ```ts
 * mappings: { "_{TENANT_ID}.email": aep.expression("lower(data.identifiers.email)") }
 * ```
 */
export function expression(text: string): MappingExpression {
  return { expression: text };
}

/** For `mappings`: the same value for every record. */
export function constant(value: string | number | boolean): MappingConstant {
  return { constant: value };
}

/** Where the value of a field comes from: a path of the record, an {@link expression} or a {@link constant}. */
export type MappingSource = string | MappingExpression | MappingConstant;

/** @internal */
export function toMapping(destination: string, source: MappingSource): Mapping {
  if (typeof source === "string") return { source, destination };
  if ("expression" in source) return { sourceType: "EXPRESSION", source: source.expression, destination };
  return { sourceType: "STATIC", source: source.constant, destination };
}

/** @internal A path without a tenant names a field of a field group that was made without the tenant's wrapper. */
export function underTenant(destination: string): string {
  return destination.startsWith("_") ? destination : `_{TENANT_ID}.${destination}`;
}
