import { mkdtemp, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { TakenOver } from "../../../provider/journal/taken-over";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "aep-taken-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const HERE = { host: "platform.adobe.io", orgId: "TEST@AdobeOrg", sandbox: "dev" };

test("processes of one run know of each other what they took over, those of another run do not", async () => {
  await new TakenOver(folder, "127.0.0.1:1").add(HERE, "f-1");
  expect(await new TakenOver(folder, "127.0.0.1:1").has(HERE, "f-1")).toBe(true);
  expect(await new TakenOver(folder, "127.0.0.1:1").has(HERE, "f-2")).toBe(false);
  expect(await new TakenOver(folder, "127.0.0.1:1").has({ ...HERE, sandbox: "prod" }, "f-1")).toBe(false);
  expect(await new TakenOver(folder, "127.0.0.1:2").has(HERE, "f-1")).toBe(false);
});

test("a process knows it where the folder cannot be written to", async () => {
  const file = path.join(folder, "a-file");
  await writeFile(file, "");
  const own = new TakenOver(path.join(file, "no-folder"), "127.0.0.1:1");
  await own.add(HERE, "f-1");
  expect(await own.has(HERE, "f-1")).toBe(true);
});

test("what is more than an hour old is another run's, and is taken away", async () => {
  await new TakenOver(folder, "127.0.0.1:1").add(HERE, "f-1");
  const [old = ""] = await readdir(folder);
  const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000);
  await utimes(path.join(folder, old), minutesAgo(59), minutesAgo(59));
  expect(await new TakenOver(folder, "127.0.0.1:1").has(HERE, "f-1")).toBe(true);
  await utimes(path.join(folder, old), minutesAgo(61), minutesAgo(61));
  expect(await new TakenOver(folder, "127.0.0.1:1").has(HERE, "f-1")).toBe(false);
  await new TakenOver(folder, "127.0.0.1:2").add(HERE, "f-1");
  expect(await readdir(folder)).toHaveLength(1);
  expect(await readdir(folder)).not.toContain(old);
});
