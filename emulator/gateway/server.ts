import { randomUUID } from "node:crypto";
import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from "fastify";
import type { FaultAction, Faults } from "../control/faults";
import type { LoggedRequest, RequestLog } from "../control/request-log";
import type { AssumptionId, AssumptionValues } from "../ledger/assumptions";
import type { Ledger } from "../ledger/ledger";
import type { Store } from "../store/store";
import { authenticate, resolveSandbox, unknownRoute } from "./gateway";
import { recordExchanges } from "./recorder";
import {
  type Answer,
  type Exchange,
  genericProblem,
  type IncomingRequest,
  Problem,
  type Route,
  type Service,
} from "./service";
import type { Tokens } from "./tokens";

/** What the server is made of. */
export interface ServerParts {
  readonly platform: readonly Service[];
  /** Served beside the platform: neither logged nor subject to faults. */
  readonly control: Service;
  readonly store: Store;
  readonly ledger: Ledger;
  readonly tokens: Tokens;
  readonly faults: Faults;
  readonly requestLog: RequestLog;
  /** Where exchanges with the platform are recorded, where they are. */
  readonly recording: string | undefined;
  clock(): number;
  /** The address at which the server is reached, once it listens. */
  address(): string;
}

/** Larger bodies are refused before any service sees them. */
const largestBody = 16 * 1024 * 1024;

type Handle = (exchange: Exchange) => Answer;

/** The HTTP server: every request passes faults, log, gateway and service, in this order. */
export function createServer(parts: ServerParts): FastifyInstance {
  const server = fastify({
    bodyLimit: largestBody,
    exposeHeadRoutes: false,
    forceCloseConnections: true,
    frameworkErrors: (error, request, reply) => {
      sendAnswer(reply, refusalOf(error).answer, request.id, []);
    },
    genReqId: () => randomUUID(),
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 8192 },
  });
  if (parts.recording !== undefined) {
    recordExchanges(server, parts.recording);
  }
  server.removeAllContentTypeParsers();
  server.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
  server.setErrorHandler((error, request, reply) => {
    sendAnswer(reply, refusalOf(error).answer, request.id, []);
  });

  for (const service of parts.platform) {
    for (const { method, path, handle } of guardedRoutes(service, parts)) {
      server.route({
        method,
        url: joinPath(service.basePath, path),
        handler: (request, reply) => platformRequest(parts, service.name, handle, request, reply),
      });
    }
  }
  for (const { method, path, handle } of guardedRoutes(parts.control, parts)) {
    server.route({
      method,
      url: joinPath(parts.control.basePath, path),
      handler: (request, reply) => {
        const { answer, assumptions } = perform(parts, handle, incoming(request), request.id);
        sendAnswer(reply, answer, request.id, assumptions);
        return reply;
      },
    });
  }
  server.setNotFoundHandler((request, reply) =>
    platformRequest(
      parts,
      "unknown",
      (exchange) => {
        authenticate(exchange, parts.tokens);
        throw unknownRoute;
      },
      request,
      reply,
    ),
  );
  return server;
}

interface GuardedRoute {
  readonly method: Route<Exchange>["method"];
  readonly path: string;
  readonly handle: Handle;
}

/** The routes of a service behind the checks that its callers have to pass. */
function guardedRoutes(service: Service, { tokens }: ServerParts): readonly GuardedRoute[] {
  switch (service.access) {
    case "open":
      return service.routes;
    case "organization":
      return service.routes.map((route) => ({
        ...route,
        handle: (exchange) => route.handle({ ...exchange, caller: authenticate(exchange, tokens) }),
      }));
    case "sandbox":
      return service.routes.map((route) => ({
        ...route,
        handle: (exchange) => {
          const caller = authenticate(exchange, tokens);
          const sandbox = resolveSandbox(exchange, caller, service.refusals);
          const partition = exchange.store.partition(caller.organization, sandbox.name);
          return route.handle({ ...exchange, caller, sandbox, partition });
        },
      }));
  }
}

