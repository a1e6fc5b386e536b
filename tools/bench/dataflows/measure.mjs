import { startProgress } from "../../engine/progress.mjs";
import { obtainEngine } from "../../runner/stack.mjs";
import { median } from "../load.mjs";
import { startServer } from "../server.mjs";
import { contenders } from "./contenders.mjs";
import { runOnce } from "./run.mjs";

/** @typedef {import("./run.mjs").Result} Result */

/**
 * @typedef {object} Measurement the medians of a contender
 * @property {string} contender
 * @property {number} dataflows
 * @property {number} latency
 * @property {number} seconds
 * @property {number} ratio to the empty provider
 * @property {number} calls
 * @property {number | undefined} megabytes
 * @property {number | undefined} stateBytes
 */

export const floorName = "empty provider";
/** Calls one after the other: beyond this they only measure patience. */
const longestSequence = 20;

/**
 * @param {{ sizes: number[], latencies: number[], rounds: number, only?: string[] }} options
 * @returns {Promise<Measurement[]>}
 */
export async function measureDataflows({ sizes, latencies, rounds, only }) {
  const engine = await obtainEngine();
  const all = contenders(engine).filter(({ name }) => only === undefined || only.includes(name));
  /** @type {Measurement[]} */
  const measurements = [];
  for (const latency of latencies) {
    for (const dataflows of sizes) {
      const taking = all.filter(({ name }) => name !== "curl in sequence" || dataflows <= longestSequence);
      const results = await interleaved(taking, { dataflows, latency, rounds });
      const floor = middle(results.get(floorName) ?? [], "seconds") ?? Number.NaN;
      for (const [contender, list] of results) {
        const seconds = middle(list, "seconds") ?? Number.NaN;
        const measurement = {
          contender,
          dataflows,
          latency,
          seconds,
          ratio: seconds / floor,
          calls: middle(list, "calls") ?? 0,
          megabytes: middle(list, "peakMegabytes"),
          stateBytes: middle(list, "stateBytes"),
        };
        measurements.push(measurement);
      }
    }
  }
  return measurements;
}

/**
 * @param {import("./contenders.mjs").Contender[]} taking
 * @param {{ dataflows: number, latency: number, rounds: number }} options
 * @returns {Promise<Map<string, Result[]>>}
 */
async function interleaved(taking, { dataflows, latency, rounds }) {
  /** @type {Map<string, Result[]>} */
  const results = new Map(taking.map(({ name }) => [name, []]));
  for (let round = 1; round <= rounds; round++) {
    /** @type {Map<string, string>} */
    const digests = new Map();
    for (const contender of taking) {
      const what = `${dataflows} dataflows, ${latency} ms, round ${round} of ${rounds}: ${contender.name}`;
      const progress = startProgress(what);
      const server = await startServer({ pinned: false });
      try {
        const result = await runOnce(contender, { url: server.url, dataflows, latency });
        results.get(contender.name)?.push(result);
        if (result.digest !== undefined) digests.set(contender.name, result.digest);
        progress.done();
      } finally {
        progress.stop();
        await server.stop();
      }
    }
    if (new Set(digests.values()).size > 1) {
      const differing = [...digests].map(([name, digest]) => `${name} ${digest.slice(0, 8)}`);
      throw new Error(`The round is void, because the stores differ: ${differing.join(", ")}.`);
    }
  }
  return results;
}

/**
 * @param {Result[]} list
 * @param {"seconds" | "calls" | "peakMegabytes" | "stateBytes"} figure
 */
function middle(list, figure) {
  const values = list.map((result) => result[figure]).filter((value) => value !== undefined);
  return values.length === 0 ? undefined : median(values);
}
