import { LIMITER_LAW } from "./limiter";
import type { Exchange } from "./transport";

/** Tells of a wait of so many milliseconds, what was waited before included; the words are asked for only when they are told. */
export type WaitReport = (milliseconds: number, words: () => string) => void;

/** Long waits alone, and of all calls together no more than the limiter tells of its own: a thousand may wait at once. */
export function createWaitReport(
  report: ((status: string) => void) | undefined,
  now: () => number,
): WaitReport {
  let reportedAt = Number.NEGATIVE_INFINITY;
  return (milliseconds, words) => {
    if (report === undefined || milliseconds < LIMITER_LAW.statusAfterMilliseconds) return;
    if (now() - reportedAt < LIMITER_LAW.statusEveryMilliseconds) return;
    reportedAt = now();
    report(words());
  };
}

/** Before the next attempt of a call. */
export function beforeNextAttempt(attempt: string, exchange: Exchange, milliseconds: number): string {
  const why = exchange.kind === "failed" ? exchange.why : `AEP answered ${exchange.status}`;
  return `Could not ${attempt} yet: ${why}. It is tried again in ${seconds(milliseconds)}.`;
}

/** Before the next look at what AEP does later. */
export function beforeNextLook(attempt: string | undefined, milliseconds: number, left: number): string {
  const next = attempt === undefined ? "" : ` In ${seconds(milliseconds)} AEP is asked again to ${attempt}.`;
  return `Not done yet; waiting ${seconds(left)} more at most.${next}`;
}

function seconds(milliseconds: number): string {
  return `${Math.round(milliseconds / 1_000)} s`;
}
