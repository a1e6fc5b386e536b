import { setTimeout as wait } from "node:timers/promises";
import { z } from "zod";
import { again, mayHaveHappened } from "./again";
import { createAuthorization } from "./auth";
import type { Call, Client } from "./client";
import { Closing } from "./closing";
import { ApiError } from "./errors";
import { type Limiter, OutOfTimeError, sharedLimiter, type TurnOptions } from "./limiter";
import { conclude, type Reading, read } from "./outcome";
import { createProductionGuard } from "./production-guard";
import { redactError, redactor } from "./redact";
import { refusesToken } from "./refusal";
import { rememberSuccess } from "./remember";
import { requestUrl } from "./request-url";
import { type Attempt, attemptRepeatedly, type Clock, pollUntil, retryAfter } from "./retry";
import { SANDBOX_MANAGEMENT } from "./sandboxes";
import { locationOf, type Settings } from "./settings";
import { steadyNow } from "./steady-clock";
import { createTransport, type Exchange, type TransportOptions } from "./transport";

/** What a test replaces; the defaults are the real thing. */
export type ClientDependencies = Partial<Clock> &
  Omit<TransportOptions, "origins"> & {
    /** Told of every exchange with the platform, in a line without bodies and credentials. Default: nobody is. */
    readonly trace?: (line: string) => void;
    /** Told in words what is waited for, where it takes long. Default: nobody is. */
    readonly report?: (status: string) => void;
    /** Default: one for all clients of the process with the same organization and address. */
    readonly limiter?: Limiter;
    /** Where the process stops sending. Default: nowhere. */
    readonly closing?: Closing;
  };

/** What has no deadline: a token, the sandbox's type, the tenant. */
const WHENEVER: Work = { until: undefined, secrets: [] };

/** For the look that tells what holds an object, or what became of it. */
const LAST_LOOK_MILLISECONDS = 5_000;

/** What a call is part of. */
interface Work {
  /** Local clock, ms. */
  readonly until: number | undefined;
  /** Masked beside the credentials. */
  readonly secrets: readonly string[];
}

/** What one request came to. */
interface Heard<Answer> {
  readonly exchange: Exchange;
  readonly reading: Reading<Answer> | undefined;
}

/** The part of schema-registry.yaml's `GET /stats` that is read. */
const statsAnswer = z.object({ tenantId: z.string().min(1) });

