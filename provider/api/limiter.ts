import { ExpectedError } from "./errors";
import type { Clock } from "./retry";
import { RetryBudget } from "./retry-budget";

/** The time that was given is over. Nothing was sent. */
export class OutOfTimeError extends ExpectedError {}

/** What AEP said of a request that had its turn. */
export interface Turn<Result> {
  readonly result: Result;
  /** It was one too many (429); `afterMilliseconds`: Retry-After. */
  readonly refused?: { readonly afterMilliseconds?: number };
}

export interface TurnOptions {
  /** It was refused before, and goes to the front. */
  readonly again: boolean;
  /** Local clock, ms: not to be begun later. */
  readonly until?: number;
}

export interface LimiterOptions {
  /** Told in words what is waited for, after two seconds and every ten. */
  readonly report?: (status: string) => void;
}

interface Waiting {
  readonly since: number;
  readonly until: number;
  readonly begin: () => void;
  readonly fail: (error: Error) => void;
}

export const LIMITER_LAW = {
  /** Requests under way at once. */
  firstConcurrency: 16,
  leastConcurrency: 4,
  mostConcurrency: 64,
  /** This many successes earn one more. */
  successesForMore: 4,
  longestPauseMilliseconds: 60_000,
  firstPauseMilliseconds: 1_000,
  longestGuessedPauseMilliseconds: 30_000,
  /** Of what was last accepted in a second: so far a limit is used without being touched. */
  headroom: 0.96,
  stepBack: 0.97,
  recoveryMilliseconds: 500,
  firstHoldMilliseconds: 5_000,
  longestHoldMilliseconds: 25_000,
  leastPerSecond: 0.1,
  statusAfterMilliseconds: 2_000,
  statusEveryMilliseconds: 10_000,
} as const;

const MOST_REMEMBERED = 4_000;

/**
 * Lets requests to AEP out as fast as AEP takes them. No limit of AEP's services is published, so it is learnt: first
 * only the number of requests under way is bounded, and grows. The first 429 halves that and starts a pace: half of what
 * was accepted in the second before, then up to a little below all of it, held for a while, and then faster and faster
 * until the next 429, which halves again. A Retry-After stops everything for as long as it says.
 */
