import { appendFileSync } from "node:fs";
import type { IncomingHttpHeaders } from "node:http";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { loggedBody, masked, maskedQuery } from "../control/request-log";
import type { Json } from "../json";

/** One line of a recording: a request to the platform and its answer. */
interface RecordedExchange {
  readonly method: string;
  /** As it was sent, still percent-encoded. */
  readonly path: string;
  readonly query: Readonly<Record<string, readonly string[]>>;
  readonly headers: IncomingHttpHeaders;
  readonly body: Json;
  /** null: the connection was cut before an answer. */
  readonly status: number | null;
  readonly answerHeaders: ReturnType<FastifyReply["getHeaders"]>;
  readonly answerBody: Json;
}

/** Headers whose values are credentials: recorded as present, never with their value. */
const credentialHeaders = ["authorization", "proxy-authorization", "cookie"];

/** Longer bodies say nothing more about the contract, and would fill the disk. */
const longestBody = 1024 * 1024;

/**
 * Appends every exchange with the platform to a file of JSON lines, one at a time, so that a kill loses none that
 * was answered. The page and paths below `/_emulator` are left out.
 */
export function recordExchanges(server: FastifyInstance, file: string): void {
  // Fails at the start, not at the first request, where the file cannot be written.
  appendFileSync(file, "");
  const append = (request: FastifyRequest, reply: FastifyReply, status: number | null, payload: unknown) => {
    const exchange = recorded(request, reply, status, payload);
    if (exchange.path !== "/" && !exchange.path.startsWith("/_emulator")) {
      appendFileSync(file, `${JSON.stringify(exchange)}\n`);
    }
  };
  server.addHook("onSend", (request, reply, payload, done) => {
    append(request, reply, reply.statusCode, payload);
    done();
  });
  server.addHook("onRequest", (request, reply, done) => {
    reply.raw.once("close", () => {
      if (reply.raw.headersSent) {
        return;
      }
      append(request, reply, null, undefined);
    });
    done();
  });
}

function recorded(
  request: FastifyRequest,
  reply: FastifyReply,
  status: number | null,
  payload: unknown,
): RecordedExchange {
  const [path = "", ...query] = request.url.split("?");
  const body = Buffer.isBuffer(request.body) ? request.body : undefined;
  return {
    method: request.method,
    path,
    query: maskedQuery(new URLSearchParams(query.join("?"))),
    headers: Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [
        name,
        credentialHeaders.includes(name) ? "***" : value,
      ]),
    ),
    body:
      body === undefined || body.length > longestBody ? null : loggedBody({ headers: request.headers, body }),
    status,
    answerHeaders: reply.getHeaders(),
    answerBody: answerBody(payload),
  };
}

function answerBody(payload: unknown): Json {
  if (typeof payload !== "string" || payload === "" || payload.length > longestBody) {
    return null;
  }
  try {
    return masked(JSON.parse(payload) as Json);
  } catch {
    return payload;
  }
}
