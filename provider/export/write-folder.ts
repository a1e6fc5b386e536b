import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** Why nothing may be written into a folder; `undefined` when it is empty, or does not exist yet. */
export async function objectionToFolder(folder: string): Promise<string | undefined> {
  const present = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  if (present.length === 0) return undefined;
  return (
    `The folder ${folder} is not empty, so nothing was written. Choose another one with --out, or overwrite the files of ` +
    "an earlier export with --force."
  );
}

/** Files by name. Others in the folder stay. */
export async function writeFolder(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
}