export class Limiter {
  /** Retries of whatever else failed; 429s do not count. */
  readonly retries = new RetryBudget();
  private readonly queue: Waiting[] = [];
  private readonly accepted: number[] = [];
  private underWay = 0;
  private concurrency: number = LIMITER_LAW.firstConcurrency;
  private successes = 0;
  private pace: Pace | undefined;
  private pausedUntil = 0;
  private refusalsInARow = 0;
  private nextAt = 0;
  /** Counts the times that the pace was halved: what was sent before says nothing about the new one. */
  private era = 0;
  private sleeping = false;
  private reportedAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly clock: Clock,
    private readonly options: LimiterOptions = {},
  ) {}

  /**
   * Does the work when its turn has come.
   * @throws OutOfTimeError when that would be too late.
   */
  async run<Result>(work: () => Promise<Turn<Result>>, { again, until }: TurnOptions): Promise<Result> {
    await this.turn(again, until ?? Number.POSITIVE_INFINITY);
    const { era } = this;
    try {
      const { result, refused } = await work();
      if (refused === undefined) this.succeeded(era);
      else this.refused(era, refused.afterMilliseconds);
      return result;
    } finally {
      this.underWay--;
      this.proceed();
    }
  }

  /** What is known of AEP's limit, per second; undefined while there was no sign of one. */
  get perSecond(): number | undefined {
    return this.pace?.perSecond;
  }

  private turn(again: boolean, until: number): Promise<void> {
    return new Promise((begin, fail) => {
      const waiting = { since: this.clock.now(), until, begin, fail };
      if (again) this.queue.unshift(waiting);
      else this.queue.push(waiting);
      this.proceed();
      if (!this.queue.includes(waiting)) return;
      this.lookLater(LIMITER_LAW.statusAfterMilliseconds);
      if (Number.isFinite(until)) this.lookLater(until - this.clock.now());
    });
  }

  /** By the real clock: nothing else may happen until then. */
  private lookLater(milliseconds: number): void {
    setTimeout(() => this.proceed(), Math.max(0, milliseconds) + 5).unref();
  }

  private proceed(): void {
    const now = this.clock.now();
    this.dropLate(now);
    while (this.queue.length > 0 && this.underWay < this.concurrency) {
      const wait = Math.max(this.pausedUntil, this.nextAt) - now;
      if (wait > 0) {
        const patience = Math.min(...this.queue.map(({ until }) => until - now));
        this.wakeAfter(Math.min(wait, patience));
        break;
      }
      this.begin(now);
    }
    this.tell(now);
  }

  private begin(now: number): void {
    const waiting = this.queue.shift();
    if (waiting === undefined) return;
    this.underWay++;
    if (this.pace !== undefined) this.nextAt = this.pace.next(now, this.nextAt, waiting.since);
    waiting.begin();
  }

  private wakeAfter(milliseconds: number): void {
    if (this.sleeping) return;
    this.sleeping = true;
    void this.clock.sleep(milliseconds).then(() => {
      this.sleeping = false;
      this.proceed();
    });
  }

  private dropLate(now: number): void {
    const late = this.queue.filter(({ until }) => until <= now);
    if (late.length === 0) return;
    const status = this.what(now);
    for (const waiting of late) {
      this.queue.splice(this.queue.indexOf(waiting), 1);
      const seconds = Math.round((now - waiting.since) / 1_000);
      const waited = seconds === 0 ? "" : ` ${status} It waited for ${seconds} s.`;
      waiting.fail(new OutOfTimeError(`the time given was over.${waited}`));
    }
  }

  private succeeded(era: number): void {
    const now = this.clock.now();
    this.refusalsInARow = 0;
    this.accepted.push(now);
    if (this.accepted.length > MOST_REMEMBERED) this.accepted.splice(0, MOST_REMEMBERED / 2);
    // Sent before the first refusal and accepted after it: the limit is so much higher.
    if (this.era === 1 && era === 0) this.pace = this.pace?.raised();
    if (this.concurrency >= LIMITER_LAW.mostConcurrency) return;
    this.successes++;
    if (this.successes % LIMITER_LAW.successesForMore === 0) this.concurrency++;
  }

  private refused(era: number, afterMilliseconds: number | undefined): void {
    const now = this.clock.now();
    if (era === this.era) {
      this.era++;
      this.refusalsInARow++;
      const wasPaced = this.pace !== undefined;
      this.pace = Pace.after(this.pace, (milliseconds) => this.acceptedPerSecond(now, milliseconds));
      if (!wasPaced) this.concurrency = Math.max(LIMITER_LAW.leastConcurrency, this.concurrency >> 1);
      // A pace a little too fast is slowed down; what came all at once, or is refused again, has to wait.
      if (!wasPaced || this.refusalsInARow > 1) this.pause(now, this.guessedPause());
    }
    if (afterMilliseconds !== undefined)
      this.pause(now, Math.min(afterMilliseconds, LIMITER_LAW.longestPauseMilliseconds));
  }

  private guessedPause(): number {
    const { firstPauseMilliseconds, longestGuessedPauseMilliseconds } = LIMITER_LAW;
    return Math.min(longestGuessedPauseMilliseconds, firstPauseMilliseconds * 2 ** (this.refusalsInARow - 1));
  }

  private pause(now: number, milliseconds: number): void {
    this.pausedUntil = Math.max(this.pausedUntil, now + milliseconds);
  }

  private acceptedPerSecond(now: number, milliseconds: number): number {
    const count = this.accepted.filter((at) => at > now - milliseconds).length;
    return (count * 1_000) / milliseconds;
  }

  private tell(now: number): void {
    const waitingFor = this.queue.reduce((longest, { since }) => Math.max(longest, now - since), 0);
    if (waitingFor < LIMITER_LAW.statusAfterMilliseconds) return;
    if (now - this.reportedAt < LIMITER_LAW.statusEveryMilliseconds) return;
    this.reportedAt = now;
    this.options.report?.(this.what(now));
  }

  /** In words: what is waited for. */
  private what(now: number): string {
    const waiting = `${this.queue.length} request${this.queue.length === 1 ? " waits" : "s wait"}`;
    const pause = Math.ceil((this.pausedUntil - now) / 1_000);
    if (pause > 0)
      return `${waiting} for AEP, which takes none for another ${pause} s (429, too many requests).`;
    if (this.pace !== undefined && this.underWay < this.concurrency)
      return `${waiting} for AEP, which takes about ${this.pace.perSecond.toFixed(1)} a second (429, too many requests).`;
    return `${waiting} until AEP has answered one of the ${this.underWay} under way.`;
  }
}

