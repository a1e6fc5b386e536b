import { createHash } from "node:crypto";
import { appendFile, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { repositoryRoot } from "../support/repository";
import type { Checkpoints, Failure } from "./rows/row";

const kept = z.object({
  name: z.string(),
  result: z.unknown(),
  failure: z.object({ name: z.string(), problem: z.string() }).optional(),
  /** Since the row began, without the time between its runs. */
  seconds: z.number(),
});

/** One run of a row, which may take hours: what it did is on disk, so that the next one can go on where it ended. */
export interface RowRun extends Checkpoints {
  /** Since the row began, without the time between its runs. */
  seconds(): number;
}

/**
 * @param key what the row was run with; another key begins anew
 * @param resume goes on with what an earlier run kept, if provider, emulator and tests are still the same
 */
export async function startRowRun(row: string, key: string, resume: boolean): Promise<RowRun> {
  const folder = path.join(repositoryRoot, ".local", "exam");
  const file = path.join(folder, `row-${row}.jsonl`);
  const fingerprint = JSON.stringify({ key, contents: await contentsOfTheRepository() });
  const [head, ...lines] = (await readFile(file, "utf8").catch(() => "")).split("\n");
  // What follows the last line break was cut short by a kill.
  const whole = resume && head === fingerprint ? lines.slice(0, -1) : [];
  const earlier = whole.map((line) => kept.parse(JSON.parse(line)));
  await mkdir(folder, { recursive: true });
  await writeFile(file, [fingerprint, ...whole, ""].join("\n"));
  const byName = new Map(earlier.map((each) => [each.name, each]));
  const begun = performance.now();
  const before = Math.max(0, ...earlier.map(({ seconds }) => seconds));
  const seconds = () => before + Math.round((performance.now() - begun) / 1000);
  return {
    seconds,
    earlier: (name) => byName.get(name),
    keep: (name: string, result: unknown, failure: Failure | undefined) =>
      appendFile(file, `${JSON.stringify({ name, result, failure, seconds: seconds() })}\n`),
  };
}

async function contentsOfTheRepository(): Promise<string> {
  const hash = createHash("sha256");
  for (const folder of ["provider/dist", "emulator/dist", "examples", "tests"]) {
    const entries = await readdir(path.join(repositoryRoot, folder), { recursive: true });
    for (const name of entries.filter((each) => /\.(ts|js|cjs|yaml)$/.test(each)).sort()) {
      if (name.includes("node_modules") || name.includes(".local")) continue;
      hash.update(name).update(await readFile(path.join(repositoryRoot, folder, name)));
    }
  }
  return hash.digest("hex");
}
