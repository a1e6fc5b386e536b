import type { Index } from "./index-key";

interface Entry {
  readonly id: string;
  readonly sequence: number;
  record: object;
  removed: boolean;
}

/** Where a record stands in the order of its collection: what a page of a list remembers of its last one. */
export interface Position {
  readonly sequence: number;
  readonly id: string;
}

/** Indexed records: value → id → record. */
type Buckets = Map<string, Map<string, object>>;

/**
 * The records of one collection by id, in the order in which they were first written. Reading from a position, or at
 * an offset, takes no longer the further behind it lies.
 */
export class Records {
  private readonly byId = new Map<string, Entry>();
  private order: Entry[] = [];
  private lastSequence = 0;
  private readonly buckets = new Map<Index<object>, Buckets>();

  get size(): number {
    return this.byId.size;
  }

  get(id: string): object | undefined {
    return this.byId.get(id)?.record;
  }

  set(id: string, record: object): void {
    const entry = this.byId.get(id);
    this.reindex(id, entry?.record, record);
    if (entry !== undefined) {
      entry.record = record;
      return;
    }
    this.lastSequence += 1;
    const added = { id, sequence: this.lastSequence, record, removed: false };
    this.byId.set(id, added);
    this.order.push(added);
  }

  delete(id: string): void {
    const entry = this.byId.get(id);
    if (entry === undefined) {
      return;
    }
    this.reindex(id, entry.record, undefined);
    entry.removed = true;
    this.byId.delete(id);
    if (this.order.length > 2 * this.byId.size + 16) {
      this.dropRemoved();
    }
  }

  ids(): Iterable<string> {
    return this.byId.keys();
  }

  /** In order. Records may be written meanwhile; those that are added then are left out. */
  *values(): Iterable<object> {
    const { order } = this;
    const { length } = order;
    for (let at = 0; at < length; at += 1) {
      const entry = order[at];
      if (entry !== undefined && !entry.removed) {
        yield entry.record;
      }
    }
  }

  /** The records behind a position, each with its own. */
  *behind(position: Position | undefined): Iterable<readonly [Position, object]> {
    const { order } = this;
    for (let at = position === undefined ? 0 : this.firstBehind(position); at < order.length; at += 1) {
      const entry = order[at];
      if (entry !== undefined && !entry.removed) {
        yield [{ sequence: entry.sequence, id: entry.id }, entry.record];
      }
    }
  }

  /** So many records from an offset on. */
  slice(offset: number, count: number): readonly object[] {
    if (this.order.length > this.byId.size) {
      this.dropRemoved();
    }
    return this.order.slice(offset, offset + count).map(({ record }) => record);
  }

  /** The records of which an index says a value. */
  where(index: Index<object>, value: string): Iterable<object> {
    let buckets = this.buckets.get(index);
    if (buckets === undefined) {
      buckets = new Map();
      this.buckets.set(index, buckets);
      for (const { id, record } of this.byId.values()) {
        put(buckets, index, id, record);
      }
    }
    return buckets.get(value)?.values() ?? [];
  }

  private reindex(id: string, before: object | undefined, after: object | undefined): void {
    for (const [index, buckets] of this.buckets) {
      if (before !== undefined) {
        const kept = after === undefined ? [] : index.values(after);
        for (const value of index.values(before).filter((one) => !kept.includes(one))) {
          const bucket = buckets.get(value);
          bucket?.delete(id);
          if (bucket?.size === 0) {
            buckets.delete(value);
          }
        }
      }
      if (after !== undefined) {
        put(buckets, index, id, after);
      }
    }
  }

  /** After a restart sequences differ, ids do not. */
  private firstBehind({ sequence, id }: Position): number {
    const wanted = this.byId.get(id)?.sequence ?? sequence;
    let low = 0;
    let high = this.order.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.order[middle]?.sequence ?? 0) <= wanted) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** Whoever walks through the old order goes on undisturbed. */
  private dropRemoved(): void {
    this.order = this.order.filter(({ removed }) => !removed);
  }
}

function put(buckets: Buckets, index: Index<object>, id: string, record: object): void {
  for (const value of index.values(record)) {
    let bucket = buckets.get(value);
    if (bucket === undefined) {
      bucket = new Map();
      buckets.set(value, bucket);
    }
    bucket.set(id, record);
  }
}
