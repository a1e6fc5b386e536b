import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { Failure } from "../engine/failure.mjs";
import { withoutPlatformSettings } from "../runner/emulator.mjs";
import { emulatorLauncher, root } from "../runner/repository.mjs";

/**
 * @typedef {object} Server an emulator in a process of its own
 * @property {string} url
 * @property {number} processId
 * @property {number} startMilliseconds from the start of the process to the line with its address
 * @property {() => number | undefined} residentMegabytes undefined where the system does not tell
 * @property {() => Promise<void>} stop
 */

const startTimeoutMilliseconds = 10_000;
const stopTimeoutMilliseconds = 10_000;

/** The server gets the first core for itself, this process another, where the system can pin processes. */
const canPin =
  process.platform === "linux" &&
  availableParallelism() > 1 &&
  spawnSync("taskset", ["-c", "0", "true"]).status === 0;

export const placement = canPin ? "the server on a core of its own (taskset)" : "server and load unpinned";

export function pinLoad() {
  if (canPin) spawnSync("taskset", ["-a", "-p", "-c", "1", String(process.pid)]);
}

export function unpinLoad() {
  const all = `0-${availableParallelism() - 1}`;
  if (canPin) spawnSync("taskset", ["-a", "-p", "-c", all, String(process.pid)]);
}

/**
 * Starts an emulator in memory on a free port.
 * @param {{ pinned?: boolean }} [options] pinned: on the first core alone, where the system can do that (default true)
 * @returns {Promise<Server>}
 */
export async function startServer({ pinned = true } = {}) {
  // The address of an inlet appears at once, so that nothing waits for it.
  const options = ["--port", "0", "--set", "inletDelayMilliseconds=0"];
  const command = [process.execPath, emulatorLauncher, ...options];
  const [program = "", ...programArguments] = canPin && pinned ? ["taskset", "-c", "0", ...command] : command;
  const startedAt = performance.now();
  const child = spawn(program, programArguments, {
    cwd: root,
    env: withoutPlatformSettings(process.env),
    stdio: ["ignore", "pipe", "inherit"],
  });
  const url = await firstLine(child);
  return {
    url,
    processId: Number(child.pid),
    startMilliseconds: performance.now() - startedAt,
    residentMegabytes: () => residentMegabytes(Number(child.pid)),
    stop: () =>
      new Promise((resolve) => {
        const hardEnd = setTimeout(() => child.kill("SIGKILL"), stopTimeoutMilliseconds);
        child.once("close", () => {
          clearTimeout(hardEnd);
          resolve();
        });
        child.kill("SIGTERM");
      }),
  };
}

/**
 * @param {import("node:child_process").ChildProcessByStdio<null, import("node:stream").Readable, null>} child
 * @returns {Promise<string>}
 */
function firstLine(child) {
  return new Promise((resolve, reject) => {
    let output = "";
    const tooLate = setTimeout(() => {
      child.kill("SIGKILL");
      reject(new Failure("The emulator did not start."));
    }, startTimeoutMilliseconds);
    child.stdout.setEncoding("utf8").on("data", (chunk) => {
      output += chunk;
      const end = output.indexOf("\n");
      if (end >= 0) {
        clearTimeout(tooLate);
        resolve(output.slice(0, end));
      }
    });
    child.once("error", reject);
    child.once("close", () => {
      clearTimeout(tooLate);
      reject(new Failure("The emulator ended while it started."));
    });
  });
}

/** @param {number} processId */
function residentMegabytes(processId) {
  const file = `/proc/${processId}/status`;
  if (existsSync(file)) {
    const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(file, "utf8"))?.[1];
    return kilobytes === undefined ? undefined : Number(kilobytes) / 1024;
  }
  const { status, stdout } = spawnSync("ps", ["-o", "rss=", "-p", String(processId)], { encoding: "utf8" });
  return status === 0 ? Number(stdout) / 1024 : undefined;
}