export function createClient(settings: Settings, dependencies: ClientDependencies = {}): Client {
  const {
    now = steadyNow,
    sleep = wait,
    random = Math.random,
    trace,
    report,
    closing = new Closing(),
    ...transportOptions
  } = dependencies;
  const clock: Clock = { now, sleep, random };
  const { clientId } = settings.credentials;
  const transport = createTransport({
    ...transportOptions,
    origins: [settings.platformUrl, settings.imsUrl],
  });
  const authorization = createAuthorization(settings, { transport, clock, redact });
  const shared = `${settings.platformUrl} ${settings.orgId}`;
  const limiter =
    dependencies.limiter ?? sharedLimiter(shared, clock, report === undefined ? {} : { report });
  const guard = createProductionGuard(settings, (call) => send(call, WHENEVER));
  let clockOffset: number | undefined;

  function redact(text: string, secrets: readonly string[] = []): string {
    return redactor([...authorization.secrets(), ...secrets])(text);
  }

  function serverNow(): number {
    return Math.round(clock.now() + (clockOffset ?? 0));
  }

  async function exchangeWith(token: string, url: URL, call: Call<unknown>): Promise<Exchange> {
    const body = call.body === undefined ? undefined : JSON.stringify(call.body);
    const start = clock.now();
    const headers = {
      Accept: "application/json",
      ...(body === undefined ? {} : { "Content-Type": call.contentType ?? "application/json" }),
      ...call.headers,
      Authorization: `Bearer ${token}`,
      "x-api-key": clientId,
      "x-gw-ims-org-id": settings.orgId,
      "x-sandbox-name": settings.sandbox,
    };
    const exchange = await closing.during(async () => {
      await call.beforeSending?.({ now: serverNow(), exact: clockOffset !== undefined });
      return transport({ method: call.method, url, headers, ...(body === undefined ? {} : { body }) });
    });
    if (exchange.kind === "answered") learnServerTime(exchange.header("date"));
    trace?.(redact(traceLine(call.method, url, exchange, clock.now() - start)));
    return exchange;
  }

  function learnServerTime(date: string | null): void {
    const time = Date.parse(date ?? "");
    if (Number.isFinite(time)) clockOffset = time - clock.now();
  }

  /** A refused token has not had any effect, so the request is repeated with a new one, whatever it is. */
  async function authorizedExchange(url: URL, call: Call<unknown>): Promise<Exchange> {
    const token = await authorization.token();
    const exchange = await exchangeWith(token, url, call);
    if (!isTokenRefused(token, exchange)) return exchange;
    const renewed = await authorization.renewed(token);
    if (renewed === undefined) return exchange;
    const repeated = await exchangeWith(renewed, url, call);
    isTokenRefused(renewed, repeated);
    return repeated;
  }

  function isTokenRefused(token: string, exchange: Exchange): boolean {
    if (exchange.kind === "failed") return false;
    if (refusesToken(exchange)) return true;
    authorization.accepted(token);
    return false;
  }

  /** Once AEP has room for it; the token is fetched then, because one may expire while its request waits. */
  function inTurn(url: URL, call: Call<unknown>, options: TurnOptions): Promise<Exchange> {
    return limiter.run(async () => {
      const result = await authorizedExchange(url, call);
      if (result.kind === "failed" || result.status !== 429) return { result };
      const afterMilliseconds = retryAfter(result.header("retry-after"), serverNow());
      return { result, refused: afterMilliseconds === undefined ? {} : { afterMilliseconds } };
    }, options);
  }

  async function send<Answer>(call: Call<Answer>, { until, secrets }: Work): Promise<Answer> {
    const mask = (text: string) => redact(text, secrets);
    const last = call.effect === "read" && until !== undefined ? until + LAST_LOOK_MILLISECONDS : until;
    try {
      const url = requestUrl(settings.platformUrl, call.path, call.query);
      if (call.effect !== "read") await guard.assertWritable();
      let perhapsDone = false;
      let latest: Heard<Answer> | undefined;
      const attempt = async (repeated: boolean): Promise<Attempt<Heard<Answer>>> => {
        const turn = inTurn(url, call, { again: repeated, ...(last !== undefined && { until: last }) });
        const exchange = await turn.catch((error: unknown) => {
          // What AEP said before says more than that there was no time to ask again.
          if (latest !== undefined && error instanceof OutOfTimeError) return undefined;
          throw error;
        });
        if (exchange === undefined) return { result: latest as Heard<Answer>, again: false };
        const reading = read(call, exchange);
        latest = { exchange, reading };
        perhapsDone ||= call.effect !== "read" && mayHaveHappened(exchange);
        if (exchange.kind === "answered" && exchange.status === 429)
          return { result: latest, again: { paced: true } };
        return { result: latest, again: again(exchange, call.effect, serverNow(), reading) };
      };
      const limits = { until: last, mayRetry: () => limiter.retries.take() };
      const { result, attempts } = await attemptRepeatedly(attempt, clock, limits);
      if (result.reading?.ok) limiter.retries.succeeded();
      const wording = { redact: mask, tokenAdvice: authorization.advice };
      return conclude(call, { ...result, attempts, perhapsDone }, wording);
    } catch (error) {
      if (isMissing(error, call)) await guard.assertExists();
      const late = error instanceof OutOfTimeError;
      throw redactError(
        late ? new OutOfTimeError(`Could not ${call.attempt}: ${error.message}`) : error,
        mask,
      );
    }
  }

  const tenantId = rememberSuccess(async () => {
    const call = {
      attempt: "look up the tenant id",
      method: "GET",
      path: "/data/foundation/schemaregistry/stats",
      headers: { Accept: "application/vnd.adobe.xed-id+json" },
      effect: "read",
      answer: statsAnswer,
    } as const;
    return (await send(call, WHENEVER)).tenantId;
  });

  function clientFor(work: Work): Client {
    const { until = Number.POSITIVE_INFINITY } = work;
    return {
      location: locationOf(settings),
      clientId,
      send: (call) => send(call, work),
      tenantId,
      serverNow,
      waitFor: (probe, withinMilliseconds) =>
        pollUntil(probe, Math.min(withinMilliseconds, Math.max(0, until - clock.now())), clock),
      within: (seconds, secrets = work.secrets) =>
        clientFor({ until: Math.min(until, clock.now() + seconds * 1_000), secrets }),
    };
  }

  return clientFor(WHENEVER);
}

/** Something in the sandbox, not the sandbox itself, is said not to exist. */
function isMissing(error: unknown, { path }: Call<unknown>): boolean {
  return error instanceof ApiError && error.reason === "notFound" && !path.startsWith(SANDBOX_MANAGEMENT);
}

/** `PATCH /data/foundation/flowservice/flows/… 412 in 87 ms (request 1234)`; time spent in the queue counts. */
function traceLine(
  method: string,
  { pathname, search }: URL,
  exchange: Exchange,
  milliseconds: number,
): string {
  const outcome = exchange.kind === "answered" ? exchange.status : exchange.why;
  const request = exchange.kind === "answered" ? exchange.header("x-request-id") : null;
  return `${method} ${pathname}${search} ${outcome} in ${Math.round(milliseconds)} ms${request === null ? "" : ` (request ${request})`}`;
}
