import { z } from "zod";
import { again } from "./again";
import { ApiError, type Reason, UnexpectedAnswerError, UnreachableError } from "./errors";
import { parseJson, textAt } from "./json";
import { read } from "./outcome";
import { attemptRepeatedly, type Clock } from "./retry";
import type { Credentials } from "./settings";
import type { HttpAnswer, Transport } from "./transport";

export type SecretCredentials = Extract<Credentials, { readonly clientSecret: string }>;

export interface TokenDependencies {
  readonly transport: Transport;
  readonly clock: Clock;
  /** Takes the secrets out of a text. */
  readonly redact: (text: string) => string;
}

export interface IssuedToken {
  readonly token: string;
  /** From now on. */
  readonly lifeMilliseconds: number;
}

/**
 * `expires_in` is in seconds; the older token services answered milliseconds (86399992). No token lives for eleven days, so
 * a larger number is milliseconds.
 */
const LARGEST_EXPIRY_IN_SECONDS = 1_000_000;

const tokenAnswer = z.object({
  access_token: z.string().regex(/^[\x21-\x7e]+$/),
  expires_in: z.coerce.number().positive(),
});

/**
 * OAuth Server-to-Server: POST /ims/token/v3, fields in a form (developer.adobe.com, "Server to Server authentication").
 * @throws ApiError when the identity service refuses, UnreachableError or UnexpectedAnswerError when it does not answer as documented.
 */
export async function requestToken(
  imsUrl: string,
  credentials: SecretCredentials,
  { transport, clock, redact }: TokenDependencies,
): Promise<IssuedToken> {
  const url = new URL("/ims/token/v3", imsUrl);
  const attempt = `obtain an access token from ${url.origin} for the client ${credentials.clientId}`;
  const body = new URLSearchParams({
    grant_type: "client_credentials",
    client_id: credentials.clientId,
    client_secret: credentials.clientSecret,
    scope: credentials.scopes,
  }).toString();
  const headers = { "Content-Type": "application/x-www-form-urlencoded", Accept: "application/json" };

  const {
    result: { exchange: heard, reading },
  } = await attemptRepeatedly(async () => {
    const exchange = await transport({ method: "POST", url, headers, body });
    const reading = read({ answer: tokenAnswer }, exchange);
    // Several valid tokens may coexist, so asking twice does no harm.
    return { result: { exchange, reading }, again: again(exchange, "repeatable", clock.now(), reading) };
  }, clock);

  if (heard.kind === "failed") {
    throw new UnreachableError(
      `Could not ${attempt}: ${heard.why}. Check the network and aep:imsUrl (AEP_IMS_URL, AEP_ENDPOINT).`,
      { cause: heard.cause },
    );
  }
  if (heard.status >= 400) throw tokenRefusal(attempt, heard, redact);
  if (!reading?.ok) {
    throw new UnexpectedAnswerError(
      `Could not ${attempt}: it answered ${heard.status} without a token. Check aep:imsUrl (AEP_IMS_URL, AEP_ENDPOINT).`,
    );
  }
  const { access_token, expires_in } = reading.value;
  const lifeMilliseconds = expires_in > LARGEST_EXPIRY_IN_SECONDS ? expires_in : expires_in * 1_000;
  return { token: access_token, lifeMilliseconds };
}

/** The body of a refusal is not documented by Adobe; it is read as OAuth's (RFC 6749, 5.2). */
function tokenRefusal(attempt: string, answer: HttpAnswer, redact: (text: string) => string): ApiError {
  const body = parseJson(answer.text);
  const members = body.ok ? [textAt(body.value, "error"), textAt(body.value, "error_description")] : [];
  const detail = redact(members.filter((text) => text !== undefined).join(": ")).slice(0, 500);
  const reason = refusalReason(answer.status);
  const wayOut =
    reason === "unauthorized"
      ? "Check AEP_CLIENT_ID, AEP_CLIENT_SECRET and AEP_SCOPES (aep:clientId, aep:clientSecret, aep:scopes) against the Adobe Developer Console."
      : "Try again in a few minutes.";
  const said = detail === "" ? "" : ` "${detail}"`;
  return new ApiError(`Could not ${attempt}: it answered ${answer.status}${said}. ${wayOut}`, {
    reason,
    status: answer.status,
    detail,
  });
}

function refusalReason(status: number): Reason {
  if (status === 429) return "throttled";
  return status >= 500 ? "unavailable" : "unauthorized";
}
