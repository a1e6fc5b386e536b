import { History } from "./history";
import type { Index } from "./index-key";
import type { Journal, StoredWrite } from "./journal";
import { KeptLists } from "./kept-lists";
import { pastCollection, readOnly } from "./past";
import { type Position, Records } from "./records";

declare const recordType: unique symbol;

/** Names a collection and says what its records are. */
export interface CollectionKey<RecordType extends object> {
  readonly name: string;
  readonly [recordType]?: RecordType;
}

export function collectionKey<RecordType extends object>(name: string): CollectionKey<RecordType> {
  return { name };
}

/** Records by id, in the order in which they were first written. Records are never changed in place. */
export interface Collection<RecordType extends object> {
  readonly size: number;
  get(id: string): RecordType | undefined;
  has(id: string): boolean;
  values(): Iterable<RecordType>;
  /** The records behind a position, each with its own. */
  behind(position: Position | undefined): Iterable<readonly [Position, RecordType]>;
  /** So many records from an offset on. */
  slice(offset: number, count: number): readonly RecordType[];
  /** The records of which an index says a value. */
  where(index: Index<RecordType>, value: string): Iterable<RecordType>;
  put(id: string, record: RecordType): void;
  delete(id: string): void;
  clear(): void;
}

/** Everything that one sandbox of one organization holds. */
export interface Partition {
  readonly organization: string;
  readonly sandbox: string;
  of<RecordType extends object>(key: CollectionKey<RecordType>): Collection<RecordType>;
  readonly lists: KeptLists;
}

/** One collection of one sandbox, for whoever shows the whole store. */
export interface StoredCollection {
  readonly organization: string;
  readonly sandbox: string;
  readonly collection: string;
  /** By id, in their order. Made when it is asked for. */
  readonly records: ReadonlyMap<string, object>;
}

/**
 * All objects, isolated by organization and sandbox. Every change is made inside {@link Store.transaction}:
 * it is in memory and in the journal as a whole, or not at all.
 */
export class Store {
  private collections = new Map<string, Records>();
  private undo: (() => void)[] | undefined;
  private writes: StoredWrite[] = [];
  private readonly history = new History();
  private readonly lists = new KeptLists();
  private now = 0;

  constructor(private readonly journal?: Journal) {
    for (const write of journal?.recovered() ?? []) {
      this.replay(write);
    }
    journal?.begin(this.allWrites());
  }

  /**
   * Runs synchronous work whose writes take effect together; when it throws, none of them does.
   *
   * @param now the moment of the writes, epoch milliseconds
   */
  transaction<Result>(work: () => Result, now = 0): Result {
    if (this.undo !== undefined) {
      return work();
    }
    this.undo = [];
    this.writes = [];
    this.now = now;
    this.history.prune(now);
    const { length } = this.history;
    try {
      const result = work();
      if (this.writes.length > 0) {
        this.persist();
      }
      return result;
    } catch (error) {
      for (const step of this.undo.reverse()) {
        step();
      }
      this.history.truncate(length);
      throw error;
    } finally {
      this.undo = undefined;
    }
  }

  partition(organization: string, sandbox: string): Partition {
    // A request looks into the same few collections again and again.
    const known = new Map<string, object>();
    const of = <RecordType extends object>(key: CollectionKey<RecordType>): Collection<RecordType> => {
      const found = known.get(key.name) ?? this.collectionAt<RecordType>(organization, sandbox, key.name);
      known.set(key.name, found);
      // The name of a collection fixes the type of its records.
      return found as Collection<RecordType>;
    };
    return { organization, sandbox, of, lists: this.lists };
  }

  /** Keeps the past of so many milliseconds, so that {@link Store.pastPartition} can show it; 0 forgets it. */
  keepHistory(milliseconds: number): void {
    this.history.keep(milliseconds);
  }

  /** A sandbox as it was at a moment that the kept history reaches. What is written to it is lost. */
  pastPartition(organization: string, sandbox: string, at: number): Partition {
    const present = this.partition(organization, sandbox);
    const of = <RecordType extends object>(key: CollectionKey<RecordType>): Collection<RecordType> => {
      const address = formatAddress(organization, sandbox, key.name);
      // History keeps records under the address that they were written to, which fixes their type.
      const differences = this.history.differences(address, at) as ReadonlyMap<
        string,
        RecordType | undefined
      >;
      return differences.size === 0
        ? readOnly(present.of(key))
        : pastCollection(present.of(key), differences);
    };
    return { organization, sandbox, of, lists: new KeptLists() };
  }

