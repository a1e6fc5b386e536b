import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { isAtWork } from "../../journal/at-work";

/** What keeps other runs from the stack (pulumi/pkg/backend/diy/lock.go). */
const lock = z.object({
  pid: z.number(),
  username: z.string(),
  hostname: z.string(),
  timestamp: z.string(),
});

export interface Lock {
  readonly pid: number;
  readonly user: string;
  readonly computer: string;
  readonly since: string;
  /** Absent for a process of another computer. */
  readonly isAtWork?: boolean;
}

/** "unseen": only state in a folder shows its locks. */
export type Locks = readonly Lock[] | "unseen";

/** @param stack `organization/customerio/dev`: the path of the lock, too */
export async function locksOf(backend: string, stack: string): Promise<Locks> {
  if (!backend.startsWith("file://")) return "unseen";
  const state = backend.startsWith("file://~") ? undefined : fileURLToPath(backend.replace(/\?.*$/, ""));
  if (state === undefined) return "unseen";
  const folder = join(state, ".pulumi", "locks", ...stack.split("/"));
  const files = await readdir(folder).catch(() => []);
  const found = await Promise.all(
    files.filter((file) => file.endsWith(".json")).map((file) => readLock(join(folder, file))),
  );
  return found.filter((each) => each !== undefined);
}

async function readLock(file: string): Promise<Lock | undefined> {
  try {
    const { pid, username, hostname, timestamp } = lock.parse(JSON.parse(await readFile(file, "utf8")));
    const alive = isAtWork({ pid, computer: hostname });
    return {
      pid,
      user: username,
      computer: hostname,
      since: timestamp,
      ...(alive !== undefined && { isAtWork: alive }),
    };
  } catch {
    // Taken away meanwhile.
    return undefined;
  }
}
