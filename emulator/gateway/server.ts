import { randomUUID } from "node:crypto";
import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from "fastify";
import { failureOf } from "../control/fault-answers";
import type { Faults, Happening } from "../control/faults";
import type { RequestLog } from "../control/request-log";
import type { AssumptionId, AssumptionValues } from "../ledger/assumptions";
import type { Ledger } from "../ledger/ledger";
import type { Store } from "../store/store";
import { authenticate, noContentType, requireJson, resolveSandbox, unknownRoute } from "./gateway";
import type { RateLimits } from "./rate-limits";
import { recordExchanges } from "./recorder";
import { connectionRefusal } from "./refusal";
import { sendAnswer, withhold } from "./respond";
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
  readonly beside: readonly Service[];
  readonly store: Store;
  readonly ledger: Ledger;
  readonly tokens: Tokens;
  readonly faults: Faults;
  readonly requestLog: RequestLog;
  readonly limits: RateLimits;
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

  const refuseConnections = connectionRefusal(server);
  const onPlatform =
    (route: PlatformRoute) =>
    (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> =>
      platformRequest(parts, route, request, reply, refuseConnections);
  for (const service of parts.platform) {
    for (const { method, path, handle } of guardedRoutes(service, parts)) {
      server.route({
        method,
        url: joinPath(service.basePath, path),
        handler: onPlatform({ service: service.name, path, handle }),
      });
    }
  }
  for (const service of parts.beside) {
    for (const { method, path, handle } of guardedRoutes(service, parts)) {
      server.route({
        method,
        url: joinPath(service.basePath, path),
        handler: (request, reply) => {
          const { answer, assumptions } = perform(parts, handle, incoming(request), request.id);
          sendAnswer(reply, answer, request.id, assumptions);
          return reply;
        },
      });
    }
  }
  server.setNotFoundHandler(
    onPlatform({
      service: "unknown",
      path: "*",
      handle: (exchange) => {
        const caller = authenticate(exchange, parts.tokens);
        const service = parts.platform.find(({ basePath }) => isBelow(exchange.request.path, basePath));
        if (service?.access === "sandbox") {
          resolveSandbox(exchange, caller, service.refusals);
        }
        throw unknownRoute;
      },
    }),
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
          requireJson(exchange);
          const partition =
            exchange.lag === 0
              ? exchange.store.partition(caller.organization, sandbox.name)
              : exchange.store.pastPartition(caller.organization, sandbox.name, exchange.now - exchange.lag);
          return route.handle({ ...exchange, caller, sandbox, partition });
        },
      }));
  }
}

/** A route of the platform as the server knows it. */
interface PlatformRoute {
  readonly service: string;
  /** `:name` is a parameter. */
  readonly path: string;
  readonly handle: Handle;
}

async function platformRequest(
  parts: ServerParts,
  route: PlatformRoute,
  request: FastifyRequest,
  reply: FastifyReply,
  refuseConnections: (milliseconds: number) => void,
): Promise<FastifyReply> {
  const received = incoming(request);
  const logged = parts.requestLog.begin(route.service, received);
  const happening = parts.faults.next(request.method, request.url, parts.clock());
  if (happening.delay > 0) {
    await delay(happening.delay);
  }
  const { outcome } = happening;
  if (outcome === "hang" || outcome === "reset-before") {
    return withhold(reply, outcome === "hang" ? "hang" : "cut");
  }
  if (typeof outcome === "object" && "refuseMilliseconds" in outcome) {
    withhold(reply, "cut");
    refuseConnections(outcome.refuseMilliseconds);
    return reply;
  }
  const failure = failureOf(outcome);
  const handle = failure === undefined || failure.takesEffect ? route.handle : failure.answer;
  const conditions = { switches: happening.switches, lag: lagOf(happening, route, request.method) };
  const performed = perform(parts, handle, received, request.id, conditions);
  logged.assumptions = performed.assumptions;
  if (outcome === "reset-after") {
    return withhold(reply, "cut");
  }
  const { answer } =
    failure?.takesEffect === true ? perform(parts, failure.answer, received, request.id) : performed;
  logged.status = answer.status;
  if (failure !== undefined || outcome === "truncated-json" || happening.slowBody > 0) {
    // An answer that nobody shall take for the platform's.
    reply.header("x-emulator-fault", "answer");
  }
  sendAnswer(reply, answer, request.id, performed.assumptions, {
    slowBodyMilliseconds: happening.slowBody,
    truncated: outcome === "truncated-json",
  });
  return reply;
}

/** How long ago what a request reads was true. */
function lagOf(happening: Happening, { path }: PlatformRoute, method: string): number {
  if (method !== "GET" && !path.endsWith("/search")) {
    return 0;
  }
  return path.includes("/:") ? happening.readLag : happening.listLag;
}

/** What a fault changes about how a request is carried out. */
interface Conditions {
  readonly switches: Partial<AssumptionValues>;
  /** Milliseconds. */
  readonly lag: number;
}

/** Runs a handler as one transaction of the store. */
function perform(
  parts: ServerParts,
  handle: Handle,
  request: IncomingRequest,
  requestId: string,
  { switches, lag }: Conditions = { switches: {}, lag: 0 },
): { answer: Answer; assumptions: readonly string[] } {
  const assumptions = new Set<string>();
  const now = parts.clock();
  const setting = <Id extends AssumptionId>(id: Id): AssumptionValues[Id] =>
    switches[id] ?? parts.ledger.value(id);
  const exchange: Exchange = {
    request,
    requestId,
    now,
    lag,
    address: reachedAt(request) ?? parts.address(),
    store: parts.store,
    assume: (id) => {
      assumptions.add(id);
      return setting(id);
    },
    setting,
    exceeds: (what, limit) => parts.limits.exceeded(what, limit, now),
  };
  try {
    const answer = parts.store.transaction(() => handle(exchange), now);
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

/** The address that the client reached the server by, which it may know by another name than its own. */
function reachedAt({ headers }: IncomingRequest): string | undefined {
  const host = headers.host ?? "";
  return /^([\w.-]+|\[[\da-f:.]+\])(:\d{1,5})?$/i.test(host) ? `http://${host}` : undefined;
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

/** What the HTTP library refuses by itself: an unreadable URL or content type, a body that is too large. */
function refusalOf(error: unknown): Problem {
  const known = typeof error === "object" && error !== null && "statusCode" in error ? error.statusCode : 400;
  const status = typeof known === "number" && known >= 400 && known < 500 ? known : 400;
  if (status === 415) {
    return noContentType;
  }
  const detail = error instanceof Error ? error.message : "The request cannot be read.";
  return genericProblem(status, status === 413 ? "PayloadTooLargeError" : "BadRequestError", detail);
}

function isBelow(path: string, basePath: string): boolean {
  return path === basePath || path.startsWith(`${basePath}/`);
}

function joinPath(basePath: string, path: string): string {
  return path === "/" && basePath !== "" ? basePath : `${basePath}${path}`;
}

function delay(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds).unref();
  });
}
