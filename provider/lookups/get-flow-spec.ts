import type * as pulumi from "@pulumi/pulumi";
import { reportsRuns } from "../api/specs";
import { findFlowSpec } from "./find-spec";
import type { LookupInputs } from "./inputs";
import type { SpecKey } from "./keys";
import { type Lookup, lookUp, lookUpOutput } from "./lookup";

/** A recipe that runs dataflows, as AEP describes it. */
export interface FlowSpecInfo {
  readonly id: string;
  readonly version?: string;
  /** Adobe's name: `GenericStreamingAEP`. */
  readonly name?: string;
  readonly providerId?: string;
  /** `streaming` or `batch`. */
  readonly frequency?: string;
  /** Its flows take `scheduleParams`. */
  readonly scheduled: boolean;
  /** AEP reports runs of its flows. */
  readonly reportsRuns: boolean;
  readonly sourceConnectionSpecIds: readonly string[];
  readonly targetConnectionSpecIds: readonly string[];
}

const lookup: Lookup<SpecKey, FlowSpecInfo> = {
  name: "getFlowSpec",
  find: async (client, key) => {
    const spec = await findFlowSpec(client, key);
    const { id, version, name, providerId, attributes, scheduleSpec } = spec;
    return {
      id,
      ...(version !== undefined && { version }),
      ...(name !== undefined && { name }),
      ...(providerId !== undefined && { providerId }),
      ...(attributes?.frequency !== undefined && { frequency: attributes.frequency }),
      scheduled: scheduleSpec !== undefined && scheduleSpec !== null,
      reportsRuns: reportsRuns(spec),
      sourceConnectionSpecIds: spec.sourceConnectionSpecIds ?? [],
      targetConnectionSpecIds: spec.targetConnectionSpecIds ?? [],
    };
  },
};

/**
 * A flow spec by its id or by Adobe's name.
 * @throws when there is none, or more than one; their ids are then listed
 */
export function getFlowSpec(args: SpecKey, options?: pulumi.InvokeOptions): Promise<FlowSpecInfo> {
  return lookUp(lookup, args, options);
}

/** {@link getFlowSpec} with inputs. */
export function getFlowSpecOutput(
  args: LookupInputs<SpecKey>,
  options?: pulumi.InvokeOptions,
): pulumi.Output<FlowSpecInfo> {
  return lookUpOutput(lookup, args, options);
}