  /** Empties the whole store. */
  reset(): void {
    this.transaction(() => {
      const before = this.collections;
      this.lists.changed();
      this.undo?.push(() => {
        this.collections = before;
        this.lists.changed();
      });
      this.collections = new Map();
      this.writes.push("reset");
    });
  }

  /** Every collection that holds something, in a stable order. */
  contents(): readonly StoredCollection[] {
    return [...this.collections]
      .filter(([, records]) => records.size > 0)
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([address, records]) => ({
        ...parseAddress(address),
        get records() {
          return mapOf(records);
        },
      }));
  }

  close(): void {
    this.journal?.close();
  }

  private collectionAt<RecordType extends object>(
    organization: string,
    sandbox: string,
    name: string,
  ): Collection<RecordType> {
    const address = formatAddress(organization, sandbox, name);
    const records = (): Records | undefined => this.collections.get(address);
    // The records of a collection are only ever written through its key, which fixes their type.
    const typed = (record: object | undefined): RecordType | undefined => record as RecordType | undefined;
    const all = (found: Iterable<object> | undefined) => (found ?? []) as Iterable<RecordType>;
    return {
      get size() {
        return records()?.size ?? 0;
      },
      get: (id) => typed(records()?.get(id)),
      has: (id) => records()?.get(id) !== undefined,
      values: () => all(records()?.values()),
      behind: (position) => (records()?.behind(position) ?? []) as Iterable<readonly [Position, RecordType]>,
      slice: (offset, count) => (records()?.slice(offset, count) ?? []) as readonly RecordType[],
      where: (index, value) => all(records()?.where(index as Index<object>, value)),
      put: (id, record) => this.write(address, id, record),
      delete: (id) => this.write(address, id, null),
      clear: () => {
        for (const id of [...(records()?.ids() ?? [])]) {
          this.write(address, id, null);
        }
      },
    };
  }

  private write(address: string, id: string, record: object | null): void {
    if (this.undo === undefined) {
      throw new Error(`The store was written outside a transaction (${address}, ${id}).`);
    }
    const before = this.collections.get(address)?.get(id);
    if (before === undefined && record === null) {
      return;
    }
    // A record whose deletion is undone comes back at the end of the order: the only price of a cheap delete.
    this.undo.push(() => this.apply(address, id, before ?? null));
    this.apply(address, id, record);
    this.history.add(this.now, address, id, before);
    this.writes.push([address, id, record]);
  }

  private persist(): void {
    this.journal?.append(this.writes);
    if (this.journal?.isOverlong()) {
      try {
        this.journal.begin(this.allWrites());
      } catch (error) {
        // What was written is in the journal all the same; it only stays long.
        process.stderr.write(`The journal could not be shortened: ${String(error)}\n`);
      }
    }
  }

  private apply(address: string, id: string, record: object | null): void {
    this.lists.changed();
    let records = this.collections.get(address);
    if (record === null) {
      records?.delete(id);
      if (records?.size === 0) {
        this.collections.delete(address);
      }
      return;
    }
    if (records === undefined) {
      records = new Records();
      this.collections.set(address, records);
    }
    records.set(id, record);
  }

  private replay(write: StoredWrite): void {
    if (write === "reset") {
      this.collections = new Map();
    } else {
      this.apply(...write);
    }
  }

  private *allWrites(): Iterable<StoredWrite> {
    for (const [address, records] of this.collections) {
      for (const [id, record] of mapOf(records)) {
        yield [address, id, record];
      }
    }
  }
}

function mapOf(records: Records): ReadonlyMap<string, object> {
  const found = new Map<string, object>();
  for (const [{ id }, record] of records.behind(undefined)) {
    found.set(id, record);
  }
  return found;
}

function formatAddress(organization: string, sandbox: string, collection: string): string {
  return JSON.stringify([organization, sandbox, collection]);
}

function parseAddress(address: string): { organization: string; sandbox: string; collection: string } {
  const [organization = "", sandbox = "", collection = ""] = JSON.parse(address) as string[];
  return { organization, sandbox, collection };
}
