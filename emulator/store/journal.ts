import {
  closeSync,
  existsSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { lockFolder } from "./lock";

/** One change: address of the collection, id, and the record (null: deleted); or the emptying of the store. */
export type StoredWrite = readonly [address: string, id: string, record: object | null] | "reset";

/** Where the store's changes go so that they outlive the process. */
export interface Journal {
  /** What was acknowledged before the last stop, in order. Read once, before {@link Journal.begin}. */
  recovered(): Iterable<StoredWrite>;
  /** Starts the journal anew from the given content. */
  begin(content: Iterable<StoredWrite>): void;
  /** Makes the writes of one transaction durable against the death of the process. */
  append(writes: readonly StoredWrite[]): void;
  /** Whether most of what it holds has been overwritten since, so that it is worth beginning anew. */
  isOverlong(): boolean;
  close(): void;
}

const journalFile = "journal.jsonl";

/** Bytes. A shorter journal is read in no time, however little of it still counts. */
const shortestOverlong = 4 * 1024 * 1024;

/**
 * A journal of JSON lines in a folder, one line a transaction. A line that was cut off by a crash belongs to a
 * request that was never answered, and is dropped. Opening rewrites the journal beside the old one and renames
 * it, so that there is a complete one at every moment.
 *
 * @throws Error when another running emulator holds the folder, or a line in the middle cannot be read.
 */
export function openJournal(directory: string): Journal {
  mkdirSync(directory, { recursive: true });
  const unlock = lockFolder(directory);
  const file = join(directory, journalFile);
  let handle: number | undefined;
  let length = 0;
  let lengthAtBeginning = 0;
  const append = (writes: readonly StoredWrite[]): void => {
    if (handle === undefined) {
      throw new Error(`The journal in ${directory} is closed.`);
    }
    try {
      length += writeWhole(handle, `${JSON.stringify(writes)}\n`);
    } catch (error) {
      // A full disk: the next line must not continue this one.
      ftruncateSync(handle, length);
      throw error;
    }
  };
  return {
    recovered: () => {
      try {
        return readJournal(file);
      } catch (error) {
        unlock();
        throw error;
      }
    },
    begin: (content) => {
      const fresh = `${file}.new`;
      const before = { handle, length };
      rmSync(fresh, { force: true });
      // Appending: what follows a line that was cut off again stands where that began.
      handle = openSync(fresh, "a");
      length = 0;
      try {
        for (const write of content) {
          append([write]);
        }
        fsyncSync(handle);
        renameSync(fresh, file);
      } catch (error) {
        // The old journal is whole and goes on.
        closeSync(handle);
        ({ handle, length } = before);
        throw error;
      }
      lengthAtBeginning = length;
      if (before.handle !== undefined) {
        closeSync(before.handle);
      }
    },
    append,
    isOverlong: () => length > shortestOverlong && length > 4 * lengthAtBeginning,
    close: () => {
      if (handle !== undefined) {
        closeSync(handle);
        handle = undefined;
        unlock();
      }
    },
  };
}

/** Answers how many bytes that took. */
function writeWhole(handle: number, line: string): number {
  const bytes = Buffer.from(line);
  for (let written = 0; written < bytes.length; ) {
    written += writeSync(handle, bytes, written);
  }
  return bytes.length;
}

function readJournal(file: string): readonly StoredWrite[] {
  if (!existsSync(file)) {
    return [];
  }
  const lines = readFileSync(file, "utf8").split("\n");
  // Whatever follows the last line break was being written when the process died.
  lines.pop();
  return lines.flatMap((line, index) => {
    try {
      return storedWrites(JSON.parse(line));
    } catch (error) {
      throw new Error(
        `Line ${index + 1} of ${file} is not readable. Move the folder away to start with an empty store.`,
        { cause: error },
      );
    }
  });
}

function storedWrites(line: unknown): readonly StoredWrite[] {
  if (!Array.isArray(line)) {
    throw new Error("The line is not a transaction.");
  }
  // Only this module writes journals.
  return line as StoredWrite[];
}
