import type * as pulumi from "@pulumi/pulumi";
import { findMappingSet } from "./find-mapping-set";
import type { LookupInputs } from "./inputs";
import type { MappingSetKey } from "./keys";
import { type Lookup, lookUp, lookUpOutput } from "./lookup";

/** One mapping. */
export interface MappingInfo {
  /** A path of the input, an expression, or a constant, as `sourceType` says. */
  readonly source: string | number | boolean;
  /** Where it goes in the schema, with the tenant's name: `_acme.email`. */
  readonly destination: string;
  /** As AEP answers it: `text/x.schema-path` for a path, `text/x.aep-xl` for an expression. */
  readonly sourceType?: string;
}

/** A mapping set as Data Prep has it. */
export interface MappingSetInfo {
  /** 32 hexadecimal digits. */
  readonly id: string;
  readonly version: number;
  readonly name?: string;
  /** URI of the schema that it maps to. */
  readonly schemaId?: string;
  readonly mappings: readonly MappingInfo[];
}

const lookup: Lookup<MappingSetKey, MappingSetInfo> = {
  name: "getMappingSet",
  find: async (client, key) => {
    const { id, version, name, outputSchema, xdmSchema, mappings = [] } = await findMappingSet(client, key);
    const schemaId = outputSchema?.schemaRef?.id ?? xdmSchema;
    return {
      id,
      version,
      ...(name && { name }),
      ...(schemaId !== undefined && { schemaId }),
      mappings: mappings.map((each) => ({
        source: each.source ?? each.sourceAttribute ?? each.sourceExpression ?? "",
        destination: each.destination ?? each.destinationXdmPath ?? "",
        ...(each.sourceType !== undefined && { sourceType: each.sourceType }),
      })),
    };
  },
};

/**
 * A mapping set by its id, or through the flow that runs it: mapping sets have no names that could be looked for.
 * @throws when there is none, or more than one flow of that name; their ids are then listed
 */
export function getMappingSet(args: MappingSetKey, options?: pulumi.InvokeOptions): Promise<MappingSetInfo> {
  return lookUp(lookup, args, options);
}

/** {@link getMappingSet} with inputs. */
export function getMappingSetOutput(
  args: LookupInputs<MappingSetKey>,
  options?: pulumi.InvokeOptions,
): pulumi.Output<MappingSetInfo> {
  return lookUpOutput(lookup, args, options);
}
