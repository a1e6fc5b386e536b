import type { Effect } from "./client";
import type { Reading } from "./outcome";
import { type Attempt, retryAfter } from "./retry";
import type { Exchange } from "./transport";

/** Failures of the service or on the way to it, after which the same request may succeed. */
const TRANSIENT_STATUSES: ReadonlySet<number> = new Set([408, 500, 502, 503, 504]);

/**
 * Whether a request may be sent again. AEP knows no idempotency keys, so one that must happen `once` is repeated only when it
 * certainly was not executed: never sent, or turned away by the rate limit.
 */
export function again(
  exchange: Exchange,
  effect: Effect,
  serverNow: number,
  reading?: Reading<unknown>,
): Attempt<unknown>["again"] {
  // Proxies answer 200 with a page of their own, and cut answers short.
  if (reading?.ok === false) return effect === "once" ? false : {};
  if (exchange.kind === "failed") {
    return exchange.transient && (exchange.sent === "no" || effect !== "once") ? {} : false;
  }
  const { status } = exchange;
  if (status !== 429 && (effect === "once" || !TRANSIENT_STATUSES.has(status))) return false;
  const afterMilliseconds = retryAfter(exchange.header("retry-after"), serverNow);
  return afterMilliseconds === undefined ? {} : { afterMilliseconds };
}

/** Whether a write may have had its effect although nobody said so. An unimplemented operation (501) has none. */
export function mayHaveHappened(exchange: Exchange): boolean {
  if (exchange.kind === "failed") return exchange.sent === "perhaps";
  const { status } = exchange;
  return status === 408 || (status >= 500 && status !== 501) || (status >= 300 && status < 400);
}
