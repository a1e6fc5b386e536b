import type { JsonObject } from "../json";
import { type CollectionKey, collectionKey, type Partition } from "../store/store";

/** A row that stands at a source, ready to be read by batch flows. */
export interface SourceRow {
  /** Counts from 0. */
  readonly number: number;
  /** When it came, epoch milliseconds. */
  readonly at: number;
  /** Rows that came together are one file. */
  readonly file: number;
  readonly row: JsonObject;
}

/** The rows at the source behind a source connection, by their number. */
export function sourceRowsOf(sourceConnectionId: string): CollectionKey<SourceRow> {
  return collectionKey<SourceRow>(`source rows of ${sourceConnectionId}`);
}

export function addSourceRows(
  partition: Partition,
  sourceConnectionId: string,
  rows: readonly JsonObject[],
  at: number,
): void {
  const stored = partition.of(sourceRowsOf(sourceConnectionId));
  const first = stored.size;
  rows.forEach((row, index) => {
    const number = first + index;
    stored.put(String(number), { number, at, file: first, row });
  });
}

/** The rows from a number up to, but not including, another one. */
export function sourceRows(
  partition: Partition,
  sourceConnectionId: string,
  from: number,
  to = Number.POSITIVE_INFINITY,
): readonly SourceRow[] {
  const stored = partition.of(sourceRowsOf(sourceConnectionId));
  return stored.slice(from, Math.min(to, stored.size) - from);
}
