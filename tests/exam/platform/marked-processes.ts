import { readdir, readFile } from "node:fs/promises";

/** Tells the processes of one run from all others: it is inherited by whatever the run starts. */
export const MARK = "PULUMI_AEP_EXAM_RUN";

/** Ids of the processes that carry this mark and whose command line holds `part`. Linux only: it reads `/proc`. */
export async function markedProcesses(mark: string, part: string): Promise<readonly number[]> {
  const found: number[] = [];
  for (const id of (await readdir("/proc")).filter((name) => /^\d+$/.test(name))) {
    const [environment, command] = await Promise.all([
      readFile(`/proc/${id}/environ`, "utf8").catch(() => ""),
      readFile(`/proc/${id}/cmdline`, "utf8").catch(() => ""),
    ]);
    if (environment.split("\0").includes(`${MARK}=${mark}`) && command.includes(part)) found.push(Number(id));
  }
  return found;
}

/** Ends processes as `kill -9` does; one that has ended by itself is no matter. */
export function killAll(ids: readonly number[]): void {
  for (const id of ids) {
    try {
      process.kill(id, "SIGKILL");
    } catch {}
  }
}
