import { type Answer, type Exchange, ok, Problem, type Service } from "../gateway/service";
import { type Tokens, tokenLifetimeSeconds } from "../gateway/tokens";

/**
 * Adobe's identity service: access tokens for client credentials. Any id with any secret is accepted. Fields come
 * in the body or in the query: Adobe's pages show the first, its Postman collection the second. The errors are
 * those of OAuth 2 (RFC 6749, section 5.2), as Adobe publishes none.
 */
export function imsService(tokens: Tokens): Service {
  return {
    name: "ims",
    basePath: "/ims/token",
    access: "open",
    routes: [{ method: "POST", path: "/:version", handle: (exchange) => issueToken(exchange, tokens) }],
  };
}

const versions = ["v1", "v2", "v3"];

function issueToken(exchange: Exchange, tokens: Tokens): Answer {
  if (!versions.includes(exchange.request.parameters.version ?? "")) {
    throw refuse(404, "invalid_request", "There is no such version of the token endpoint.");
  }
  const fields = tokenFields(exchange);
  const grant = fields("grant_type");
  if (grant === undefined) {
    throw refuse(400, "invalid_request", "grant_type is missing.");
  }
  if (grant !== "client_credentials") {
    throw refuse(400, "unsupported_grant_type", "The grant type is not client_credentials.");
  }
  const clientId = fields("client_id");
  if (clientId === undefined || fields("client_secret") === undefined) {
    const status = Number(exchange.assume("tokenErrorStatus"));
    throw refuse(status, "invalid_client", "client_id or client_secret is missing.");
  }
  return ok({
    access_token: tokens.issue(clientId, exchange.now),
    token_type: "bearer",
    expires_in: tokenLifetimeSeconds,
  });
}

function refuse(status: number, error: string, description: string): Problem {
  return new Problem({ status, body: { error, error_description: description } });
}

/** The fields of a token request, from the form in the body or else from the query. */
function tokenForm(exchange: Exchange): URLSearchParams {
  return new URLSearchParams(exchange.request.body?.toString("utf8") ?? "");
}

function tokenFields(exchange: Exchange): (name: string) => string | undefined {
  const form = tokenForm(exchange);
  return (name) => {
    const value = form.get(name) ?? exchange.request.query.get(name);
    return value === null || value === "" ? undefined : value;
  };
}
