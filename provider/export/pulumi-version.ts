import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** The first release whose import files may hold what a stack records (https://github.com/pulumi/pulumi/pull/23984). */
export const PULUMI_FLOOR = "3.254.0";

const PATIENCE_MILLISECONDS = 15_000;

/** The version of the `pulumi` on the PATH; `undefined` where there is none, or it does not say. */
export async function installedPulumi(): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)("pulumi", ["version"], { timeout: PATIENCE_MILLISECONDS });
    return /\d+\.\d+\.\d+/.exec(stdout)?.[0];
  } catch {
    return undefined;
  }
}

/** What keeps `pulumi import` from taking the file; `undefined` when nothing is known to. */
export function pulumiObjection(installed: string | undefined): string | undefined {
  if (installed === undefined || !isOlder(installed, PULUMI_FLOOR)) return undefined;
  return (
    `The pulumi on the PATH is ${installed}; the import file takes ${PULUMI_FLOOR} or newer. ` +
    "Update it, or export with --adopt, which works with every version."
  );
}

function isOlder(version: string, floor: string): boolean {
  const [own, least] = [version, floor].map((each) => each.split(".").map(Number)) as [number[], number[]];
  const index = least.findIndex((part, position) => part !== (own[position] ?? 0));
  return index >= 0 && (own[index] ?? 0) < (least[index] ?? 0);
}
