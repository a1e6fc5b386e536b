/** Time and chance, injected so that tests need neither. Milliseconds; `random` as Math.random. */
export interface Clock {
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
  readonly random: () => number;
}

/** At most six attempts, none begun more than a minute after the first, a server's own waiting time aside. */
export const RETRY_LAW = {
  attempts: 6,
  budgetMilliseconds: 60_000,
  /** Of a request that is refused for being one too many, the limiter's waiting times included. */
  pacedBudgetMilliseconds: 5 * 60_000,
  firstDelayMilliseconds: 300,
  longestDelayMilliseconds: 8_000,
  longestRetryAfterMilliseconds: 60_000,
} as const;

/** What one attempt came to, and whether another one is worth while. */
export interface Attempt<Result> {
  readonly result: Result;
  readonly again:
    | false
    | {
        /** The server's Retry-After. */
        readonly afterMilliseconds?: number;
        /** Too many requests: not this one's fault, and the limiter makes it wait. */
        readonly paced?: true;
      };
}

export interface RetryLimits {
  /** Asked before each retry; false ends it. Default: always. */
  readonly mayRetry?: () => boolean;
  /** Local clock, ms: nothing is begun later. */
  readonly until?: number | undefined;
}

/**
 * Attempts until it is not worth while any more, and gives the last result. Own loop and not a library's: it takes the clock from
 * outside, and knows a budget.
 */
export async function attemptRepeatedly<Result>(
  attempt: (again: boolean) => Promise<Attempt<Result>>,
  clock: Clock,
  { mayRetry = () => true, until = Number.POSITIVE_INFINITY }: RetryLimits = {},
): Promise<{ readonly result: Result; readonly attempts: number }> {
  const start = clock.now();
  let counted = 0;
  for (let attempts = 1; ; attempts++) {
    const { result, again } = await attempt(attempts > 1);
    if (again === false) return { result, attempts };
    const elapsed = clock.now() - start;
    if (again.paced) {
      if (elapsed >= RETRY_LAW.pacedBudgetMilliseconds) return { result, attempts };
      continue;
    }
    counted++;
    const delay = delayBefore(counted, again.afterMilliseconds, clock.random());
    // A waiting time that the server named may end after the budget: a limit per minute names a minute.
    const end = again.afterMilliseconds === undefined ? elapsed + delay : elapsed;
    const late = end >= RETRY_LAW.budgetMilliseconds || clock.now() + delay >= until;
    if (counted >= RETRY_LAW.attempts || late || !mayRetry()) return { result, attempts };
    await clock.sleep(delay);
  }
}

/** Exponential with full jitter; after a Retry-After only a little jitter, so that waiting calls do not return in one blow. */
export function delayBefore(
  retry: number,
  retryAfterMilliseconds: number | undefined,
  random: number,
): number {
  const { firstDelayMilliseconds, longestDelayMilliseconds, longestRetryAfterMilliseconds } = RETRY_LAW;
  if (retryAfterMilliseconds !== undefined) {
    return Math.min(retryAfterMilliseconds, longestRetryAfterMilliseconds) + random * firstDelayMilliseconds;
  }
  return random * Math.min(longestDelayMilliseconds, firstDelayMilliseconds * 2 ** (retry - 1));
}

/** Reads a Retry-After header: seconds, or a date (RFC 9110, 10.2.3). Milliseconds from `serverNow`, never negative. */
export function retryAfter(header: string | null, serverNow: number): number | undefined {
  if (header === null) return undefined;
  const text = header.trim();
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1_000;
  // An HTTP date begins with the name of a day; Date.parse takes much else for a date.
  const date = /^[A-Z]/i.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - serverNow);
}

const FIRST_PROBE_DELAY = 200;
const LONGEST_PROBE_DELAY = 5_000;

/** Probes until there is an answer, less and less often, and once more when the time is over; then undefined. */
export async function pollUntil<T>(
  probe: () => Promise<T | undefined>,
  withinMilliseconds: number,
  clock: Pick<Clock, "now" | "sleep">,
): Promise<T | undefined> {
  const deadline = clock.now() + withinMilliseconds;
  for (let delay = FIRST_PROBE_DELAY; ; delay = Math.min(delay * 2, LONGEST_PROBE_DELAY)) {
    const answer = await probe();
    const left = deadline - clock.now();
    if (answer !== undefined || left <= 0) return answer;
    await clock.sleep(Math.min(delay, left));
  }
}
