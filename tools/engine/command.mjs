import { execFile } from "node:child_process";

/**
 * Asks a command for its answer on stdout.
 * @param {string} command
 * @param {string[]} commandArguments
 * @param {{ environment: NodeJS.ProcessEnv, timeoutMilliseconds: number }} options
 * @returns {Promise<string>}
 * @throws the system's error, with code `ENOENT` when there is no such command
 */
export function ask(command, commandArguments, { environment, timeoutMilliseconds }) {
  return new Promise((resolve, reject) => {
    const options = { env: environment, timeout: timeoutMilliseconds };
    execFile(command, commandArguments, options, (error, stdout) =>
      error ? reject(error) : resolve(stdout),
    );
  });
}
