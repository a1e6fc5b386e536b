import type { Collection } from "./store";

/** A collection whose writes are lost: nothing that is seen late may overwrite what is there by now. */
export function readOnly<RecordType extends object>(present: Collection<RecordType>): Collection<RecordType> {
  return {
    get size() {
      return present.size;
    },
    get: (id) => present.get(id),
    has: (id) => present.has(id),
    values: () => present.values(),
    behind: (position) => present.behind(position),
    slice: (offset, count) => present.slice(offset, count),
    where: (index, value) => present.where(index, value),
    put: () => {},
    delete: () => {},
    clear: () => {},
  };
}

/** A collection as it was: with some records as they were then, or not there yet, or still there. */
export function pastCollection<RecordType extends object>(
  present: Collection<RecordType>,
  differences: ReadonlyMap<string, RecordType | undefined>,
): Collection<RecordType> {
  const get = (id: string): RecordType | undefined =>
    differences.has(id) ? differences.get(id) : present.get(id);
  const all = function* (): Iterable<
    readonly [{ readonly sequence: number; readonly id: string }, RecordType]
  > {
    let sequence = 0;
    for (const [position, record] of present.behind(undefined)) {
      const then = differences.has(position.id) ? differences.get(position.id) : record;
      sequence = position.sequence;
      if (then !== undefined) {
        yield [position, then];
      }
    }
    for (const [id, record] of differences) {
      if (record !== undefined && !present.has(id)) {
        yield [{ sequence, id }, record];
      }
    }
  };
  const values = function* (): Iterable<RecordType> {
    for (const [, record] of all()) {
      yield record;
    }
  };
  return {
    ...readOnly(present),
    get size() {
      return [...values()].length;
    },
    get,
    has: (id) => get(id) !== undefined,
    values,
    behind: function* (position) {
      for (const found of all()) {
        if (position === undefined || found[0].sequence > position.sequence) {
          yield found;
        }
      }
    },
    slice: (offset, count) => [...values()].slice(offset, offset + count),
    where: (index, value) => [...values()].filter((record) => index.values(record).includes(value)),
  };
}
