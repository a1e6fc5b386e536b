import { ingest } from "../events/ingest";
import { findInlet, type Inlet, partitionOf } from "../events/inlets";
import { jsonBody } from "../gateway/body";
import { type Answer, type Exchange, ok, Problem, pathParameter, type Service } from "../gateway/service";
import { isJsonArray, isJsonObject, type Json, type JsonObject, member, memberAt, text } from "../json";
import type { Partition } from "../store/store";
import {
  flowKey,
  flowsByConnection,
  flowsByInlet,
  sourceConnectionKey,
  sourcesByBase,
} from "./flow-service/keys";
import type { FlowServiceRecord } from "./flow-service/record";

/** Streaming ingestion (streaming-ingestion.yaml): messages come without a token, as webhooks send none. */
export const streamingInlet: Service = {
  name: "streaming-inlet",
  basePath: "/collection",
  access: "open",
  routes: [
    { method: "POST", path: "/:inletId", handle: collect },
    { method: "POST", path: "/batch/:inletId", handle: collectBatch },
  ],
};

/** One megabyte (guide "Ingestion guardrails"). */
const largestMessage = 1024 * 1024;

function collect(exchange: Exchange): Answer {
  refuseTooLarge(exchange);
  const inletId = pathParameter(exchange, "inletId");
  refuseTooMany(exchange, inletId);
  const route = findRoute(exchange, inletId, flowIdOf(exchange));
  const content = messageObject(jsonBody(exchange, invalid));
  if (route !== undefined) {
    ingest(exchange, route.partition, route.flow, [{ content, bytes: exchange.request.body?.length ?? 0 }]);
  }
  return ok({
    inletId,
    xactionId: transactionId(exchange, 0),
    receivedTimeMs: exchange.now,
    syncValidation: { skipped: true },
  });
}

function collectBatch(exchange: Exchange): Answer {
  refuseTooLarge(exchange);
  const inletId = pathParameter(exchange, "inletId");
  refuseTooMany(exchange, inletId);
  const body = jsonBody(exchange, invalid);
  const messages = member(body, "messages");
  if (!isJsonArray(messages)) {
    throw invalid("The body of a batch is an object with an array of messages.");
  }
  const accepted = messages.filter(isJsonObject);
  const flowIds = new Set(accepted.map((message) => flowIdOfMessage(exchange, message)));
  for (const flowId of flowIds) {
    const route = findRoute(exchange, inletId, flowId);
    if (route !== undefined) {
      const own = accepted.filter((message) => flowIdOfMessage(exchange, message) === flowId);
      ingest(
        exchange,
        route.partition,
        route.flow,
        own.map((content) => ({ content, bytes: JSON.stringify(content).length })),
      );
    }
  }
  return {
    status: 207,
    body: {
      inletId,
      batchId: transactionId(exchange, 0),
      receivedTimeMs: exchange.now,
      responses: messages.map(
        (message, index): JsonObject =>
          isJsonObject(message)
            ? { xactionId: transactionId(exchange, index) }
            : { statusCode: 400, message: "A message is a JSON object." },
      ),
    },
  };
}

interface MessageRoute {
  readonly partition: Partition;
  readonly flow: FlowServiceRecord;
}

/** The flow that a message is for; `undefined` when it is accepted and goes nowhere. */
function findRoute(
  exchange: Exchange,
  inletId: string,
  flowId: string | undefined,
): MessageRoute | undefined {
  const { now } = exchange;
  const inlet = findInlet(exchange, inletId);
  if (inlet === undefined) {
    if (exchange.assume("unknownInlet") === "accept") {
      return undefined;
    }
    throw refuse(404, "Not Found", `The inlet ${inletId} does not exist.`);
  }
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

function flowIdOf(exchange: Exchange): string | undefined {
  const { headers, query } = exchange.request;
  const value = headers["x-adobe-flow-id"] ?? query.get("x-adobe-flow-id") ?? undefined;
  return Array.isArray(value) ? value[0] : value;
}

function flowIdOfMessage(exchange: Exchange, message: JsonObject): string | undefined {
  return flowIdOf(exchange) ?? text(memberAt(message, "header", "flowId"));
}

function messageObject(body: Json): JsonObject {
  if (!isJsonObject(body)) {
    throw invalid("A message is a JSON object.");
  }
  return body;
}

function refuseTooLarge(exchange: Exchange): void {
  if ((exchange.request.body?.length ?? 0) > largestMessage) {
    throw refuse(413, "Payload Too Large", "A message is at most 1 MB large.");
  }
}

function refuseTooMany(exchange: Exchange, inletId: string): void {
  const requests = exchange.setting("inletRequestsPerSecond");
  if (requests !== "none" && exchange.exceeds(`inlet ${inletId}`, { requests, perMilliseconds: 1000 })) {
    exchange.assume("inletRequestsPerSecond");
    throw refuse(429, "Too Many Requests", "The inlet takes no more requests at the moment.");
  }
}

function invalid(message: string): Problem {
  return refuse(400, "Invalid Message Format", message);
}

/** The frame of the ingestion service's errors (guide "Streaming validation"). */
function refuse(status: number, title: string, message: string): Problem {
  const type = "http://ns.adobe.com/adobecloud/problem/data-collection-service/inlet";
  return new Problem({ status, body: { type, status, title, report: { message } } });
}

function transactionId(exchange: Exchange, index: number): string {
  return `${exchange.now}:${exchange.requestId.slice(0, 4)}:${index}`;
}
