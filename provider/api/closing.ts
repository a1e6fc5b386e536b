import { ExpectedError } from "./errors";

/** The process is about to end. Nothing was sent. */
export class ClosingError extends ExpectedError {}

/**
 * Where a process stops sending: what is under way is finished, nothing is begun any more. Its engine may be gone, and
 * what is made then is in nobody's state.
 */
export class Closing {
  private why: string | undefined;
  private underWay = 0;
  private readonly waiting = new Set<() => void>();

  begin(why: string): void {
    this.why ??= why;
  }

  /** @throws ClosingError instead of doing the work, once the end has begun. */
  async during<Result>(work: () => Promise<Result>): Promise<Result> {
    this.assertOpen();
    this.underWay++;
    try {
      return await work();
    } finally {
      this.underWay--;
      if (this.underWay === 0) for (const proceed of this.waiting) proceed();
    }
  }

  assertOpen(): void {
    if (this.why !== undefined) {
      throw new ClosingError(`${this.why} Nothing was sent. Run the same command again.`);
    }
  }

  /** Waits until nothing is under way, at most so long. */
  async idle(withinMilliseconds: number): Promise<void> {
    if (this.underWay === 0) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, withinMilliseconds);
      this.waiting.add(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }
}
