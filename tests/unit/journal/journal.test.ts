import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { journalFolder } from "../../../provider/journal/folder";
import { type IntentFacts, parseIntent } from "../../../provider/journal/intent";
import { Journal } from "../../../provider/journal/journal";

jest.mock("node:fs/promises", () => ({ ...jest.requireActual("node:fs/promises") }));

let folder: string;
let warnings: string[];
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "aep-journal-"));
  warnings = [];
});
afterEach(async () => {
  jest.restoreAllMocks();
  await rm(folder, { recursive: true, force: true });
});

const HOUR = 60 * 60_000;
const DAY = 24 * HOUR;
const NOW = Date.UTC(2026, 0, 1);
const journal = (now = NOW, chosen = true) =>
  new Journal(
    { path: folder, chosen },
    (message) => warnings.push(message),
    () => now,
  );

const FACTS: IntentFacts = {
  kind: "Flow",
  name: "Orders",
  owner: "0123456789abcdef",
  location: { host: "platform.adobe.io", orgId: "TEST@AdobeOrg", sandbox: "dev" },
  declared: ["name"],
  digest: "d",
  clientId: "client-1",
};

test("an intent is on the disk before its request, for its owner alone to read, and tells the id afterwards", async () => {
  const entry = journal().begin(FACTS);
  expect(await readdir(folder)).toEqual([]);
  await entry.sending({ now: NOW + 1, exact: true });
  const [file = ""] = await readdir(folder);
  expect((await stat(path.join(folder, file))).mode & 0o777).toBe(0o600);
  expect(await journal().left(FACTS.owner)).toMatchObject([{ ...FACTS, since: NOW + 1, id: undefined }]);
  await entry.sending({ now: NOW + 900, exact: true });
  entry.made("f-1");
  expect(await readdir(folder)).toEqual([file]);
  const again = await journal().left(FACTS.owner);
  expect(again).toMatchObject([{ since: NOW + 1, lastSent: NOW + 900, id: "f-1", serverTime: true }]);
});

test("what a process writes is not left by an earlier one", async () => {
  const own = journal();
  await own.begin(FACTS).sending({ now: NOW, exact: true });
  expect(await own.left(FACTS.owner)).toEqual([]);
});

test.each([
  ["its own resource", FACTS.owner],
  ["another one, which adopted it", "fedcba9876543210"],
  ["one without a key", undefined],
])("the engine naming the id of %s settles the intent, and naming another does not", async (_what, owner) => {
  const entry = journal().begin(FACTS);
  await entry.sending({ now: NOW, exact: true });
  entry.made("f-1");
  await journal().confirm(owner, "f-2");
  expect(await journal().left(FACTS.owner)).toHaveLength(1);
  await journal().confirm(owner, "f-1");
  expect(await journal().left(FACTS.owner)).toEqual([]);
  expect(await journal().madeByOthers("fedcba9876543210")).toEqual(new Set(["f-1"]));
});

test("old files are taken away: settled ones after an hour, open ones after thirty days, others never", async () => {
  const names = (age: number) => [`abc.${NOW - age}.00ff.intent`, `abc.${NOW - age}.00ff.saved`];
  const [fresh = "", freshSaved = ""] = names(HOUR / 2);
  const [day = ""] = names(DAY);
  const [, besideDay = ""] = names(DAY + HOUR);
  const [, daySaved = ""] = names(DAY + HOUR + 1);
  const [old = "", oldSaved = ""] = names(31 * DAY);
  for (const file of [fresh, freshSaved, day, besideDay, daySaved, old, oldSaved, "notes.txt"])
    await writeFile(path.join(folder, file), "");
  await journal().left("abc");
  // What was made beside an open one may be what that one looks for.
  expect((await readdir(folder)).sort()).toEqual([fresh, freshSaved, day, besideDay, "notes.txt"].sort());
});

test.each([
  ["nothing at all", "", false],
  ["half a line", '{"version":1,"kind":"Fl', true],
  ["another version", '{"version":2}\n', true],
  ["no text", "\u0000\u0000\u0000\n", true],
])("a file with %s is no intent", async (_what, text, named) => {
  await writeFile(path.join(folder, `abc.${NOW}.00ff.intent`), text);
  const reader = journal();
  expect(await reader.left("abc")).toEqual([]);
  await reader.left("abc");
  expect(warnings).toEqual(
    named ? [expect.stringContaining(`abc.${NOW}.00ff.intent of the journal is damaged`)] : [],
  );
  expect(await readdir(folder)).toHaveLength(1);
});

test("an id that a crash tore is as if it had not been written", async () => {
  const entry = journal().begin(FACTS);
  await entry.sending({ now: NOW, exact: false });
  entry.made("f-1");
  const [file = ""] = await readdir(folder);
  const text = await readFile(path.join(folder, file), "utf8");
  expect(parseIntent(file, text)?.id).toBe("f-1");
  expect(parseIntent(file, text.slice(0, -4))).toMatchObject({ id: undefined, serverTime: false });
});

// On a disk that is really full: full-disk.test.ts. Some file systems tell it no earlier than when they are to write.
describe.each(["writeFile", "sync"] as const)("when the disk is full, and %s says so", (method) => {
  beforeEach(() => {
    const full = Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
    const promises = jest.requireMock<typeof import("node:fs/promises")>("node:fs/promises");
    const open = promises.open;
    jest.spyOn(promises, "open").mockImplementation(async (...parameters) => {
      const handle = await open(...parameters);
      handle[method] = async () => {
        throw full;
      };
      return handle;
    });
  });

  test.each([true, false])(
    "nothing is made, and no half a file stays (chosen folder: %s)",
    async (chosen) => {
      const entry = journal(NOW, chosen).begin(FACTS);
      await expect(entry.sending({ now: NOW, exact: true })).rejects.toThrow(
        /^The Flow "Orders" was not made: .*no space left.*Nothing was sent/,
      );
      expect(await readdir(folder)).toEqual([]);
    },
  );
});

test("a folder that somebody takes away is no error", async () => {
  const entry = journal().begin(FACTS);
  await entry.sending({ now: NOW, exact: true });
  await rm(folder, { recursive: true });
  entry.made("f-1");
  await entry.dropped();
  expect(warnings).toEqual([expect.stringContaining("cannot be added to (ENOENT)")]);
});

test.each([
  [
    { AEP_JOURNAL_DIR: "/ci/journal", PULUMI_HOME: "/home/pulumi" },
    { path: "/ci/journal", chosen: true },
  ],
  [{ PULUMI_HOME: "/home/pulumi" }, { path: "/home/pulumi/aep-journal", chosen: false }],
  [
    { AEP_JOURNAL_DIR: " ", PULUMI_HOME: "/p" },
    { path: "/p/aep-journal", chosen: false },
  ],
])("the folder with %j", (environment, expected) => {
  expect(journalFolder(environment)).toEqual(expected);
});
