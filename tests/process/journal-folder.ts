import { readdir } from "node:fs/promises";

/** The intents that are open. */
export async function journalFiles(folder: string): Promise<string[]> {
  return (await readdir(folder).catch(() => [])).filter((file) => file.endsWith(".intent"));
}
