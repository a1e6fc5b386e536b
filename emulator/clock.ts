/** The emulator's time: that of a clock, moved by hand. */
export class Clock {
  private offset = 0;

  /** @param base epoch milliseconds */
  constructor(private readonly base: () => number) {}

  now(): number {
    return this.base() + this.offset;
  }

  /** How far it is ahead of the clock behind it, in milliseconds. */
  get offsetMilliseconds(): number {
    return this.offset;
  }

  advance(milliseconds: number): void {
    this.offset += milliseconds;
  }

  /** Goes on from this moment. */
  set(now: number): void {
    this.offset = now - this.base();
  }

  reset(): void {
    this.offset = 0;
  }
}
