/** How many within how long. */
export interface RateLimit {
  readonly requests: number;
  readonly perMilliseconds: number;
}

/** Counts requests in windows that move with the time. */
export class RateLimits {
  private readonly recent = new Map<string, number[]>();

  /** Counts a request against a limit; whether it is one too many. Refused requests do not count. */
  exceeded(key: string, { requests, perMilliseconds }: RateLimit, now: number): boolean {
    const recent = (this.recent.get(key) ?? []).filter((at) => at > now - perMilliseconds);
    const exceeded = recent.length >= requests;
    this.recent.set(key, exceeded ? recent : [...recent, now]);
    return exceeded;
  }
}
