/** A record before a write; `undefined` where there was none. */
interface Replaced {
  readonly at: number;
  readonly address: string;
  readonly id: string;
  readonly before: object | undefined;
}

/** What the store held a while ago: kept only as long as somebody asks for it. */
export class History {
  private kept = 0;
  private replaced: Replaced[] = [];

  /** Keeps what the writes of so many milliseconds replace, from now on. */
  keep(milliseconds: number): void {
    this.kept = milliseconds;
    if (milliseconds === 0) {
      this.replaced = [];
    }
  }

  get length(): number {
    return this.replaced.length;
  }

  /** Forgets what a transaction wrote that did not take place. */
  truncate(length: number): void {
    this.replaced.length = Math.min(length, this.replaced.length);
  }

  /** Drops what is older than anybody may ask for. */
  prune(now: number): void {
    const first = this.replaced.findIndex(({ at }) => at > now - this.kept);
    if (first !== 0) {
      this.replaced = first < 0 ? [] : this.replaced.slice(first);
    }
  }

  add(at: number, address: string, id: string, before: object | undefined): void {
    if (this.kept > 0) {
      this.replaced.push({ at, address, id, before });
    }
  }

  /** The records of a collection that were others at a moment: as they were then. */
  differences(address: string, at: number): ReadonlyMap<string, object | undefined> {
    const differences = new Map<string, object | undefined>();
    for (let index = this.replaced.length - 1; index >= 0; index -= 1) {
      const replaced = this.replaced[index];
      if (replaced === undefined || replaced.at <= at) {
        break;
      }
      if (replaced.address === address) {
        differences.set(replaced.id, replaced.before);
      }
    }
    return differences;
  }
}
