import type * as pulumi from "@pulumi/pulumi";
import { findDataset } from "./find-dataset";
import type { LookupInputs } from "./inputs";
import type { DatasetKey } from "./keys";
import { type Lookup, lookUp, lookUpOutput } from "./lookup";

/** A dataset as Catalog has it. */
export interface DatasetInfo {
  /** 24 hexadecimal digits: what `params.dataSetId` takes. */
  readonly id: string;
  readonly name: string;
  readonly description?: string;
  /** URI of its schema. */
  readonly schemaId?: string;
  /** By name; `unifiedProfile: ["enabled:true"]` says that Profile takes its records. AEP adds some of its own. */
  readonly tags: { readonly [name: string]: readonly string[] };
}

const lookup: Lookup<DatasetKey, DatasetInfo> = {
  name: "getDataset",
  find: async (client, key) => {
    const { id, live } = await findDataset(client, key);
    return {
      id,
      name: live.name ?? "",
      ...(live.description && { description: live.description }),
      ...(live.schemaRef && { schemaId: live.schemaRef.id }),
      tags: live.tags ?? {},
    };
  },
};

/**
 * A dataset by its id or its name.
 * @throws when there is none, or more than one of that name; their ids are then listed
 */
export function getDataset(args: DatasetKey, options?: pulumi.InvokeOptions): Promise<DatasetInfo> {
  return lookUp(lookup, args, options);
}

/** {@link getDataset} with inputs. */
export function getDatasetOutput(
  args: LookupInputs<DatasetKey>,
  options?: pulumi.InvokeOptions,
): pulumi.Output<DatasetInfo> {
  return lookUpOutput(lookup, args, options);
}
