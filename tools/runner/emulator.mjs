import { spawn } from "node:child_process";
import { existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Failure, systemErrorCode } from "../engine/failure.mjs";
import { isRunning } from "../engine/lock.mjs";
import { runAttached } from "./process.mjs";
import { emulatorLauncher, localFiles, localFolders, root } from "./repository.mjs";

const defaultPort = 4010;
const startMilliseconds = 20_000;
const stopMilliseconds = 5_000;
const answerMilliseconds = 2_000;
const pollMilliseconds = 100;

/**
 * Where the local emulator listens: AEP_EMULATOR_PORT, by default 4010.
 * @throws {Failure} when that is not a port
 */
export function emulatorAddress() {
  const text = process.env.AEP_EMULATOR_PORT ?? String(defaultPort);
  const port = Number(text);
  if (!/^\d+$/.test(text) || port < 1 || port > 65_535) {
    throw new Failure(`AEP_EMULATOR_PORT is "${text}": it must be a port number from 1 to 65535.`);
  }
  return { port, url: `http://127.0.0.1:${port}` };
}

/**
 * The environment of a program that is to talk to the emulator. Every AEP setting of the user's own is left
 * out: credentials of a real organisation never reach it.
 * @param {string} url
 * @param {NodeJS.ProcessEnv} [base]
 * @returns {NodeJS.ProcessEnv}
 */
export function emulatorEnvironment(url, base = process.env) {
  return {
    ...withoutPlatformSettings(base),
    AEP_ENDPOINT: url,
    AEP_CLIENT_ID: "emulator",
    AEP_CLIENT_SECRET: "emulator",
    AEP_ORG_ID: "EMULATOR@AdobeOrg",
    AEP_SANDBOX: "dev",
  };
}

/** Settings that say what is shown or tested, not where requests go. */
const harmlessSettings = [
  "AEP_TRACE",
  "AEP_OPENAPI_DIR",
  "AEP_CHROMIUM",
  "AEP_SCREENSHOTS",
  "AEP_UPDATE_GOLDEN",
];

/**
 * @param {NodeJS.ProcessEnv} environment
 * @returns {NodeJS.ProcessEnv}
 */
export function withoutPlatformSettings(environment) {
  const entries = Object.entries(environment);
  return Object.fromEntries(
    entries.filter(([name]) => !name.startsWith("AEP_") || harmlessSettings.includes(name)),
  );
}

/**
 * Sees to it that the emulator listens, and starts it in the background on its data folder where nothing does.
 * @returns {Promise<string>} its address
 * @throws {Failure} when the port is taken by something else, or the emulator does not start
 */
export async function ensureEmulator() {
  const { port, url } = emulatorAddress();
  const found = await probe(url);
  if (found === "emulator") return url;
  if (found === "other") throw busyPort(port);
  await startInBackground(port, url);
  return url;
}

/**
 * @param {number} port
 * @param {string} url
 */
async function startInBackground(port, url) {
  mkdirSync(localFolders.emulator, { recursive: true });
  const log = openSync(localFiles.emulatorLog, "a");
  const child = spawn(process.execPath, emulatorArguments(port), {
    cwd: root,
    env: withoutPlatformSettings(process.env),
    stdio: ["ignore", log, log],
    detached: true,
  });
  child.unref();
  const deadline = Date.now() + startMilliseconds;
  while ((await probe(url)) !== "emulator") {
    if (child.exitCode !== null || Date.now() > deadline) {
      throw new Failure(
        `The emulator did not start: ${lastLine(localFiles.emulatorLog)} (${localFiles.emulatorLog})`,
      );
    }
    await sleep(pollMilliseconds);
  }
  // Where two start at the same time, the one that lost the port has ended and leaves the record to the other.
  if (child.exitCode !== null) return;
  writeFileSync(localFiles.emulatorProcess, JSON.stringify({ processId: child.pid, url }));
  console.error(`The emulator runs at ${url} (npm run emulator:stop ends it).`);
}

/** Runs the emulator in the foreground, until ^C. */
export async function runEmulator() {
  const { port, url } = emulatorAddress();
  const found = await probe(url);
  if (found === "emulator")
    throw new Failure(`The emulator runs at ${url} already (npm run emulator:stop ends it).`);
  if (found === "other") throw busyPort(port);
  mkdirSync(localFolders.emulator, { recursive: true });
  return runAttached(process.execPath, emulatorArguments(port), withoutPlatformSettings(process.env));
}

/** Ends the emulator that runs in the background. */
export async function stopEmulator() {
  const running = readProcess();
  const answers = running && isRunning(running.processId) && (await probe(running.url)) === "emulator";
  rmSync(localFiles.emulatorProcess, { force: true });
  if (!answers) {
    const { url } = emulatorAddress();
    const elsewhere = (await probe(url)) === "emulator";
    console.error(
      elsewhere
        ? `The emulator at ${url} was not started in the background from here: end it where it was started.`
        : "No emulator is running.",
    );
    return elsewhere ? 1 : 0;
  }
  await end(running.processId);
  console.error(
    `The emulator at ${running.url} has stopped; its data stay in ${path.relative(root, localFolders.emulator)}.`,
  );
  return 0;
}

/** @param {number} processId */
async function end(processId) {
  process.kill(processId, "SIGTERM");
  const deadline = Date.now() + stopMilliseconds;
  while (isRunning(processId)) {
    if (Date.now() > deadline) {
      process.kill(processId, "SIGKILL");
      return;
    }
    await sleep(pollMilliseconds);
  }
}

/** @returns {{ processId: number, url: string } | undefined} */
function readProcess() {
  if (!existsSync(localFiles.emulatorProcess)) return undefined;
  /** @type {{ processId: number, url: string }} */
  const recorded = JSON.parse(readFileSync(localFiles.emulatorProcess, "utf8"));
  return recorded;
}

/**
 * Who listens at an address: only the emulator answers JSON there.
 * @param {string} url
 * @returns {Promise<"emulator" | "other" | "nobody">}
 */
async function probe(url) {
  try {
    const response = await fetch(`${url}/_emulator/settings`, {
      signal: AbortSignal.timeout(answerMilliseconds),
    });
    const isJson = response.headers.get("content-type")?.includes("application/json") === true;
    await response.arrayBuffer();
    return response.ok && isJson ? "emulator" : "other";
  } catch (error) {
    return systemErrorCode(error) === "ECONNREFUSED" ? "nobody" : "other";
  }
}

/** @param {number} port */
function busyPort(port) {
  return new Failure(
    `Port ${port} of 127.0.0.1 is taken by something other than the emulator. Free it, or choose another: ` +
      `AEP_EMULATOR_PORT=${port === 65_535 ? defaultPort : port + 1}.`,
  );
}

/** @param {number} port */
function emulatorArguments(port) {
  return [emulatorLauncher, "--port", String(port), "--data", localFolders.emulator];
}

/** @param {string} file */
function lastLine(file) {
  return readFileSync(file, "utf8").trimEnd().split("\n").at(-1) ?? "";
}
