import type * as pulumi from "@pulumi/pulumi";
import { findSchema } from "./find-schema";
import type { LookupInputs } from "./inputs";
import type { SchemaKey } from "./keys";
import { type Lookup, lookUp, lookUpOutput } from "./lookup";

/** A schema as the registry has it. */
export interface SchemaInfo {
  /** Its URI: what `schemaRef` and `outputSchema` take. */
  readonly id: string;
  readonly title: string;
  readonly description?: string;
  /** `1.3`; the second number counts its changes. */
  readonly version?: string;
  /** URI of its class. */
  readonly class?: string;
  /** URIs of everything else that it is made of. */
  readonly fieldGroups: readonly string[];
}

const lookup: Lookup<SchemaKey, SchemaInfo> = {
  name: "getSchema",
  find: async (client, key) => {
    const {
      $id,
      title,
      description,
      version,
      allOf = [],
      "meta:class": xdmClass,
    } = await findSchema(client, key);
    const references = allOf.flatMap(({ $ref }) => ($ref === undefined ? [] : [$ref]));
    return {
      id: $id,
      title: title ?? "",
      ...(description && { description }),
      ...(version !== undefined && { version }),
      ...(xdmClass !== undefined && { class: xdmClass }),
      fieldGroups: references.filter((reference) => reference !== xdmClass),
    };
  },
};

/**
 * A schema by its id or its title.
 * @throws when there is none
 */
export function getSchema(args: SchemaKey, options?: pulumi.InvokeOptions): Promise<SchemaInfo> {
  return lookUp(lookup, args, options);
}

/** {@link getSchema} with inputs. */
export function getSchemaOutput(
  args: LookupInputs<SchemaKey>,
  options?: pulumi.InvokeOptions,
): pulumi.Output<SchemaInfo> {
  return lookUpOutput(lookup, args, options);
}
