import { setTimeout as wait } from "node:timers/promises";
import { z } from "zod";
import { again, mayHaveHappened } from "./again";
import { createAuthorization } from "./auth";
import type { Call, Client } from "./client";
import { Closing } from "./closing";
import { ApiError, UnknownOutcomeError } from "./errors";
import { type Limiter, OutOfTimeError, sharedLimiter } from "./limiter";
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
import { createTransport, type Exchange, type HttpRequest, type TransportOptions } from "./transport";
import { beforeNextAttempt, beforeNextLook, createWaitReport } from "./wait-report";
import { inTime, timeIsOver, Work } from "./work";

/** What a test replaces; the defaults are the real thing. */
export type ClientDependencies = Partial<Clock> &
  Omit<TransportOptions, "origins"> & {
    /** Told of every exchange, those for a token included, in a line without bodies and credentials. Default: nobody is. */
    readonly trace?: (line: string) => void;
    /** Told in words what is waited for, where it takes long. Default: nobody is. */
    readonly report?: (status: string) => void;
    /** Default: one for all clients of the process with the same organization and address. */
    readonly limiter?: Limiter;
    /** Where the process stops sending. Default: nowhere. */
    readonly closing?: Closing;
  };

const LOOK_UP_TENANT = "look up the tenant id";

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
  const authorization = createAuthorization(settings, { transport: traced, clock, redact });
  const shared = `${settings.platformUrl} ${settings.orgId}`;
  const limiter =
    dependencies.limiter ?? sharedLimiter(shared, clock, report === undefined ? {} : { report });
  const tellOfWait = createWaitReport(report, clock.now);
  /** What has no deadline because many share it: the sandbox's type, the tenant. */
  const whenever = new Work(Number.POSITIVE_INFINITY, []);
  const guard = createProductionGuard(settings, (call) => send(call, whenever));
  let clockOffset: number | undefined;

  function redact(text: string, secrets: readonly string[] = []): string {
    return redactor([...authorization.secrets(), ...secrets])(text);
  }

  async function traced(request: HttpRequest, secrets: readonly string[] = []): Promise<Exchange> {
    const start = clock.now();
    const exchange = await transport(request);
    trace?.(redact(traceLine(request, exchange, clock.now() - start), secrets));
    return exchange;
  }

  function serverNow(): number {
    return Math.round(clock.now() + (clockOffset ?? 0));
  }

  function timeLeft(end: number): number {
    return end - clock.now();
  }

  async function exchangeWith(token: string, url: URL, call: Call<unknown>, work: Work): Promise<Exchange> {
    const body = call.body === undefined ? undefined : JSON.stringify(call.body);
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
      const timeoutMilliseconds = timeLeft(work.endOf(call.effect));
      if (timeoutMilliseconds <= 0) throw timeIsOver();
      return traced(
        { method: call.method, url, headers, timeoutMilliseconds, ...(body === undefined ? {} : { body }) },
        work.secrets,
      );
    });
    if (exchange.kind === "answered") learnServerTime(exchange.header("date"));
    return exchange;
  }

  function learnServerTime(date: string | null): void {
    const time = Date.parse(date ?? "");
    if (Number.isFinite(time)) clockOffset = time - clock.now();
  }

  /** A refused token has not had any effect, so the request is repeated with a new one, whatever it is. */
  async function authorizedExchange(url: URL, call: Call<unknown>, work: Work): Promise<Exchange> {
    const end = work.endOf(call.effect);
    const token = await inTime(authorization.token, timeLeft(end), "an access token was waited for");
    const exchange = await exchangeWith(token, url, call, work);
    if (!isTokenRefused(token, exchange)) return exchange;
    const renewed = await inTime(
      () => authorization.renewed(token),
      timeLeft(end),
      "a new access token was waited for",
    );
    if (renewed === undefined) return exchange;
    const repeated = await exchangeWith(renewed, url, call, work);
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
  function inTurn(url: URL, call: Call<unknown>, work: Work, repeated: boolean): Promise<Exchange> {
    const options = { again: repeated, until: work.endOf(call.effect) };
    return limiter.run(async () => {
      const result = await authorizedExchange(url, call, work);
      if (result.kind === "failed" || result.status !== 429) return { result };
      const afterMilliseconds = retryAfter(result.header("retry-after"), serverNow());
      return { result, refused: afterMilliseconds === undefined ? {} : { afterMilliseconds } };
    }, options);
  }

  /** What the guard says, within the call's time. */
  function guarded(check: () => Promise<void>, call: Call<unknown>, work: Work): Promise<void> {
    return inTime(
      check,
      timeLeft(work.endOf(call.effect)),
      `the sandbox "${settings.sandbox}" was looked up, with an access token for that`,
    );
  }

  async function send<Answer>(call: Call<Answer>, work: Work): Promise<Answer> {
    try {
      return await sendRepeatedly(call, work);
    } catch (thrown) {
      // "Not found" of a sandbox that does not exist says nothing about the object.
      const error = isMissing(thrown, call)
        ? await guarded(guard.assertExists, call, work).then(
            () => thrown,
            (failure: unknown) => failure,
          )
        : thrown;
      if (error instanceof UnknownOutcomeError) work.recordDoubt(call.attempt, error, clock.now());
      const shown = error instanceof OutOfTimeError ? outOfTime(call.attempt, error, work) : error;
      throw redactError(shown, (text) => redact(text, work.secrets));
    }
  }

  function tellingOfSleep(tell: (milliseconds: number) => void): Clock {
    const sleep = (milliseconds: number) => {
      tell(milliseconds);
      return clock.sleep(milliseconds);
    };
    return { ...clock, sleep };
  }

  async function sendRepeatedly<Answer>(call: Call<Answer>, work: Work): Promise<Answer> {
    work.attempt = call.attempt;
    const url = requestUrl(settings.platformUrl, call.path, call.query);
    if (call.effect !== "read") await guarded(guard.assertWritable, call, work);
    let perhapsDone = false;
    let latest: Heard<Answer> | undefined;
    const attempt = async (repeated: boolean): Promise<Attempt<Heard<Answer>>> => {
      const exchange = await inTurn(url, call, work, repeated).catch((error: unknown) => {
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
    const limits = { until: work.endOf(call.effect), mayRetry: () => limiter.retries.take() };
    const telling = tellingOfSleep((milliseconds) => {
      const words = () => beforeNextAttempt(call.attempt, (latest as Heard<Answer>).exchange, milliseconds);
      tellOfWait(milliseconds, () => redact(words(), work.secrets));
    });
    const { result, attempts } = await attemptRepeatedly(attempt, telling, limits);
    if (result.reading?.ok) limiter.retries.succeeded();
    const wording = {
      redact: (text: string) => redact(text, work.secrets),
      tokenAdvice: authorization.advice,
    };
    return conclude(call, { ...result, attempts, perhapsDone }, wording);
  }

  const tenantId = rememberSuccess(async () => {
    const call = {
      attempt: LOOK_UP_TENANT,
      method: "GET",
      path: "/data/foundation/schemaregistry/stats",
      headers: { Accept: "application/vnd.adobe.xed-id+json" },
      effect: "read",
      answer: statsAnswer,
    } as const;
    return (await send(call, whenever)).tenantId;
  });

  async function tenantWithin(work: Work): Promise<string> {
    return inTime(tenantId, timeLeft(work.endOf("read")), "it was waited for").catch((error: unknown) => {
      throw error instanceof OutOfTimeError ? outOfTime(LOOK_UP_TENANT, error, work) : error;
    });
  }

  function waitFor<T>(probe: () => Promise<T | undefined>, milliseconds: number, work: Work) {
    const start = clock.now();
    const end = Math.min(start + milliseconds, work.waitsUntil);
    const telling = tellingOfSleep((next) => {
      const words = () => redact(beforeNextLook(work.attempt, next, timeLeft(end)), work.secrets);
      tellOfWait(clock.now() + next - start, words);
    });
    return pollUntil(probe, Math.max(0, end - start), telling);
  }

  function clientFor(work: Work): Client {
    return {
      location: locationOf(settings),
      clientId,
      send: (call) => send(call, work),
      tenantId: () => tenantWithin(work),
      serverNow,
      knowsServerTime: () => clockOffset !== undefined,
      waitFor: (probe, withinMilliseconds) => waitFor(probe, withinMilliseconds, work),
      inTime: (others, attempt, meanwhile) =>
        inTime(() => others, timeLeft(work.until), meanwhile).catch((error: unknown) => {
          throw error instanceof OutOfTimeError ? outOfTime(attempt, error, work) : error;
        }),
      within: (seconds, secrets = work.secrets) =>
        clientFor(new Work(Math.min(work.until, clock.now() + seconds * 1_000), secrets)),
    };
  }

  return clientFor(whenever);
}

/** Says what was not begun, and what nobody knows because of that. */
function outOfTime(attempt: string, { message }: OutOfTimeError, work: Work): OutOfTimeError {
  const doubt = work.doubtAbout(attempt);
  const before = doubt === undefined ? "" : ` ${doubt.message}`;
  return new OutOfTimeError(
    `Could not ${attempt}: ${message}${before} Run the command again; the resource option customTimeouts gives more time.`,
    doubt && { cause: doubt },
  );
}

/** Something in the sandbox, not the sandbox itself, is said not to exist. */
function isMissing(error: unknown, { path }: Call<unknown>): boolean {
  return error instanceof ApiError && error.reason === "notFound" && !path.startsWith(SANDBOX_MANAGEMENT);
}

/** `PATCH /data/foundation/flowservice/flows/… 412 in 87 ms (request 1234)` */
function traceLine({ method, url }: HttpRequest, exchange: Exchange, milliseconds: number): string {
  const outcome = exchange.kind === "answered" ? exchange.status : exchange.why;
  const request = exchange.kind === "answered" ? exchange.header("x-request-id") : null;
  return `${method} ${url.pathname}${url.search} ${outcome} in ${Math.round(milliseconds)} ms${request === null ? "" : ` (request ${request})`}`;
}