async function platformRequest(
  parts: ServerParts,
  serviceName: string,
  handle: Handle,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const received = incoming(request);
  const logged = parts.requestLog.begin(serviceName, received);
  const action = parts.faults.next(request.method, request.url);
  if (typeof action === "object" && "delayMilliseconds" in action) {
    await delay(action.delayMilliseconds);
  } else if (action === "hang" || action === "reset-before") {
    return cut(reply, action);
  } else if (typeof action === "object" && action.takesEffect !== true) {
    return answerAndLog(reply, logged, faultAnswer(action), []);
  }
  const { answer, assumptions } = perform(parts, handle, received, request.id);
  if (action === "reset-after") {
    logged.assumptions = assumptions;
    return cut(reply, action);
  }
  const replaced = typeof action === "object" && "status" in action ? faultAnswer(action) : answer;
  return answerAndLog(reply, logged, replaced, assumptions);
}

/** Takes the connection away from the server: it is cut, or stays without an answer until somebody closes it. */
function cut(reply: FastifyReply, action: "hang" | "reset-before" | "reset-after"): FastifyReply {
  reply.hijack();
  if (action !== "hang") {
    reply.raw.socket?.resetAndDestroy();
  }
  return reply;
}

function answerAndLog(
  reply: FastifyReply,
  logged: LoggedRequest,
  answer: Answer,
  assumptions: readonly string[],
): FastifyReply {
  logged.status = answer.status;
  logged.assumptions = assumptions;
  sendAnswer(reply, answer, reply.request.id, assumptions);
  return reply;
}

/** An answer that nobody shall take for the platform's: a header says that a fault made it. */
function faultAnswer({ status, body, headers }: Extract<FaultAction, { status: number }>): Answer {
  return {
    status,
    ...(body === undefined ? {} : { body }),
    headers: { ...headers, "x-emulator-fault": "answer" },
  };
}

/** Runs a handler as one transaction of the store. */
function perform(
  parts: ServerParts,
  handle: Handle,
  request: IncomingRequest,
  requestId: string,
): { answer: Answer; assumptions: readonly string[] } {
  const assumptions = new Set<string>();
  const exchange: Exchange = {
    request,
    requestId,
    now: parts.clock(),
    address: parts.address(),
    store: parts.store,
    assume<Id extends AssumptionId>(id: Id): AssumptionValues[Id] {
      assumptions.add(id);
      return parts.ledger.value(id);
    },
  };
  try {
    const answer = parts.store.transaction(() => handle(exchange));
    return { answer, assumptions: [...assumptions] };
  } catch (error) {
    if (error instanceof Problem) {
      return { answer: error.answer, assumptions: [...assumptions] };
    }
    process.stderr.write(
      `${request.method} ${request.path}: ${error instanceof Error ? error.stack : error}\n`,
    );
    const failure = genericProblem(
      500,
      "InternalServerError",
      "The emulator failed. This is a defect of the emulator.",
    );
    return { answer: failure.answer, assumptions: [...assumptions] };
  }
}

function incoming(request: FastifyRequest): IncomingRequest {
  const [path = "", ...query] = request.url.split("?");
  return {
    method: request.method,
    path,
    parameters: request.params as Record<string, string>,
    query: new URLSearchParams(query.join("?")),
    headers: request.headers,
    body: Buffer.isBuffer(request.body) ? request.body : undefined,
  };
}

function sendAnswer(
  reply: FastifyReply,
  answer: Answer,
  requestId: string,
  assumptions: readonly string[],
): void {
  reply.code(answer.status);
  reply.header("x-request-id", requestId);
  if (assumptions.length > 0) {
    reply.header("x-emulator-assumption", assumptions.join(","));
  }
  if (answer.html !== undefined) {
    reply.header("content-type", "text/html").headers(answer.headers ?? {});
    reply.send(answer.html);
    return;
  }
  if (answer.body === undefined) {
    reply.headers(answer.headers ?? {}).send();
    return;
  }
  reply.header("content-type", "application/json").headers(answer.headers ?? {});
  reply.send(JSON.stringify(answer.body));
}

/** What the HTTP library refuses by itself: an unreadable URL, a body that is too large. */
function refusalOf(error: unknown): Problem {
  const known = typeof error === "object" && error !== null && "statusCode" in error ? error.statusCode : 400;
  const status = typeof known === "number" && known >= 400 && known < 500 ? known : 400;
  const detail = error instanceof Error ? error.message : "The request cannot be read.";
  return genericProblem(status, status === 413 ? "PayloadTooLargeError" : "BadRequestError", detail);
}

function joinPath(basePath: string, path: string): string {
  return path === "/" ? basePath : `${basePath}${path}`;
}

function delay(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds).unref();
  });
}
