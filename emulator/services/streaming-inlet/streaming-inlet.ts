import { ingest } from "../../events/ingest";
import { findInlet, type Inlet, partitionOf } from "../../events/inlets";
import { jsonBody } from "../../gateway/body";
import { type Answer, type Exchange, ok, pathParameter, type Service } from "../../gateway/service";
import type { Tokens } from "../../gateway/tokens";
import { isJsonArray, isJsonObject, type Json, type JsonObject, member, memberAt, text } from "../../json";
import { connectionKey } from "../flow-service/keys";
import { envelopeFlaw } from "./envelope";
import { invalid, invalidXdm, refuse, unauthorized } from "./errors";
import { findRoute, type MessageRoute } from "./message-route";
import { asksForValidation, validateNow } from "./sync-validation";

/**
 * Streaming ingestion (streaming-ingestion.yaml): messages come without a token, as webhooks send none, unless the
 * connection behind the inlet requires one.
 */
export function streamingInlet(tokens: Tokens): Service {
  return {
    name: "streaming-inlet",
    basePath: "/collection",
    access: "open",
    routes: [
      { method: "POST", path: "/:inletId", handle: (exchange) => collect(exchange, tokens) },
      { method: "POST", path: "/batch/:inletId", handle: (exchange) => collectBatch(exchange, tokens) },
    ],
  };
}

/** One megabyte (guide "Ingestion guardrails"). */
const largestMessage = 1024 * 1024;

function collect(exchange: Exchange, tokens: Tokens): Answer {
  const { inletId, inlet } = openInlet(exchange, tokens);
  const message = messageObject(jsonBody(exchange, invalid));
  const route = inlet && findRoute(exchange, inletId, inlet, flowIdOfMessage(exchange, message));
  const flaw = route && envelopeFlaw(exchange, route, message);
  if (route !== undefined && flaw !== undefined) {
    throw invalidXdm(sentenceAbout(inletId, route, flaw));
  }
  const syncValidation = validateNow(exchange, inletId, route, message);
  if (route !== undefined) {
    const bytes = exchange.request.body?.length ?? 0;
    ingest(exchange, route.partition, route.flow, [{ content: message, bytes }]);
  }
  return ok({
    inletId,
    xactionId: transactionId(exchange, 0),
    receivedTimeMs: exchange.now,
    syncValidation,
  });
}

function collectBatch(exchange: Exchange, tokens: Tokens): Answer {
  const { inletId, inlet } = openInlet(exchange, tokens);
  if (asksForValidation(exchange) && exchange.assume("syncValidationOfBatch") === "refuse") {
    throw invalid("The parameter syncValidation is for single messages only.");
  }
  const messages = member(jsonBody(exchange, invalid), "messages");
  if (!isJsonArray(messages)) {
    throw invalid("The body of a batch is an object with an array of messages.");
  }
  const batches = new Map<string | undefined, Batch>();
  const responses = messages.map((message, index): JsonObject => {
    if (!isJsonObject(message)) {
      return { statusCode: 400, message: "A message is a JSON object." };
    }
    const flowId = flowIdOfMessage(exchange, message);
    let batch = batches.get(flowId);
    if (batch === undefined) {
      batch = { route: inlet && findRoute(exchange, inletId, inlet, flowId), contents: [] };
      batches.set(flowId, batch);
    }
    const { route } = batch;
    const flaw = route && envelopeFlaw(exchange, route, message);
    if (route !== undefined && flaw !== undefined) {
      return { statusCode: 400, message: sentenceAbout(inletId, route, flaw) };
    }
    batch.contents.push(message);
    return { xactionId: transactionId(exchange, index) };
  });
  for (const { route, contents } of batches.values()) {
    if (route !== undefined && contents.length > 0) {
      const sized = contents.map((content) => ({ content, bytes: JSON.stringify(content).length }));
      ingest(exchange, route.partition, route.flow, sized);
    }
  }
  return {
    status: 207,
    body: { inletId, batchId: transactionId(exchange, 0), receivedTimeMs: exchange.now, responses },
  };
}

/** The messages of a batch that are for one flow. */
interface Batch {
  readonly route: MessageRoute | undefined;
  readonly contents: JsonObject[];
}

interface OpenInlet {
  readonly inletId: string;
  /** `undefined` for one that does not exist and swallows what it gets. */
  readonly inlet: Inlet | undefined;
}

/** The inlet of a request, where it may send to it. */
function openInlet(exchange: Exchange, tokens: Tokens): OpenInlet {
  if ((exchange.request.body?.length ?? 0) > largestMessage) {
    throw refuse(413, "Payload Too Large", "A message is at most 1 MB large.");
  }
  const inletId = pathParameter(exchange, "inletId");
  refuseTooMany(exchange, inletId);
  const inlet = findInlet(exchange, inletId);
  if (inlet === undefined) {
    if (exchange.assume("unknownInlet") === "accept") {
      return { inletId, inlet };
    }
    throw refuse(404, "Not Found", `The inlet ${inletId} does not exist.`);
  }
  if (requiresToken(exchange, inlet)) {
    authorize(exchange, tokens);
  }
  return { inletId, inlet };
}

/** Whether an inlet belongs to an HTTP API connection that was made with `authenticationRequired`. */
function requiresToken(exchange: Exchange, inlet: Inlet): boolean {
  const { kind, id } = inlet.owner;
  const connection =
    kind === "connection" ? partitionOf(exchange, inlet).of(connectionKey).get(id) : undefined;
  const required = memberAt(connection?.content, "auth", "params", "authenticationRequired");
  return required === true || required === "true";
}

/** The header holds a token, with or without Bearer in front of it. */
function authorize(exchange: Exchange, tokens: Tokens): void {
  const sent = exchange.request.headers.authorization?.trim() ?? "";
  const token = sent.replace(/^Bearer\s+/i, "");
  if (token === "") {
    throw unauthorized;
  }
  if (tokens.clientOf(token, exchange.now) === undefined) {
    exchange.assume("inletTokenInvalid");
    throw unauthorized;
  }
}

function sentenceAbout(inletId: string, { partition }: MessageRoute, flaw: string): string {
  return `inletId: [${inletId}] imsOrgId: [${partition.organization}] ${flaw}`;
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

function refuseTooMany(exchange: Exchange, inletId: string): void {
  const requests = exchange.setting("inletRequestsPerSecond");
  if (requests !== "none" && exchange.exceeds(`inlet ${inletId}`, { requests, perMilliseconds: 1000 })) {
    exchange.assume("inletRequestsPerSecond");
    throw refuse(429, "Too Many Requests", "The inlet takes no more requests at the moment.");
  }
}

function transactionId(exchange: Exchange, index: number): string {
  return `${exchange.now}:${exchange.requestId.slice(0, 4)}:${index}`;
}
