import { randomBytes } from "node:crypto";
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Who holds a folder. A number alone does not tell: systems give it to another process, containers to every one. */
interface Holder {
  readonly processId: number;
  /** When the process started, as the system counts it; "" where it does not say. */
  readonly startedAt: string;
}

/**
 * Takes a folder for this process, so that no two write to it. What a killed process left behind is taken over.
 *
 * @returns gives the folder back
 * @throws Error when a running process holds it
 */
export function lockFolder(directory: string): () => void {
  const lock = join(directory, "lock");
  const own = `${lock}.${process.pid}-${randomBytes(4).toString("hex")}`;
  const content = JSON.stringify({
    processId: process.pid,
    startedAt: startOf(process.pid),
  } satisfies Holder);
  writeFileSync(own, content);
  try {
    for (let attempt = 0; attempt < 3; attempt += 1) {
      // A link appears with its content, and only where there is nothing yet.
      if (succeeds("EEXIST", () => linkSync(own, lock))) {
        return () => release(lock, content);
      }
      const found = contentOf(lock);
      if (found !== undefined && (isHeld(found) || !takeAway(lock, found))) {
        break;
      }
    }
  } finally {
    rmSync(own, { force: true });
  }
  throw new Error(
    `Another emulator already uses the folder ${directory}. Stop it, or choose another folder.`,
  );
}

function release(lock: string, content: string): void {
  if (contentOf(lock) === content) {
    rmSync(lock, { force: true });
  }
}

/** Removes a lock that nobody holds any more; not the one that somebody else put in its place meanwhile. */
function takeAway(lock: string, expected: string): boolean {
  const removed = `${lock}.${process.pid}-${randomBytes(4).toString("hex")}`;
  if (!succeeds("ENOENT", () => renameSync(lock, removed))) {
    return true;
  }
  const stale = contentOf(removed) === expected;
  if (!stale) {
    succeeds("EEXIST", () => linkSync(removed, lock));
  }
  rmSync(removed, { force: true });
  return stale;
}

function isHeld(content: string): boolean {
  const { processId, startedAt } = parse(content);
  if (!isRunning(processId)) {
    return false;
  }
  const current = startOf(processId);
  // Where the system does not tell, a process cannot have left a lock to itself but by its number.
  return current === "" || startedAt === "" ? processId !== process.pid : current === startedAt;
}

function parse(content: string): Holder {
  try {
    const holder: unknown = JSON.parse(content);
    if (typeof holder === "number") {
      return { processId: holder, startedAt: "" };
    }
    if (typeof holder === "object" && holder !== null && "processId" in holder && "startedAt" in holder) {
      return { processId: Number(holder.processId), startedAt: String(holder.startedAt) };
    }
  } catch {
    // Whatever this is, no emulator wrote it.
  }
  return { processId: 0, startedAt: "" };
}

/** Linux counts it in ticks since its own start (proc(5), `starttime`); the name before it may hold anything. */
function startOf(processId: number): string {
  const stat = contentOf(`/proc/${processId}/stat`) ?? "";
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
}

function contentOf(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (codeOf(error) === "ENOENT") {
      return undefined;
    }
    throw error;
  }
}

/** Whether some work is done; not, when it fails with the expected code. */
function succeeds(expected: string, work: () => void): boolean {
  try {
    work();
    return true;
  } catch (error) {
    if (codeOf(error) === expected) {
      return false;
    }
    throw error;
  }
}

function isRunning(processId: number): boolean {
  if (!Number.isInteger(processId) || processId <= 0) {
    return false;
  }
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return codeOf(error) === "EPERM";
  }
}

function codeOf(error: unknown): unknown {
  return typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
}
