import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { repositoryRoot } from "../support/repository";

jest.setTimeout(120_000);

async function contents(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const read = files.map(async ({ parentPath, name }) => {
    const file = path.join(parentPath, name);
    return [path.relative(folder, file), await readFile(file, "utf8")] as const;
  });
  return Object.fromEntries(await Promise.all(read));
}

test("docs/reference is what the doc comments and the catalogue say; else: npm run docs:reference", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "reference-"));
  try {
    const script = path.join(repositoryRoot, "tools", "reference.mjs");
    await promisify(execFile)(process.execPath, [script, "--out", folder]);
    expect(await contents(path.join(repositoryRoot, "docs", "reference"))).toEqual(await contents(folder));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
