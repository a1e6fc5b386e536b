import type * as pulumi from "@pulumi/pulumi";
import { webhookUrl } from "../resources/webhook";
import { findFlow, pinnedMapping } from "./find-flow";
import type { LookupInputs } from "./inputs";
import type { FlowKey } from "./keys";
import { type Lookup, lookUp, lookUpOutput } from "./lookup";

/** A dataflow as Flow Service has it. */
export interface FlowInfo {
  readonly id: string;
  readonly name: string;
  readonly description?: string;
  /** `enabled`, `disabled`, or a state in between. */
  readonly state?: string;
  readonly flowSpecId?: string;
  readonly sourceConnectionIds: readonly string[];
  readonly targetConnectionIds: readonly string[];
  /** The mapping set that it runs. */
  readonly mappingId?: string;
  readonly mappingVersion?: number;
  /** Where events are posted to, for flows whose spec has an inlet. */
  readonly inletUrl?: string;
  /** The address to register at the source. */
  readonly webhookUrl?: string;
  /** Milliseconds since 1970. */
  readonly createdAt?: number;
  readonly updatedAt?: number;
  readonly updatedBy?: string;
}

const lookup: Lookup<FlowKey, FlowInfo> = {
  name: "getFlow",
  find: async (client, key) => {
    const flow = await findFlow(client, key);
    const { id, name = "", description, state, flowSpec, options, createdAt, updatedAt, updatedBy } = flow;
    const inletUrl = options?.inletUrl;
    return {
      id,
      name,
      ...(description && { description }),
      ...(state !== undefined && { state }),
      ...(flowSpec && { flowSpecId: flowSpec.id }),
      sourceConnectionIds: flow.sourceConnectionIds ?? [],
      targetConnectionIds: flow.targetConnectionIds ?? [],
      ...pinnedMapping(flow),
      ...(inletUrl !== undefined && { inletUrl, webhookUrl: webhookUrl(inletUrl, id) }),
      ...(createdAt !== undefined && { createdAt }),
      ...(updatedAt !== undefined && { updatedAt }),
      ...(updatedBy !== undefined && { updatedBy }),
    };
  },
};

/**
 * A dataflow by its id, or by its name and, where names repeat, its flow spec.
 * @throws when there is none, or more than one; their ids are then listed
 */
export function getFlow(args: FlowKey, options?: pulumi.InvokeOptions): Promise<FlowInfo> {
  return lookUp(lookup, args, options);
}

/** {@link getFlow} with inputs. */
export function getFlowOutput(
  args: LookupInputs<FlowKey>,
  options?: pulumi.InvokeOptions,
): pulumi.Output<FlowInfo> {
  return lookUpOutput(lookup, args, options);
}
