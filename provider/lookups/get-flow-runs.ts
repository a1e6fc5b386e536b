import type * as pulumi from "@pulumi/pulumi";
import type { FlowRun } from "../api/flow-run";
import { listRuns } from "../api/flow-runs";
import { findFlow } from "./find-flow";
import type { LookupInputs } from "./inputs";
import { type Lookup, lookUp, lookUpOutput } from "./lookup";

/** The runs of which flow, and how many. */
export type FlowRunsKey = (
  | { readonly flowId: string }
  | {
      /** Must be the name of one flow only. */
      readonly flowName: string;
    }
) & {
  /** The newest so many. Default: 100. */
  readonly last?: number;
};

const lookup: Lookup<FlowRunsKey, readonly FlowRun[]> = {
  name: "getFlowRuns",
  find: async (client, key) => {
    const { id } = await findFlow(client, "flowId" in key ? { id: key.flowId } : { name: key.flowName });
    return listRuns(client, id, key.last ?? 100);
  },
};

/**
 * The last runs of a dataflow, newest first. Some flow specs have none: AEP does not count what their flows ingest.
 * @throws when there is no such flow, or more than one; their ids are then listed
 */
export function getFlowRuns(args: FlowRunsKey, options?: pulumi.InvokeOptions): Promise<readonly FlowRun[]> {
  return lookUp(lookup, args, options);
}

/** {@link getFlowRuns} with inputs. */
export function getFlowRunsOutput(
  args: LookupInputs<FlowRunsKey>,
  options?: pulumi.InvokeOptions,
): pulumi.Output<readonly FlowRun[]> {
  return lookUpOutput(lookup, args, options);
}
