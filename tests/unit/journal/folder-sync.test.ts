import { FolderSync } from "../../../provider/journal/folder-sync";

let begun = 0;
let underWay: (() => void)[] = [];
jest.mock("node:fs/promises", () => ({
  open: async () => ({
    sync: () => {
      begun++;
      return new Promise<void>((resolve) => underWay.push(resolve));
    },
    close: async () => undefined,
  }),
}));
beforeEach(() => {
  begun = 0;
  underWay = [];
});

/** Lets all that does not wait for the disk happen. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

test("one write to the disk serves all who ask while another one runs, and none who asked after it began", async () => {
  const folder = new FolderSync("/journal");
  const done: string[] = [];
  const ask = (name: string) => void folder.sync().then(() => done.push(name));
  ask("first");
  await settle();
  ask("second");
  ask("third");
  await settle();
  expect(begun).toBe(1);
  underWay[0]?.();
  await settle();
  expect([begun, done]).toEqual([2, ["first"]]);
  ask("fourth");
  underWay[1]?.();
  await settle();
  expect([begun, done]).toEqual([3, ["first", "second", "third"]]);
  underWay[2]?.();
  await settle();
  expect(done).toEqual(["first", "second", "third", "fourth"]);
});

test("nothing is shared once all is done", async () => {
  const folder = new FolderSync("/journal");
  for (const round of [0, 1]) {
    const synced = folder.sync();
    await settle();
    underWay[round]?.();
    await synced;
  }
  expect(begun).toBe(2);
});
