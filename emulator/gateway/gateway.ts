import { defaultSandboxName, type Sandbox, sandboxOf } from "./organization";
import {
  type Caller,
  type Exchange,
  gatewayProblem,
  genericProblem,
  Problem,
  type ServiceRefusals,
  tooManyRequests,
} from "./service";
import type { Tokens } from "./tokens";

/**
 * The gateway's answers, word for word (Experience Platform troubleshooting guide, "Request header errors").
 * A missing token is 403, not 401.
 */
const refusals = {
  tokenMissing: [403, "403010", "Oauth token is missing."],
  tokenInvalid: [401, "401013", "Oauth token is not valid"],
  apiKeyMissing: [403, "403000", "Api Key is required"],
  apiKeyInvalid: [403, "403003", "Api Key is invalid"],
  organizationMissing: [400, "400003", "Missing header"],
  profileInvalid: [403, "403025", "Profile is not valid"],
} as const;

function refuse(reason: keyof typeof refusals): Problem {
  const [status, code, message] = refusals[reason];
  return gatewayProblem(status, code, message);
}

/** Checks token, API key and organization in the order of the gateway, and says who calls. */
export function authenticate(exchange: Exchange, tokens: Tokens): Caller {
  const { headers } = exchange.request;
  const token = /^Bearer\s+(\S+)\s*$/i.exec(headers.authorization ?? "")?.[1];
  if (headers.authorization === undefined || headers.authorization.trim() === "") {
    throw refuse("tokenMissing");
  }
  const clientId = token === undefined ? undefined : tokens.clientOf(token, exchange.now);
  if (clientId === undefined) {
    throw refuse("tokenInvalid");
  }
  const apiKey = header(exchange, "x-api-key");
  if (apiKey === undefined) {
    throw refuse("apiKeyMissing");
  }
  if (apiKey !== clientId && exchange.assume("apiKeyOfAnotherClient") === "refuse") {
    throw refuse("apiKeyInvalid");
  }
  const known = exchange.setting("clientOrganizations");
  if (known !== "any" && !Object.hasOwn(known, apiKey)) {
    throw refuse("apiKeyInvalid");
  }
  const organization = header(exchange, "x-gw-ims-org-id");
  if (organization === undefined) {
    throw refuse("organizationMissing");
  }
  if (known !== "any" && known[apiKey] !== organization) {
    throw refuse("profileInvalid");
  }
  const requests = exchange.setting("requestsPerMinute");
  if (requests !== "none" && exchange.exceeds(`client ${clientId}`, { requests, perMilliseconds: 60_000 })) {
    exchange.assume("requestsPerMinute");
    exchange.assume("rateLimitBody");
    throw tooManyRequests(undefined);
  }
  return { clientId, organization };
}

/** The sandbox that the request names, or the one that it is resolved to. */
export function resolveSandbox(exchange: Exchange, caller: Caller, service: ServiceRefusals): Sandbox {
  const name = header(exchange, "x-sandbox-name");
  if (name === undefined && exchange.assume("sandboxHeaderMissing") === "refuse") {
    throw service.sandboxMissing(exchange);
  }
  const sandbox = sandboxOf(caller.organization, name ?? defaultSandboxName);
  if (sandbox === undefined) {
    exchange.assume("sandboxUnknown");
    throw service.sandboxUnknown(exchange, name ?? defaultSandboxName);
  }
  return sandbox;
}

/**
 * Refuses a body that does not say that it is JSON, word for word as the troubleshooting guide does ("Valid content-type
 * not specified").
 */
export function requireJson({ request }: Exchange): void {
  const hasBody = request.body !== undefined && request.body.length > 0;
  if (hasBody && !/^application\/([\w.-]+\+)?json\s*(;|$)/i.test(request.headers["content-type"] ?? "")) {
    throw noContentType;
  }
}

export const noContentType = genericProblem(400, "BadRequestError", "A valid content-type must be specified");

/** What the gateway shows for a path that no service answers: HTML, so that nobody takes it for a missing object. */
export const unknownRoute = new Problem({
  status: 404,
  html: "<html>\n<head><title>404 Not Found</title></head>\n<body>\n<center><h1>404 Not Found</h1></center>\n</body>\n</html>\n",
});

function header(exchange: Exchange, name: string): string | undefined {
  const value = exchange.request.headers[name];
  const single = (Array.isArray(value) ? value[0] : value)?.trim();
  return single === "" ? undefined : single;
}
