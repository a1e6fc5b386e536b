import fs, { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { openJournal } from "../../emulator/store/journal";
import { lockFolder } from "../../emulator/store/lock";
import { collectionKey, Store } from "../../emulator/store/store";

interface Thing {
  readonly value: string;
}

const collections = ["things", "others"].map((name) => collectionKey<Thing>(name));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "aep-storage-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const journal = (directory = folder) => join(directory, "journal.jsonl");

/** What a store holds, as a text that can be compared. */
const contentOf = (store: Store): string =>
  JSON.stringify(store.contents().map(({ records, ...rest }) => ({ ...rest, records: [...records].sort() })));

type Step =
  | { readonly kind: "put"; readonly collection: number; readonly id: string; readonly value: string }
  | { readonly kind: "delete"; readonly collection: number; readonly id: string }
  | { readonly kind: "clear"; readonly collection: number };

const collection = fc.nat({ max: 1 });
const id = fc.constantFrom("a", "b", "c", "__proto__");
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant("put" as const), collection, id, value: fc.string({ unit: "grapheme" }) }),
  fc.record({ kind: fc.constant("delete" as const), collection, id }),
  fc.record({ kind: fc.constant("clear" as const), collection }),
);
const transaction = fc.record({
  steps: fc.array(step, { minLength: 1, maxLength: 4 }),
  outcome: fc.constantFrom("commits", "commits", "commits", "fails", "reset"),
});

function carryOut(
  store: Store,
  { steps, outcome }: { readonly steps: readonly Step[]; readonly outcome: string },
): void {
  if (outcome === "reset") {
    store.reset();
    return;
  }
  try {
    store.transaction(() => {
      for (const one of steps) {
        const key = collections[one.collection] ?? collectionKey<Thing>("never");
        const records = store.partition("org", "dev").of(key);
        if (one.kind === "put") {
          records.put(one.id, { value: one.value });
        } else if (one.kind === "delete") {
          records.delete(one.id);
        } else {
          records.clear();
        }
      }
      if (outcome === "fails") {
        throw new Error("taken back");
      }
    });
  } catch (error) {
    if (outcome !== "fails") {
      throw error;
    }
  }
}

test("wherever a kill cuts the journal off, whole transactions are there and nothing of the next", () => {
  const property = fc.property(
    fc.array(transaction, { minLength: 1, maxLength: 8 }),
    fc.nat(),
    fc.boolean(),
    (transactions, anywhere, duringRewrite) => {
      const before = mkdtempSync(join(folder, "before-"));
      const after = mkdtempSync(join(folder, "after-"));
      const store = new Store(openJournal(before));
      const acknowledged = [{ length: 0, content: contentOf(store) }];
      for (const one of transactions) {
        carryOut(store, one);
        acknowledged.push({ length: statSync(journal(before)).size, content: contentOf(store) });
      }
      store.close();
      const bytes = readFileSync(journal(before));
      const cut = anywhere % (bytes.length + 1);
      writeFileSync(journal(after), bytes.subarray(0, cut));
      if (duringRewrite) {
        writeFileSync(`${journal(after)}.new`, bytes.subarray(0, cut / 2));
      }
      const expected = acknowledged.filter(({ length }) => length <= cut).at(-1);
      for (const _start of ["after the kill", "once more"]) {
        const recovered = new Store(openJournal(after));
        expect(contentOf(recovered)).toBe(expected?.content);
        recovered.close();
      }
      expect(readdirSync(after)).toEqual(["journal.jsonl"]);
    },
  );
  fc.assert(property, { numRuns: 150 });
});

test("a transaction that does not fit on the disk is taken back, and the next one is whole", () => {
  const file = openJournal(folder);
  const store = new Store(file);
  const put = (value: string) =>
    store.transaction(() =>
      store.partition("org", "dev").of(collectionKey<Thing>("things")).put(value, { value }),
    );
  put("before");
  const { length } = readFileSync(journal());
  const write = jest.spyOn(fs, "writeSync");
  write.mockImplementationOnce((handle, line: unknown) => {
    write.mockImplementationOnce(() => {
      throw Object.assign(new Error("ENOSPC: no space left on device"), { code: "ENOSPC" });
    });
    fs.appendFileSync(handle, String(line).slice(0, 10));
    return 10;
  });
  expect(() => put("too much")).toThrow("ENOSPC");
  write.mockRestore();
  expect(readFileSync(journal())).toHaveLength(length);
  put("after");
  store.close();
  const reopened = new Store(openJournal(folder));
  const things = reopened.partition("org", "dev").of(collectionKey<Thing>("things"));
  expect([...things.values()].map(({ value }) => value)).toEqual(["before", "after"]);
  reopened.close();
});

test("an unreadable line is named, and the folder is free again", () => {
  for (const line of ["{", "5"]) {
    writeFileSync(journal(), `[]\n${line}\n[]\n`);
    const open = () => new Store(openJournal(folder));
    expect(open).toThrow(
      `Line 2 of ${journal()} is not readable. Move the folder away to start with an empty store.`,
    );
    expect(open).toThrow("Line 2");
  }
});

describe("the lock", () => {
  const lock = () => join(folder, "lock");
  const refusal = () =>
    `Another emulator already uses the folder ${folder}. Stop it, or choose another folder.`;

  test("is held by one, also within a process, until it is given back", () => {
    const unlock = lockFolder(folder);
    expect(() => lockFolder(folder)).toThrow(refusal());
    unlock();
    lockFolder(folder)();
    expect(readdirSync(folder)).toEqual([]);
  });

  test.each([
    ["a process that is gone", "999999999"],
    ["a process whose number is another's by now", `{"processId":1,"startedAt":"1"}`],
    ["an earlier process with this one's number", `{"processId":${process.pid},"startedAt":"1"}`],
    ["nobody", ""],
    ["something else", "hello"],
  ])("is taken over from %s", (_whom, content) => {
    // Only Linux says when a process started.
    if (process.platform !== "linux" && content.includes("startedAt")) {
      return;
    }
    writeFileSync(lock(), content);
    lockFolder(folder)();
    expect(readdirSync(folder)).toEqual([]);
  });

  test("is left to a process that runs", () => {
    writeFileSync(lock(), String(process.ppid));
    expect(() => lockFolder(folder)).toThrow(refusal());
    expect(readdirSync(folder)).toEqual(["lock"]);
  });
});
