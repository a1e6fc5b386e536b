import type { Effect } from "./client";
import type { UnknownOutcomeError } from "./errors";
import { OutOfTimeError } from "./limiter";

/** For the look that tells what holds an object, or what became of it; lists show a new one within that time. */
const LAST_LOOK_MILLISECONDS = 5_000;

/** For the answer to a look that is begun at the end of that time. */
const LAST_ANSWER_MILLISECONDS = 2_000;

/** The longest that a timer takes (Node.js, "setTimeout"); a longer one would end at once. */
const LONGEST_TIMER_MILLISECONDS = 2 ** 31 - 1;

/** What calls are part of: the time that they have together, and what no message of theirs may show. Times by the local clock, ms. */
export class Work {
  /** What was asked for last. */
  attempt: string | undefined;
  private latestDoubt:
    | { readonly attempt: string; readonly error: UnknownOutcomeError; readonly at: number }
    | undefined;

  constructor(
    readonly until: number,
    /** Masked beside the credentials. */
    readonly secrets: readonly string[],
  ) {}

  /** Nobody knows what became of a write that has just ended. */
  recordDoubt(attempt: string, error: UnknownOutcomeError, at: number): void {
    this.latestDoubt = { attempt, error, at };
  }

  /** Where the same was attempted before: why nobody knows what became of it. */
  doubtAbout(attempt: string): UnknownOutcomeError | undefined {
    return this.latestDoubt?.attempt === attempt ? this.latestDoubt.error : undefined;
  }

  /** When nothing is waited for any more: a write in doubt may take until the end, and what it made be listed later. */
  get waitsUntil(): number {
    const { latestDoubt, until } = this;
    return latestDoubt === undefined ? until : Math.max(until, latestDoubt.at + LAST_LOOK_MILLISECONDS);
  }

  /** When nothing is begun any more, and no answer waited for. */
  endOf(effect: Effect): number {
    if (effect !== "read") return this.until;
    return Math.max(this.until + LAST_LOOK_MILLISECONDS, this.waitsUntil + LAST_ANSWER_MILLISECONDS);
  }
}

/**
 * What many callers share, for one that has so much time: it goes on for the others. By a timer of its own, because
 * nothing else may happen until then.
 * @param meanwhile what is waited for, as a sentence in the past
 * @throws OutOfTimeError when the time is over.
 */
export async function inTime<T>(
  shared: () => Promise<T>,
  milliseconds: number,
  meanwhile: string,
): Promise<T> {
  if (milliseconds > LONGEST_TIMER_MILLISECONDS) return shared();
  if (milliseconds <= 0) throw timeIsOver();
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<never>((_resolve, reject) => {
    const error = timeIsOver(` while ${meanwhile}`);
    timer = setTimeout(() => reject(error), milliseconds);
  });
  try {
    return await Promise.race([shared(), over]);
  } finally {
    clearTimeout(timer);
  }
}

export function timeIsOver(when = ""): OutOfTimeError {
  return new OutOfTimeError(`the time given was over${when}.`);
}
