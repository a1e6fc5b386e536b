const SECONDS: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600 };

/** Seconds of a duration as Pulumi writes it: "90s", "5m", "1h30m"; `undefined` when it is none. */
export function parseDuration(duration: string): number | undefined {
  const parts = [...duration.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)];
  if (parts.length === 0 || parts.map(([text]) => text).join("") !== duration) return undefined;
  return parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * (SECONDS[unit ?? ""] ?? 0), 0);
}

/** Seconds of a duration in `customTimeouts`. */
export function secondsOf(duration: string): number {
  const seconds = parseDuration(duration);
  if (seconds === undefined) {
    throw new Error(`customTimeouts: "${duration}" is not a duration. Write it like "90s", "5m" or "1h30m".`);
  }
  return seconds;
}
