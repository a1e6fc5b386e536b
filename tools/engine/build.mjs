import { spawn } from "node:child_process";
import {
  createWriteStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { ask } from "./command.mjs";
import { placeCompanions } from "./companions.mjs";
import { Failure, systemErrorCode } from "./failure.mjs";
import { isRunning, withLock } from "./lock.mjs";
import { approximatePackageCount, recipeFolder } from "./recipe.mjs";

const buildMilliseconds = 60 * 60_000;
const checkMilliseconds = 60_000;

/** What went wrong, by what the log says: the first that matches. */
const causes = [
  {
    pattern: /no space left on device|disk quota exceeded/i,
    sentence: "The disk is full: a first build needs about 4 GB for Go's module and build caches.",
  },
  {
    pattern: /requires go >= (\S+)/,
    sentence:
      "Go is too old, and GOTOOLCHAIN keeps it from fetching a newer one: update Go, or unset GOTOOLCHAIN.",
  },
  {
    pattern: /dial tcp|no such host|i\/o timeout|TLS handshake|proxyconnect|connection refused/i,
    sentence: "Go could not download the engine's modules: check the network, or GOPROXY.",
  },
  {
    pattern: /signal: killed|cannot allocate memory/i,
    sentence: "The system stopped the compiler, most likely for want of memory: the build needs about 2 GB.",
  },
];

/**
 * Builds the engine into `folder`, once for however many processes ask at the same time. The folder appears
 * at one stroke when all is in it: one that is there is complete.
 * @param {string} folder
 * @param {{ version: string, arguments: string[] }} recipe
 * @param {{ environment: NodeJS.ProcessEnv, platform: NodeJS.Platform, onProgress: (activity: string) => void }} options
 * @throws {Failure} naming the cause and the log
 */
export async function buildOnce(folder, recipe, { environment, platform, onProgress }) {
  await withLock(
    `${folder}.lock`,
    async () => {
      if (existsSync(folder)) return;
      removeLeftovers(folder);
      await build(folder, recipe, { environment, platform, onProgress });
    },
    {
      timeoutMilliseconds: buildMilliseconds,
      onWait: (processId) => onProgress(`waiting for process ${processId ?? "?"}, which is building it`),
    },
  );
}

/** @type {typeof buildOnce} */
async function build(folder, recipe, { environment, platform, onProgress }) {
  const partial = mkdtempSync(`${folder}.partial-${process.pid}-`);
  const executable = path.join(partial, platform === "win32" ? "pulumi.exe" : "pulumi");
  const log = `${folder}.log`;
  try {
    const goArguments = ["build", "-v", "-o", executable, ...recipe.arguments];
    await runGo(goArguments, { environment, log, onProgress, abandon: () => removeFolder(partial) });
    await check(executable, recipe.version, environment);
    placeCompanions(partial, platform);
    publish(partial, folder);
    rmSync(log, { force: true });
  } catch (error) {
    if (systemErrorCode(error) === "ENOSPC") throw new Failure(`The disk is full. Make room for ${folder}.`);
    throw error;
  } finally {
    removeFolder(partial);
  }
}

/**
 * @param {string[]} goArguments
 * @param {{ environment: NodeJS.ProcessEnv, log: string, onProgress: (activity: string) => void, abandon: () => void }} options
 *   `abandon` takes away what is half done before a signal ends this process
 * @returns {Promise<void>}
 */
async function runGo(goArguments, { environment, log, onProgress, abandon }) {
  mkdirSync(path.dirname(log), { recursive: true });
  const output = createWriteStream(log);
  const go = spawn("go", goArguments, {
    cwd: recipeFolder,
    env: { ...environment, GOWORK: "off" },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: buildMilliseconds,
  });
  /** @param {NodeJS.Signals} signal */
  const interrupt = (signal) => {
    go.kill(signal);
    abandon();
    process.exit(1);
  };
  const signals = /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"]);
  for (const signal of signals) process.on(signal, interrupt);
  try {
    const describe = createNarrator();
    onProgress("starting the Go compiler");
    createInterface({ input: go.stderr }).on("line", (line) => onProgress(describe(line)));
    go.stderr.pipe(output, { end: false });
    go.stdout.pipe(output, { end: false });
    /** @type {string | undefined} */
    const failure = await new Promise((resolve, reject) => {
      output.once("error", reject);
      go.once("error", reject);
      go.once("close", (code, signal) => resolve(code === 0 ? undefined : `exit code ${code ?? signal}`));
    });
    await new Promise((resolve) => output.end(() => resolve(undefined)));
    if (failure !== undefined) throw new Failure(explain(failure, log));
  } finally {
    for (const signal of signals) process.removeListener(signal, interrupt);
  }
}

/** Turns the lines of `go build -v` into what the user reads: modules downloaded, then packages compiled. */
function createNarrator() {
  let downloaded = 0;
  let compiled = 0;
  /** @param {string} line */
  return (line) => {
    const module = /^go: downloading (\S+)/.exec(line)?.[1];
    if (module !== undefined) return `downloading Go module ${++downloaded}: ${module}`;
    compiled++;
    return `compiling package ${compiled} of about ${Math.max(compiled, approximatePackageCount)}: ${line}`;
  };
}

/**
 * @param {string} failure
 * @param {string} log
 */
function explain(failure, log) {
  const text = readFileSync(log, "utf8");
  const known = causes.find(({ pattern }) => pattern.test(text));
  const cause = known ? known.sentence : `\`go build\` ended with ${failure}: ${lastLine(text)}`;
  return `The Pulumi engine could not be built. ${cause} The log: ${log}`;
}

/** @param {string} text */
function lastLine(text) {
  return text.trimEnd().split("\n").at(-1) || "without a word.";
}

/**
 * @param {string} executable
 * @param {string} version
 * @param {NodeJS.ProcessEnv} environment
 */
async function check(executable, version, environment) {
  const answer = await ask(executable, ["version"], {
    environment: { ...environment, PULUMI_SKIP_UPDATE_CHECK: "true" },
    timeoutMilliseconds: checkMilliseconds,
  });
  if (answer.trim() === `v${version}`) return;
  throw new Failure(`The engine just built says that it is version ${answer.trim()}, not v${version}.`);
}

/**
 * @param {string} partial
 * @param {string} folder
 */
function publish(partial, folder) {
  try {
    renameSync(partial, folder);
  } catch (error) {
    // Another process was first: its engine is as good.
    if (!existsSync(folder)) throw error;
  }
}

/**
 * Takes away what builds left that were killed.
 * @param {string} folder
 */
function removeLeftovers(folder) {
  const prefix = `${path.basename(folder)}.partial-`;
  for (const name of readdirSync(path.dirname(folder))) {
    if (!name.startsWith(prefix)) continue;
    const processId = Number(name.slice(prefix.length).split("-")[0]);
    if (!isRunning(processId)) removeFolder(path.join(path.dirname(folder), name));
  }
}

/** @param {string} folder */
function removeFolder(folder) {
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}
