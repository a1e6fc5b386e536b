import { mkdir, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import type { Client } from "../../api/client";
import { fetchExport, listExport } from "../../api/export";
import type { FlowRun } from "../../api/flow-run";

/** What AEP keeps of the records that a run could not take. */
export interface KeptErrors {
  readonly runId: string;
  /** As AEP wrote them. */
  readonly samples: readonly string[];
  /** Files that were written. */
  readonly files: readonly string[];
}

const MOST_SAMPLES = 10;

/** Shows samples of the errors and downloads the failed records into a folder of the run's id. */
export async function fetchErrors(client: Client, run: FlowRun, folder: string): Promise<KeptErrors> {
  const samples: string[] = [];
  for (const file of run.sampleErrors === undefined ? [] : await listExport(client, run.sampleErrors)) {
    const lines = (await fetchExport(client, file.href)).split("\n").filter((line) => line.trim() !== "");
    samples.push(...lines.slice(0, MOST_SAMPLES - samples.length));
  }
  const files: string[] = [];
  for (const file of run.failedRecords === undefined ? [] : await listExport(client, run.failedRecords)) {
    const target = unusedName(join(folder, run.id), safeName(file.name, files.length), files);
    await mkdir(join(folder, run.id), { recursive: true });
    await writeFile(target, await fetchExport(client, file.href));
    files.push(target);
  }
  return { runId: run.id, samples, files };
}

/** Files of several folders may have one name; none is to be written over another. */
function unusedName(folder: string, name: string, used: readonly string[]): string {
  const plain = join(folder, name);
  return used.includes(plain) ? join(folder, `${used.length}-${name}`) : plain;
}

/** A name from AEP leads nowhere but into the folder. */
function safeName(name: string, number: number): string {
  const last = basename(name).replace(/[^\w.-]+/g, "_");
  return /^\.*$/.test(last) ? `records-${number}` : last;
}
