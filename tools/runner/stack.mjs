import { mkdirSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { engineEnvironment } from "../engine/environment.mjs";
import { Failure } from "../engine/failure.mjs";
import { findEngine } from "../engine/find.mjs";
import { startProgress } from "../engine/progress.mjs";
import { emulatorEnvironment, ensureEmulator } from "./emulator.mjs";
import { prepare } from "./prepare.mjs";
import { runAttached, runCaptured } from "./process.mjs";
import { localFolders } from "./repository.mjs";

const stackName = "emulator";
const answerMilliseconds = 60_000;

/** The engine, built now where that is needed, with its progress shown. */
export async function obtainEngine() {
  const progress = startProgress("Building the Pulumi engine, once on this machine");
  try {
    const engine = await findEngine({ onProgress: progress.update });
    progress.done();
    return engine;
  } finally {
    progress.stop();
  }
}

/**
 * Runs a verb of Pulumi on the emulator's stack, which is made where there is none.
 * @param {"up" | "preview" | "refresh" | "destroy"} verb
 * @param {string[]} pulumiArguments further arguments, passed on
 * @returns {Promise<number>} Pulumi's exit code
 */
export async function runOnStack(verb, pulumiArguments) {
  await prepare();
  const { command, environment } = await openBackend();
  await selectStack(command, environment);
  const confirmation = verb !== "preview" && !isInteractive() ? ["--yes"] : [];
  return runAttached(command, [verb, "--stack", stackName, ...confirmation, ...pulumiArguments], environment);
}

/**
 * The outputs of the emulator's stack, and the emulator's address.
 * @returns {Promise<{ url: string, outputs: Record<string, unknown> }>} without outputs where it is not up
 */
export async function readStack() {
  await prepare();
  const { command, environment, url } = await openBackend();
  const { code, stdout, text } = await runCaptured(
    command,
    ["stack", "output", "--json", "--stack", stackName],
    {
      environment,
      timeoutMilliseconds: answerMilliseconds,
    },
  );
  if (/no stack named/.test(text)) return { url, outputs: {} };
  if (code !== 0) throw new Failure(`The outputs of the stack could not be read: ${text.trim()}`);
  return { url, outputs: JSON.parse(stdout) };
}

/** An engine, its environment and a running emulator. State is kept in the checkout, unless the user says where. */
async function openBackend() {
  const engine = await obtainEngine();
  const url = await ensureEmulator();
  const base = emulatorEnvironment(url);
  if (process.env.PULUMI_BACKEND_URL !== undefined) {
    return { url, command: engine.command, environment: engineEnvironment(engine, { base }) };
  }
  const home = process.env.PULUMI_HOME ?? localFolders.pulumiHome;
  for (const folder of [home, localFolders.pulumi]) mkdirSync(folder, { recursive: true });
  const backend = pathToFileURL(localFolders.pulumi).href;
  return { url, command: engine.command, environment: engineEnvironment(engine, { home, backend, base }) };
}

/**
 * @param {string} command
 * @param {NodeJS.ProcessEnv} environment
 */
async function selectStack(command, environment) {
  const { code, text } = await runCaptured(
    command,
    ["stack", "select", stackName, "--create", "--non-interactive"],
    {
      environment,
      timeoutMilliseconds: answerMilliseconds,
    },
  );
  if (code !== 0) throw new Failure(`The stack "${stackName}" could not be opened: ${text.trim()}`);
}

function isInteractive() {
  return process.stdin.isTTY === true && process.stdout.isTTY === true;
}
