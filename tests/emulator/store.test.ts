import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { indexOn } from "../../emulator/store/index-key";
import { openJournal } from "../../emulator/store/journal";
import { collectionKey, Store } from "../../emulator/store/store";

interface Thing {
  readonly color: string;
  readonly text?: string;
}

const things = collectionKey<Thing>("things");
const byColor = indexOn<Thing>(({ color }) => [color]);
const of = (store: Store) => store.partition("org", "dev").of(things);

function filled(count: number): Store {
  const store = new Store();
  store.transaction(() => {
    for (let number = 0; number < count; number += 1) {
      of(store).put(String(number), { color: number % 2 === 0 ? "red" : "blue" });
    }
  });
  return store;
}

test("an index follows every write, and what is taken back", () => {
  const store = filled(4);
  const red = () => [...of(store).where(byColor, "red")].length;
  expect(red()).toBe(2);
  store.transaction(() => {
    of(store).put("1", { color: "red" });
    of(store).delete("0");
    of(store).put("new", { color: "red" });
  });
  expect(red()).toBe(3);
  const failing = () =>
    store.transaction(() => {
      of(store).put("2", { color: "green" });
      of(store).delete("1");
      throw new Error("taken back");
    });
  expect(failing).toThrow("taken back");
  expect([red(), [...of(store).where(byColor, "green")]]).toEqual([3, []]);
  store.reset();
  expect(red()).toBe(0);
});

test("reading goes on behind a position and at an offset, also after deletions", () => {
  const store = filled(100);
  const pages: string[][] = [];
  let position: { sequence: number; id: string } | undefined;
  do {
    const page: string[] = [];
    for (const [at] of of(store).behind(position)) {
      page.push(at.id);
      position = at;
      if (page.length === 30) {
        break;
      }
    }
    pages.push(page);
    store.transaction(() => {
      for (let number = 0; number < 60; number += 1) {
        of(store).delete(String(number));
      }
    });
  } while ((pages.at(-1)?.length ?? 0) === 30);
  expect(pages.map((page) => [page[0], page.at(-1)])).toEqual([
    ["0", "29"],
    ["60", "89"],
    ["90", "99"],
  ]);
  expect(of(store).slice(38, 5)).toHaveLength(2);
});

test("a page far behind costs as little as the first", () => {
  const store = filled(200_000);
  const last = { sequence: 199_000, id: "gone" };
  const duration = (work: () => void): number => {
    const start = performance.now();
    for (let round = 0; round < 200; round += 1) {
      work();
    }
    return performance.now() - start;
  };
  const read = (position?: typeof last) => () => {
    let count = 0;
    for (const _found of of(store).behind(position)) {
      count += 1;
      if (count === 50) {
        break;
      }
    }
  };
  read()();
  const [first, far] = [duration(read()), duration(read(last))];
  expect(far).toBeLessThan(first * 5 + 20);
});

test("the past shows records as they were, and takes no writes", () => {
  const store = new Store();
  store.keepHistory(1000);
  const write = (now: number, work: () => void) => store.transaction(work, now);
  write(100, () => of(store).put("a", { color: "red" }));
  write(200, () => of(store).put("a", { color: "blue" }));
  write(300, () => of(store).put("b", { color: "red" }));
  write(400, () => of(store).delete("a"));
  const past = (at: number) => store.pastPartition("org", "dev", at).of(things);
  const colors = (at: number) => [...past(at).values()].map(({ color }) => color);
  expect([50, 100, 250, 350, 400].map(colors)).toEqual([[], ["red"], ["blue"], ["red", "blue"], ["red"]]);
  expect([past(350).get("a")?.color, past(350).size, past(400).has("a")]).toEqual(["blue", 2, false]);
  expect([...past(350).where(byColor, "blue")]).toHaveLength(1);
  write(500, () => past(450).put("c", { color: "red" }));
  expect(of(store).has("c")).toBe(false);
});

test("a journal that is overlong begins anew while the store is used, and loses nothing", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "journal-"));
  try {
    const store = new Store(openJournal(folder));
    const text = "x".repeat(100_000);
    for (let round = 0; round < 100; round += 1) {
      store.transaction(() => of(store).put("only", { color: String(round), text }));
    }
    store.transaction(() => of(store).put("last", { color: "red" }));
    expect(statSync(path.join(folder, "journal.jsonl")).size).toBeLessThan(6_000_000);
    store.close();
    const reopened = new Store(openJournal(folder));
    expect([of(reopened).get("only")?.color, of(reopened).get("last")?.color]).toEqual(["99", "red"]);
    reopened.close();
    expect(readFileSync(path.join(folder, "journal.jsonl"), "utf8").split("\n")).toHaveLength(3);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
