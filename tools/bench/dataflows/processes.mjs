// What a process and all that it started use, by Linux's /proc; elsewhere nothing is known.
import { readdirSync, readFileSync } from "node:fs";

/**
 * @typedef {"engine" | "language host" | "program" | "provider"} Part of a run of Pulumi; any other command counts as "engine"
 * @typedef {Readonly<Partial<Record<Part, number>>>} PartSeconds processor time
 */

/** What the processes of a part have in their command line. */
const partOf = /** @type {const} */ ([
  ["provider", "/dynamic-provider"],
  ["program", "/cmd/run"],
  ["language host", "pulumi-language-nodejs"],
]);

/** Linux tells processor time in hundredths of a second, whatever the machine. */
const ticksPerSecond = 100;
const sampleMilliseconds = 50;

/**
 * @typedef {object} Usage
 * @property {number | undefined} peakMegabytes of all processes together
 * @property {PartSeconds | undefined} seconds
 */

/**
 * Watches a process with all that it starts.
 * @param {number} root
 * @returns {{ stop: () => Usage }}
 */
export function watchProcesses(root) {
  /** @type {Map<number, { part: Part, seconds: number }>} */
  const seen = new Map();
  let peak = 0;
  const sample = () => {
    let kilobytes = 0;
    for (const { id, seconds } of descendants(root)) {
      kilobytes += residentKilobytes(id);
      // A process begins with its parent's command line, and ends with none.
      seen.set(id, { part: partNamed(id) ?? seen.get(id)?.part ?? "engine", seconds });
    }
    peak = Math.max(peak, kilobytes / 1024);
  };
  const timer = setInterval(sample, sampleMilliseconds);
  return {
    stop: () => {
      clearInterval(timer);
      if (seen.size === 0) return { peakMegabytes: undefined, seconds: undefined };
      /** @type {Partial<Record<Part, number>>} */
      const total = {};
      for (const { part, seconds } of seen.values()) total[part] = (total[part] ?? 0) + seconds;
      return { peakMegabytes: peak, seconds: total };
    },
  };
}

/**
 * Processor time of one process until now; 0 where the system does not tell.
 * @param {number} id
 */
export function processorSeconds(id) {
  return statOf(id)?.seconds ?? 0;
}

/**
 * @param {number} root
 * @returns {{ id: number, seconds: number }[]} with the root
 */
function descendants(root) {
  /** @type {Map<number, { parent: number, seconds: number }>} */
  const processes = new Map();
  for (const entry of process.platform === "linux" ? readdirSync("/proc") : []) {
    const stat = /^\d+$/.test(entry) ? statOf(Number(entry)) : undefined;
    if (stat !== undefined) processes.set(Number(entry), stat);
  }
  const isDescendant = (/** @type {number} */ id) => {
    for (let current = id; current > 1; current = processes.get(current)?.parent ?? 0) {
      if (current === root) return true;
    }
    return false;
  };
  return [...processes].filter(([id]) => isDescendant(id)).map(([id, { seconds }]) => ({ id, seconds }));
}

/**
 * @param {number} id
 * @returns {{ parent: number, seconds: number } | undefined}
 */
function statOf(id) {
  // After the command, which is in brackets and may hold anything: state, parent, …, and as 12th and 13th the times.
  const fields = read(id, "stat")
    .replace(/^.*\) /s, "")
    .split(" ");
  if (fields.length < 13) return undefined;
  return { parent: Number(fields[1]), seconds: (Number(fields[11]) + Number(fields[12])) / ticksPerSecond };
}

/** @param {number} id */
function residentKilobytes(id) {
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(read(id, "status"))?.[1] ?? 0);
}

/**
 * @param {number} id
 * @returns {Part | undefined} undefined when it has no command line
 */
function partNamed(id) {
  const command = read(id, "cmdline");
  if (command === "") return undefined;
  return partOf.find(([, text]) => command.includes(text))?.[0] ?? "engine";
}

/**
 * @param {number} id
 * @param {string} file
 */
function read(id, file) {
  try {
    return readFileSync(`/proc/${id}/${file}`, "utf8");
  } catch {
    // It has ended since the listing, or there is no /proc.
    return "";
  }
}
