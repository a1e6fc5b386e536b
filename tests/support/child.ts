import type { ChildProcess } from "node:child_process";
import { once } from "node:events";

const graceMilliseconds = 5_000;

/** The first line that a process writes to stdout: how servers say where they listen. */
export function firstLine(child: ChildProcess, name: string, withinMilliseconds = 20_000): Promise<string> {
  return new Promise((resolve, reject) => {
    let stdout = "";
    let stderr = "";
    const fail = (what: string) => reject(new Error(`${name} ${what}.\n${stdout}${stderr}`));
    const timer = setTimeout(() => fail(`said nothing within ${withinMilliseconds} ms`), withinMilliseconds);
    child.stderr?.on("data", (chunk: Buffer) => {
      stderr += chunk.toString("utf8");
    });
    child.stdout?.on("data", (chunk: Buffer) => {
      stdout += chunk.toString("utf8");
      const end = stdout.indexOf("\n");
      if (end < 0) return;
      clearTimeout(timer);
      resolve(stdout.slice(0, end).trim());
    });
    child.once("error", (error) => fail(`could not start: ${error.message}`));
    child.once("exit", (code, signal) => {
      clearTimeout(timer);
      fail(`ended with ${code ?? signal}`);
    });
  });
}

/** Ends a process by a signal and waits until it is gone; one that does not go is killed. */
export async function endProcess(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.kill(signal);
  const timer = setTimeout(() => child.kill("SIGKILL"), graceMilliseconds);
  await gone;
  clearTimeout(timer);
}
