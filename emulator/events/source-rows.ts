import type { JsonObject } from "../json";
import { sourceConnectionKey } from "../services/flow-service/keys";
import { type CollectionKey, collectionKey, type Partition } from "../store/store";
import { isRead, placeOf } from "./source-place";

/** A row that stands at a source, ready to be read by batch flows. */
export interface SourceRow {
  /** Counts from 0 through everything at the source. */
  readonly number: number;
  /** When it came, epoch milliseconds. */
  readonly at: number;
  /** Rows that came together are one file. */
  readonly file: number;
  /** The path of the file, or the name of the table, that it is in. */
  readonly object: string;
  readonly row: JsonObject;
}

/** The rows at the source behind an account, by their number. */
export function sourceRowsOf(account: string): CollectionKey<SourceRow> {
  return collectionKey<SourceRow>(`source rows of ${account}`);
}

/** Puts rows into an object at the source; a name that depends on what is there already is made of the first number. */
export function addSourceRows(
  partition: Partition,
  account: string,
  object: (first: number) => string,
  rows: readonly JsonObject[],
  at: number,
): void {
  const stored = partition.of(sourceRowsOf(account));
  const first = stored.size;
  const name = object(first);
  rows.forEach((row, index) => {
    const number = first + index;
    stored.put(String(number), { number, at, file: first, object: name, row });
  });
}

/** The rows that a source connection reads, from a number up to, but not including, another one. */
export function sourceRows(
  partition: Partition,
  sourceConnectionId: string,
  from: number,
  to = Number.POSITIVE_INFINITY,
): readonly SourceRow[] {
  const source = partition.of(sourceConnectionKey).get(sourceConnectionId);
  if (source === undefined) {
    return [];
  }
  const place = placeOf(source);
  const stored = partition.of(sourceRowsOf(place.account));
  return stored.slice(from, Math.min(to, stored.size) - from).filter(({ object }) => isRead(place, object));
}
