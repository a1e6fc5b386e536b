import { type Inlet, partitionOf } from "../../events/inlets";
import type { Exchange } from "../../gateway/service";
import type { Partition } from "../../store/store";
import {
  flowKey,
  flowsByConnection,
  flowsByInlet,
  sourceConnectionKey,
  sourcesByBase,
} from "../flow-service/keys";
import type { FlowServiceRecord } from "../flow-service/record";
import { invalid } from "./errors";

/** Where a message goes. */
export interface MessageRoute {
  readonly partition: Partition;
  readonly flow: FlowServiceRecord;
}

/** The flow that a message is for; `undefined` when it is accepted and goes nowhere. */
export function findRoute(
  exchange: Exchange,
  inletId: string,
  inlet: Inlet,
  flowId: string | undefined,
): MessageRoute | undefined {
  const { now } = exchange;
  const hasSandbox = exchange.request.headers["x-sandbox-name"] !== undefined;
  if (!hasSandbox && exchange.assume("inletSandboxHeader") === "require") {
    throw invalid("The header x-sandbox-name is missing.");
  }
  if (flowId === undefined && exchange.assume("inletWithoutFlowId") === "refuse") {
    throw invalid("The message names no flow (x-adobe-flow-id).");
  }
  const partition = partitionOf(exchange, inlet);
  const flows = flowsOf(inletId, inlet, partition).filter(({ goneAt = now }) => goneAt >= now);
  const flow = flowId === undefined ? flows[0] : flows.find((candidate) => candidate.id === flowId);
  if (flow === undefined) {
    if (exchange.assume("wrongFlowId") === "accept") {
      return undefined;
    }
    throw invalid(`The inlet ${inletId} has no flow ${flowId ?? ""}`.trim().concat("."));
  }
  if (flow.state === "enabled") {
    return { partition, flow };
  }
  if (exchange.assume("disabledFlow") === "refuse") {
    throw invalid(`The flow ${flow.id} is ${flow.state}.`);
  }
  return undefined;
}

/** The flows that read from an inlet: its own, or those over its connection. */
function flowsOf(inletId: string, { owner }: Inlet, partition: Partition): readonly FlowServiceRecord[] {
  if (owner.kind === "flow") {
    return [...partition.of(flowKey).where(flowsByInlet, inletId)];
  }
  return [...partition.of(sourceConnectionKey).where(sourcesByBase, owner.id)].flatMap(({ id }) => [
    ...partition.of(flowKey).where(flowsByConnection, id),
  ]);
}
