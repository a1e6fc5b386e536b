import { spawn, spawnSync } from "node:child_process";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { contentDigest } from "./content.mjs";
import { processorSeconds, watchProcesses } from "./processes.mjs";

/** @typedef {Readonly<Record<string, { readonly seconds: number, readonly calls: number }>>} Afterwards by what a command does */

/**
 * @typedef {object} Result of one contender in one round
 * @property {number} seconds
 * @property {number} calls to the platform
 * @property {number | undefined} peakMegabytes of all its processes together; undefined where the system does not tell
 * @property {number | undefined} stateBytes
 * @property {import("./processes.mjs").PartSeconds | undefined} processors seconds of processor time of its parts
 * @property {number} emulatorSeconds of processor time
 * @property {Afterwards} afterwards what further commands took
 * @property {string | undefined} digest of what the store holds; undefined for who writes nothing
 */

const warmer = path.join(path.dirname(fileURLToPath(import.meta.url)), "parallel-script.mjs");
/** The part of a failed run's output that is shown. */
const shownOutput = 2_000;

/**
 * Empties the store and lets a contender work on it once.
 * @param {import("./contenders.mjs").Contender} contender
 * @param {import("./contenders.mjs").Round} round
 * @param {{ emulator: number, afterwards: boolean }} options the emulator's process; whether further commands are run
 * @returns {Promise<Result>}
 */
export async function runOnce({ writes, prepare }, round, { emulator, afterwards }) {
  const { url, latency } = round;
  warmUp(url);
  await control(url, "POST", "/reset");
  const work = await prepare(round);
  try {
    if (latency > 0) {
      await control(url, "PUT", "/faults", [{ path: ".", action: { delayMilliseconds: latency } }]);
    }
    await control(url, "DELETE", "/requests");
    const before = processorSeconds(emulator);
    const { seconds, usage } = await timed(work);
    const emulatorSeconds = processorSeconds(emulator) - before;
    const { requests } = await control(url, "GET", "/requests");
    const stateBytes = work.stateBytes();
    const later = afterwards ? await runAfterwards(url, work) : {};
    await control(url, "PUT", "/faults", []);
    return {
      seconds,
      calls: requests.length,
      afterwards: later,
      peakMegabytes: usage.peakMegabytes,
      processors: usage.seconds,
      emulatorSeconds,
      stateBytes,
      digest: writes ? await contentDigest(url, round.dataflows) : undefined,
    };
  } finally {
    work.clear();
  }
}

/**
 * @param {string} url
 * @param {import("./contenders.mjs").Work} work
 * @returns {Promise<Afterwards>}
 */
async function runAfterwards(url, work) {
  /** @type {Record<string, { seconds: number, calls: number }>} */
  const results = {};
  for (const [what, commandArguments] of Object.entries(work.afterwards)) {
    await control(url, "DELETE", "/requests");
    const { seconds } = await timed({ ...work, commandArguments });
    const { requests } = await control(url, "GET", "/requests");
    results[what] = { seconds, calls: requests.length };
  }
  return results;
}

/**
 * The platform is not in its first second when somebody uses it: the first calls to an emulator compile its code.
 * @param {string} url
 */
function warmUp(url) {
  const { status, stderr } = spawnSync(process.execPath, [warmer, url, "3", "4"], { encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
}

/**
 * @param {string} url
 * @param {string} method
 * @param {string} path
 * @param {unknown} [body]
 */
async function control(url, method, path, body) {
  const answer = await fetch(`${url}/_emulator${path}`, {
    method,
    headers: { "Content-Type": "application/json" },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
  return text === "" ? {} : JSON.parse(text);
}

/**
 * @param {import("./contenders.mjs").Work} work
 * @returns {Promise<{ seconds: number, usage: import("./processes.mjs").Usage }>}
 */
function timed({ command, commandArguments, cwd, environment }) {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const child = spawn(command, commandArguments, {
      cwd,
      env: environment,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    const keep = (/** @type {Buffer} */ chunk) => {
      output = (output + chunk).slice(-shownOutput);
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    const watch = watchProcesses(Number(child.pid));
    child.once("error", reject);
    child.once("close", (code) => {
      const seconds = (performance.now() - started) / 1000;
      const usage = watch.stop();
      if (code !== 0) reject(new Error(`${command} ended with ${code}:\n${output}`));
      else resolve({ seconds, usage });
    });
  });
}
