import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { contentDigest } from "./content.mjs";

/**
 * @typedef {object} Result of one contender in one round
 * @property {number} seconds
 * @property {number} calls to the platform
 * @property {number | undefined} peakMegabytes of all its processes together; undefined where the system does not tell
 * @property {number | undefined} stateBytes
 * @property {string | undefined} digest of what the store holds; undefined for who writes nothing
 */

const sampleMilliseconds = 100;
/** The part of a failed run's output that is shown. */
const shownOutput = 2_000;

/**
 * Empties the store and lets a contender work on it once.
 * @param {import("./contenders.mjs").Contender} contender
 * @param {import("./contenders.mjs").Round} round
 * @returns {Promise<Result>}
 */
export async function runOnce({ writes, prepare }, round) {
  const { url, latency } = round;
  await control(url, "POST", "/reset");
  const work = await prepare(round);
  try {
    if (latency > 0) {
      await control(url, "PUT", "/faults", [{ path: ".", action: { delayMilliseconds: latency } }]);
    }
    await control(url, "DELETE", "/requests");
    const { seconds, peakMegabytes } = await timed(work);
    const { requests } = await control(url, "GET", "/requests");
    await control(url, "PUT", "/faults", []);
    return {
      seconds,
      calls: requests.length,
      peakMegabytes,
      stateBytes: work.stateBytes(),
      digest: writes ? await contentDigest(url) : undefined,
    };
  } finally {
    work.clear();
  }
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
 * @returns {Promise<{ seconds: number, peakMegabytes: number | undefined }>}
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
    let peak = 0;
    const sampler = setInterval(() => {
      peak = Math.max(peak, residentMegabytes(Number(child.pid)));
    }, sampleMilliseconds);
    child.once("error", reject);
    child.once("close", (code) => {
      clearInterval(sampler);
      if (code !== 0) reject(new Error(`${command} ended with ${code}:\n${output}`));
      else resolve({ seconds: (performance.now() - started) / 1000, peakMegabytes: peak || undefined });
    });
  });
}

/**
 * A process with all that it started, by Linux's /proc; 0 elsewhere.
 * @param {number} root
 */
function residentMegabytes(root) {
  /** @type {Map<number, { parent: number, kilobytes: number }>} */
  const processes = new Map();
  for (const entry of process.platform === "linux" ? readdirSync("/proc") : []) {
    if (!/^\d+$/.test(entry)) continue;
    const status = statusOf(entry);
    const parent = Number(/^PPid:\s+(\d+)$/m.exec(status)?.[1]);
    const kilobytes = Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0);
    processes.set(Number(entry), { parent, kilobytes });
  }
  let total = 0;
  for (const [id, { kilobytes }] of processes) {
    if (descends(processes, id, root)) total += kilobytes;
  }
  return total / 1024;
}

/** @param {string} id */
function statusOf(id) {
  try {
    return readFileSync(`/proc/${id}/status`, "utf8");
  } catch {
    // It has ended since the listing.
    return "";
  }
}

/**
 * @param {ReadonlyMap<number, { parent: number }>} processes
 * @param {number} id
 * @param {number} root
 */
function descends(processes, id, root) {
  for (let current = id; current > 1; current = processes.get(current)?.parent ?? 0) {
    if (current === root) return true;
  }
  return false;
}
