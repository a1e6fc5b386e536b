/** Lets work of the same key happen one after the other, and everything else at once. */
export class Turns {
  private readonly last = new Map<string, Promise<unknown>>();

  /** @param waiting waits for those before, and fails where that takes too long; the others then wait on */
  take<Result>(
    key: string,
    work: () => Promise<Result>,
    waiting: (previous: Promise<unknown>) => Promise<unknown>,
  ): Promise<Result> {
    const previous = this.last.get(key);
    const turn = previous === undefined ? work() : waiting(previous).then(work);
    const settled = Promise.allSettled([previous, turn]).then(() => {
      if (this.last.get(key) === settled) this.last.delete(key);
    });
    this.last.set(key, settled);
    return turn;
  }
}
