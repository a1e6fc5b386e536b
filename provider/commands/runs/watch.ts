import { setTimeout as pause } from "node:timers/promises";
import { ApiError, UnreachableError } from "../../api/errors";

export interface Watching<Seen> {
  look(): Promise<Seen>;
  /** Called with the first look, and each later one. */
  show(seen: Seen): void;
  /** There is nothing to wait for any more. */
  isOver(seen: Seen): boolean;
  /** AEP does not answer; looking goes on. Called once for each such time, and with nothing when it is past. */
  outage(error: Error | undefined): void;
  readonly intervalMilliseconds: number;
  /** Local clock, ms. */
  readonly until: number;
}

export interface Watched<Seen> {
  readonly seen: Seen;
  readonly isOver: boolean;
}

/**
 * Looks again and again until it is over, or until the time is. Whoever watches is not there to begin anew, so that a time
 * without answers, however long, does not end it.
 * @throws the outage's error, when the time is over before the outage is; every other error at once
 */
export async function watch<Seen>(first: Seen, watching: Watching<Seen>): Promise<Watched<Seen>> {
  const { intervalMilliseconds, until } = watching;
  let seen = first;
  watching.show(seen);
  while (!watching.isOver(seen)) {
    if (Date.now() + intervalMilliseconds > until) return { seen, isOver: false };
    await pause(intervalMilliseconds);
    seen = await lookPatiently(watching);
    watching.show(seen);
  }
  return { seen, isOver: true };
}

async function lookPatiently<Seen>(watching: Watching<Seen>): Promise<Seen> {
  const { intervalMilliseconds, until } = watching;
  for (let isSilent = false; ; isSilent = true) {
    try {
      const seen = await watching.look();
      if (isSilent) watching.outage(undefined);
      return seen;
    } catch (error) {
      if (!isOutage(error) || Date.now() + intervalMilliseconds > until) throw error;
      if (!isSilent) watching.outage(error);
      await pause(intervalMilliseconds);
    }
  }
}

/** Nothing of the reader's has to change for the same request to be answered later. */
function isOutage(error: unknown): error is Error {
  if (error instanceof UnreachableError) return true;
  return error instanceof ApiError && (error.reason === "unavailable" || error.reason === "throttled");
}