/** How fast requests may follow one another. */
class Pace {
  /** Time in which requests were kept waiting by this pace, ms: only then is there something to learn. */
  private bound = 0;

  private constructor(
    /** What AEP took at most, per second. */
    private readonly ceiling: number,
    private readonly holdMilliseconds: number,
  ) {}

  static after(pace: Pace | undefined, accepted: (milliseconds: number) => number): Pace {
    const { firstHoldMilliseconds, longestHoldMilliseconds, leastPerSecond } = LIMITER_LAW;
    if (pace === undefined) return new Pace(Math.max(1, accepted(1_000)), firstHoldMilliseconds);
    const { perSecond } = pace;
    const taken = accepted(Math.max(1_000, 10_000 / perSecond));
    const hold = Math.min(longestHoldMilliseconds, pace.holdMilliseconds * 3);
    // Almost everything was accepted: the limit is where it was, and is looked for less often.
    if (taken > 0.75 * perSecond) return new Pace(pace.narrowed(taken), hold);
    return new Pace(Math.max(leastPerSecond, taken === 0 ? perSecond / 2 : taken), firstHoldMilliseconds);
  }

  raised(): Pace {
    return new Pace(this.ceiling + 1, this.holdMilliseconds);
  }

  /** The ceiling after a refusal now and then. */
  private narrowed(taken: number): number {
    // What was held for so long was not refused; what was refused while held was a little too much.
    return this.beyond > 0
      ? Math.max(this.ceiling, Math.min(this.perSecond, taken))
      : this.ceiling * LIMITER_LAW.stepBack;
  }

  /** Seconds since more than was held is tried. */
  private get beyond(): number {
    return Math.max(0, this.bound - LIMITER_LAW.recoveryMilliseconds - this.holdMilliseconds) / 1_000;
  }

  get perSecond(): number {
    const { headroom, recoveryMilliseconds } = LIMITER_LAW;
    const target = this.ceiling * headroom;
    const recovered = Math.min(1, 0.5 + this.bound / recoveryMilliseconds / 2);
    return target * recovered * Math.exp(0.02 * this.beyond * (1 + this.beyond / 6));
  }

  /** When the request after one that begins now may begin. */
  next(now: number, due: number, waitingSince: number): number {
    const gap = 1_000 / this.perSecond;
    if (waitingSince < now) this.bound += Math.min(gap, 2_000);
    // A timer that comes late must not slow the pace down, nor may what was not used be made up for.
    return Math.max(due, now - gap / 2) + gap;
  }
}

const limiters = new Map<string, Limiter>();

/** One for all clients of a process that talk to the same organization at the same address. */
export function sharedLimiter(key: string, clock: Clock, options: LimiterOptions): Limiter {
  const limiter = limiters.get(key) ?? new Limiter(clock, options);
  limiters.set(key, limiter);
  return limiter;
}
