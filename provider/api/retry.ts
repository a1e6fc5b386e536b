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
  firstDelayMilliseconds: 300,
  longestDelayMilliseconds: 8_000,
  longestRetryAfterMilliseconds: 60_000,
} as const;

/** What one attempt came to, and whether another one is worth while; `afterMilliseconds`: the server's Retry-After. */
export interface Attempt<Result> {
  readonly result: Result;
  readonly again: false | { readonly afterMilliseconds?: number };
}

/**
 * Attempts until it is not worth while any more, and gives the last result. Own loop and not cockatiel's retry, which sleeps by
 * the real clock only and knows no budget.
 */
export async function attemptRepeatedly<Result>(
  attempt: () => Promise<Attempt<Result>>,
  clock: Clock,
): Promise<{ readonly result: Result; readonly attempts: number }> {
  const start = clock.now();
  for (let attempts = 1; ; attempts++) {
    const { result, again } = await attempt();
    if (again === false || attempts >= RETRY_LAW.attempts) return { result, attempts };
    const elapsed = clock.now() - start;
    const delay = delayBefore(attempts, again.afterMilliseconds, clock.random());
    // A waiting time that the server named may end after the budget: a limit per minute names a minute.
    const end = again.afterMilliseconds === undefined ? elapsed + delay : elapsed;
    if (end >= RETRY_LAW.budgetMilliseconds) return { result, attempts };
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
