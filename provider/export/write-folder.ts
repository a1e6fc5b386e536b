import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ExpectedError } from "../api/errors";

export class FolderNotEmptyError extends ExpectedError {}

/**
 * @throws FolderNotEmptyError unless the folder is empty or missing, or `force` is given
 */
export async function assertWritable(folder: string, force: boolean): Promise<void> {
  const present = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  if (present.length === 0 || force) return;
  throw new FolderNotEmptyError(
    `The folder ${folder} is not empty, so nothing was written. Choose another one with --out, or overwrite the files of ` +
      "an earlier export with --force.",
  );
}

/** Files by name. Others in the folder stay. */
export async function writeFolder(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
}
