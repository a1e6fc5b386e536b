import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { IntentFacts } from "../../../provider/journal/intent";
import { Journal } from "../../../provider/journal/journal";

/** A disk that is really full, of 16 KB and few files. Whoever may not mount one is told which tests were left out. */
const disk = mkdtempSync(path.join(tmpdir(), "aep-disk-"));
const mounted = mount();
afterAll(() => {
  if (mounted) execFileSync("umount", [disk]);
  rmSync(disk, { recursive: true });
});

function mount(): boolean {
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=16k,nr_inodes=8", "tmpfs", disk], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

const FACTS: IntentFacts = {
  kind: "Flow",
  name: "Orders",
  owner: "0123456789abcdef",
  location: { host: "platform.adobe.io", orgId: "TEST@AdobeOrg", sandbox: "dev" },
  declared: ["name"],
  digest: "d",
  clientId: "client-1",
};
const NOW = Date.UTC(2026, 0, 1);
const SENT = { now: NOW, exact: true };
let warnings: string[];
const journal = () =>
  new Journal(
    { path: disk, chosen: true },
    (message) => warnings.push(message),
    () => NOW,
  );
const REFUSED =
  /^The Flow "Orders" was not made: the journal in .* cannot be written \(.*ENOSPC.*Nothing was sent/;

beforeEach(async () => {
  warnings = [];
  for (const file of await readdir(disk)) await rm(path.join(disk, file));
});

/** Leaves no free block. */
function fill(): void {
  const { bsize, bavail } = statfsSync(disk);
  if (bavail > 0) writeFileSync(path.join(disk, "filling"), Buffer.alloc(Number(bsize) * Number(bavail)));
}

const onDisk = mounted ? test : test.skip;

onDisk("a disk that takes no more bytes: nothing is sent, and no half a file stays", async () => {
  fill();
  await expect(journal().begin(FACTS).sending(SENT)).rejects.toThrow(REFUSED);
  expect(await readdir(disk)).toEqual(["filling"]);
});

onDisk("a disk that takes no more files: nothing is sent", async () => {
  for (let index = 0; statfsSync(disk).ffree > 0; index++)
    writeFileSync(path.join(disk, `empty-${index}`), "");
  const before = await readdir(disk);
  await expect(journal().begin(FACTS).sending(SENT)).rejects.toThrow(REFUSED);
  expect(await readdir(disk)).toEqual(before);
});

onDisk(
  "a disk that is full when AEP has answered: it is said, and the intent is there without the id",
  async () => {
    const own = journal();
    // The line ends with a block of the disk, so that an id needs another one.
    const lengthOf = async (declared: string[]) => {
      const entry = own.begin({ ...FACTS, declared });
      await entry.sending(SENT);
      const [file = ""] = await readdir(disk);
      return { entry, file, length: (await readFile(path.join(disk, file))).length };
    };
    const { entry: first, length } = await lengthOf(["x"]);
    await first.dropped();
    const { bsize } = statfsSync(disk);
    const { entry, file, length: now } = await lengthOf(["x".repeat(Number(bsize) - length - 3)]);
    expect(now).toBe(Number(bsize) - 4);
    fill();
    entry.made("f-1");
    expect(warnings).toEqual([
      expect.stringContaining(`The file ${file} of the journal in ${disk} cannot be added to (ENOSPC)`),
    ]);
    expect(await journal().left(FACTS.owner)).toMatchObject([{ since: NOW, id: undefined }]);
  },
);
