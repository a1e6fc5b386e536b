import { readFileSync } from "node:fs";
import { hostname } from "node:os";

/** Whether another process goes on; `undefined` where it is one of another computer, which nobody here can tell. */
export function isAtWork({
  pid,
  computer,
}: {
  readonly pid: number;
  readonly computer: string;
}): boolean | undefined {
  if (computer !== hostname()) return undefined;
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return !isDefunct(pid);
  } catch (error) {
    // Somebody else's process may not be signalled, but it is there.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/** Ended, but not yet buried by its parent, as in a container without an init. */
function isDefunct(pid: number): boolean {
  try {
    return /\) Z /.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
}
