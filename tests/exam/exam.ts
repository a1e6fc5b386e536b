import { readFile, writeFile } from "node:fs/promises";
import { cpus } from "node:os";
import path from "node:path";
import { z } from "zod";
import { repositoryRoot } from "../support/repository";
import { startRowRun } from "./checkpoints";
import { examCommand } from "./exam-command";
import { startLane } from "./platform/lane";
import { recordState } from "./programs/earlier-states";
import { type Examined, reliabilityPage } from "./reliability-page";
import { ROWS } from "./rows/all";
import type { Row, RowOptions } from "./rows/row";

export { replayCommand } from "./exam-command";
export type { Examined } from "./reliability-page";

const figuresFile = path.join(repositoryRoot, "docs", "reliability.json");
export const pageFile = path.join(repositoryRoot, "docs", "reliability.md");

const keptFigures = z.array(
  z.object({
    row: z.string(),
    size: z.enum(["small", "full"]),
    seconds: z.number(),
    machine: z.string(),
    command: z.string(),
    report: z.object({
      runs: z.number(),
      figures: z.record(z.string(), z.union([z.number(), z.string()])),
      failures: z.array(z.object({ name: z.string(), problem: z.string() })),
    }),
  }),
);

/** @param ids undefined: all */
export function selectRows(ids: readonly string[] | undefined): readonly Row[] {
  return ROWS.filter(({ id }) => ids?.includes(id) ?? true);
}

/** @param resume goes on where an earlier run of the row, with the same options and the same code, was interrupted */
export async function examine(row: Row, options: RowOptions, resume: boolean): Promise<Examined> {
  const { size, seed, only, most } = options;
  const run = await startRowRun(row.id, JSON.stringify({ size, seed, only, most }), resume);
  const report = await row.run({ ...options, checkpoints: run });
  return {
    row: row.id,
    size: options.size,
    seconds: run.seconds(),
    machine: `Node ${process.versions.node}, ${cpus().length} cores`,
    command: examCommand(row.id, options),
    report,
  };
}

/** Takes the figures of one row over into the page; those of the other rows stay as they were measured. */
export async function keep(examined: Examined): Promise<void> {
  const all = [...(await readKept()).filter(({ row }) => row !== examined.row), examined];
  await writeFile(figuresFile, `${JSON.stringify(all, null, 2)}\n`);
  await writeFile(pageFile, await keptPage());
}

/** The page, from the figures that are kept. */
export async function keptPage(): Promise<string> {
  return reliabilityPage(ROWS, await readKept());
}

async function readKept(): Promise<readonly Examined[]> {
  return keptFigures.parse(JSON.parse(await readFile(figuresFile, "utf8").catch(() => "[]")));
}

/** Records what this version leaves behind, for row 8. @returns the folder */
export async function recordPresentState(): Promise<string> {
  const { version } = z
    .object({ version: z.string() })
    .parse(JSON.parse(await readFile(path.join(repositoryRoot, "provider", "package.json"), "utf8")));
  const lane = await startLane();
  try {
    return await recordState(lane, version);
  } finally {
    await lane.stop();
  }
}
