import { setTimeout as wait } from "node:timers/promises";
import { bulkhead } from "cockatiel";
import { z } from "zod";
import { again, mayHaveHappened } from "./again";
import { createAuthorization } from "./auth";
import type { Call, Client } from "./client";
import { Closing } from "./closing";
import { conclude } from "./outcome";
import { createProductionGuard } from "./production-guard";
import { redactError, redactor } from "./redact";
import { refusesToken } from "./refusal";
import { rememberSuccess } from "./remember";
import { requestUrl } from "./request-url";
import { attemptRepeatedly, type Clock, pollUntil } from "./retry";
import { locationOf, type Settings } from "./settings";
import { createTransport, type Exchange, type TransportOptions } from "./transport";

/** What a test replaces; the defaults are the real thing. */
export type ClientDependencies = Partial<Clock> &
  Omit<TransportOptions, "origins"> & {
    /** Told of every exchange with the platform, in a line without bodies and credentials. Default: nobody is. */
    readonly trace?: (line: string) => void;
    /** Where the process stops sending. Default: nowhere. */
    readonly closing?: Closing;
  };

/** Requests under way at the same time; one process has one client. */
const CONCURRENT_REQUESTS = 16;

/** The part of schema-registry.yaml's `GET /stats` that is read. */
const statsAnswer = z.object({ tenantId: z.string().min(1) });

export function createClient(settings: Settings, dependencies: ClientDependencies = {}): Client {
  const {
    now = Date.now,
    sleep = wait,
    random = Math.random,
    trace,
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
  const slots = bulkhead(CONCURRENT_REQUESTS, Number.POSITIVE_INFINITY);
  const guard = createProductionGuard(settings, send);
  let clockOffset: number | undefined;

  function redact(text: string): string {
    return redactor(authorization.secrets())(text);
  }

  function serverNow(): number {
    return clock.now() + (clockOffset ?? 0);
  }

  async function exchangeWith(token: string, url: URL, call: Call<unknown>): Promise<Exchange> {
    const body = call.body === undefined ? undefined : JSON.stringify(call.body);
    const start = clock.now();
    const send = async () => {
      await call.beforeSending?.({ now: serverNow(), exact: clockOffset !== undefined });
      return transport({
        method: call.method,
        url,
        headers: {
          Accept: "application/json",
          ...(body === undefined ? {} : { "Content-Type": call.contentType ?? "application/json" }),
          ...call.headers,
          Authorization: `Bearer ${token}`,
          "x-api-key": clientId,
          "x-gw-ims-org-id": settings.orgId,
          "x-sandbox-name": settings.sandbox,
        },
        ...(body === undefined ? {} : { body }),
      });
    };
    const exchange = await slots.execute(() => closing.during(send));
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
    if (exchange.kind === "failed" || !refusesToken(exchange)) return exchange;
    const renewed = await authorization.renewed(token);
    return renewed === undefined ? exchange : exchangeWith(renewed, url, call);
  }

  async function send<Answer>(call: Call<Answer>): Promise<Answer> {
    try {
      const url = requestUrl(settings.platformUrl, call.path, call.query);
      if (call.effect !== "read") await guard();
      let perhapsDone = false;
      const { result, attempts } = await attemptRepeatedly(async () => {
        const exchange = await authorizedExchange(url, call);
        perhapsDone ||= call.effect !== "read" && mayHaveHappened(exchange);
        return { result: exchange, again: again(exchange, call.effect, serverNow()) };
      }, clock);
      const wording = { redact, tokenAdvice: authorization.advice };
      return conclude(call, { exchange: result, attempts, perhapsDone }, wording);
    } catch (error) {
      throw redactError(error, redact);
    }
  }

  return {
    location: locationOf(settings),
    clientId,
    send,
    tenantId: rememberSuccess(async () => {
      const { tenantId } = await send({
        attempt: "look up the tenant id",
        method: "GET",
        path: "/data/foundation/schemaregistry/stats",
        headers: { Accept: "application/vnd.adobe.xed-id+json" },
        effect: "read",
        answer: statsAnswer,
      });
      return tenantId;
    }),
    serverNow,
    waitFor: (probe, withinMilliseconds) => pollUntil(probe, withinMilliseconds, clock),
  };
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
