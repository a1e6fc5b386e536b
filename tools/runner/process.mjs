import { spawn } from "node:child_process";
import { Failure, systemErrorCode } from "../engine/failure.mjs";
import { root } from "./repository.mjs";

/**
 * Runs a command at the root of the checkout with this process's terminal, and waits for its end. ^C reaches
 * the command by the terminal; this process then waits for what the command makes of it.
 * @param {string} command
 * @param {string[]} commandArguments
 * @param {NodeJS.ProcessEnv} [environment]
 * @returns {Promise<number>} the exit code; 128 + the signal's number where there is none
 */
export async function runAttached(command, commandArguments, environment = process.env) {
  const child = spawn(command, commandArguments, { cwd: root, env: environment, stdio: "inherit" });
  const stayAlive = () => undefined;
  const passOn = () => child.kill("SIGTERM");
  process.on("SIGINT", stayAlive).on("SIGTERM", passOn);
  try {
    return await exitCodeOf(child, command);
  } finally {
    process.removeListener("SIGINT", stayAlive).removeListener("SIGTERM", passOn);
  }
}

/**
 * Runs a command at the root of the checkout and keeps what it says.
 * @param {string} command
 * @param {string[]} commandArguments
 * @param {{ environment?: NodeJS.ProcessEnv, timeoutMilliseconds: number }} options
 * @returns {Promise<{ code: number, stdout: string, text: string }>} `text`: stdout and stderr as they came
 */
export async function runCaptured(
  command,
  commandArguments,
  { environment = process.env, timeoutMilliseconds },
) {
  const child = spawn(command, commandArguments, {
    cwd: root,
    env: environment,
    stdio: ["ignore", "pipe", "pipe"],
    timeout: timeoutMilliseconds,
    shell: process.platform === "win32" && command === "npm",
  });
  let stdout = "";
  let text = "";
  child.stdout.setEncoding("utf8").on("data", (chunk) => {
    stdout += chunk;
    text += chunk;
  });
  child.stderr.setEncoding("utf8").on("data", (chunk) => {
    text += chunk;
  });
  const code = await exitCodeOf(child, command);
  return { code, stdout, text };
}

/**
 * @param {import("node:child_process").ChildProcess} child
 * @param {string} command
 * @returns {Promise<number>}
 */
function exitCodeOf(child, command) {
  return new Promise((resolve, reject) => {
    child.once("error", (error) => {
      const absent = systemErrorCode(error) === "ENOENT";
      reject(
        new Failure(absent ? `There is no \`${command}\` on the PATH.` : error.message, { cause: error }),
      );
    });
    child.once("close", (code, signal) => resolve(code ?? (signal === "SIGINT" ? 130 : 143)));
  });
}
