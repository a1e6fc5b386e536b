import { loadavg } from "node:os";
import { Failure } from "../../engine/failure.mjs";
import { startProgress } from "../../engine/progress.mjs";
import { obtainEngine } from "../../runner/stack.mjs";
import { median } from "../load.mjs";
import { startServer } from "../server.mjs";
import { contenders, SCRIPT, SEQUENTIAL, TERRAFORM } from "./contenders.mjs";
import { runOnce } from "./run.mjs";

/** @typedef {import("./run.mjs").Result} Result */
/** @typedef {ReadonlyMap<string, Result>} Round the results of one round by contender */

/**
 * @typedef {object} Measurement of a contender: medians of the rounds, also of the ratios within each round
 * @property {string} contender
 * @property {number} dataflows
 * @property {number} latency
 * @property {number} seconds
 * @property {number | undefined} toFloor its time by that of the provider that does nothing under the same conditions
 * @property {number | undefined} toScript its time by that of the parallel script
 * @property {number | undefined} toTerraform
 * @property {number} calls
 * @property {number | undefined} megabytes
 * @property {number | undefined} stateBytes
 * @property {import("./processes.mjs").PartSeconds} processors
 * @property {number} emulatorSeconds
 * @property {import("./run.mjs").Afterwards} afterwards
 */

/**
 * @typedef {object} Measured
 * @property {Measurement[]} measurements
 * @property {string[]} voids why rounds do not count
 * @property {string[]} leftOut who was not measured, and where
 * @property {{ before: number, after: number }} load of the machine (its one-minute average): other work makes figures worthless
 */

/** Calls one after the other: beyond this they only measure patience. */
const longestSequence = 20;

/**
 * @param {{ name: string }} contender
 * @param {number} dataflows
 */
function takesPart({ name }, dataflows) {
  return name !== SEQUENTIAL || dataflows <= longestSequence;
}

/**
 * In words, who of the contenders is not measured at which sizes.
 * @param {readonly { name: string }[]} taking
 * @param {readonly number[]} sizes
 */
export function leftOut(taking, sizes) {
  return taking.flatMap((contender) => {
    const without = sizes.filter((dataflows) => !takesPart(contender, dataflows));
    if (without.length === 0) return [];
    return [`${contender.name}: left out above ${longestSequence} dataflows (here ${without.join(", ")}).`];
  });
}

/**
 * @param {{ sizes: number[], latencies: number[], rounds: number, afterwards: boolean, only?: string[] }} options
 * @returns {Promise<Measured>}
 */
export async function measureDataflows({ sizes, latencies, rounds, afterwards, only }) {
  const engine = await obtainEngine();
  const all = contenders(engine);
  const taking = all.filter(({ name }) => only === undefined || only.includes(name));
  const unknown = only?.filter((wanted) => !all.some(({ name }) => name === wanted)) ?? [];
  if (unknown.length > 0) {
    const names = all.map(({ name }) => name).join(", ");
    throw new Failure(`--contenders: there is no ${unknown.join(", ")}. There are: ${names}.`);
  }
  /** @type {Measurement[]} */
  const measurements = [];
  /** @type {string[]} */
  const voids = [];
  const before = loadavg()[0] ?? 0;
  for (const latency of latencies) {
    for (const dataflows of sizes) {
      const able = taking.filter((contender) => takesPart(contender, dataflows));
      const setting = { dataflows, latency, rounds, afterwards };
      const { valid, differing } = await runRounds(able, setting);
      voids.push(...differing);
      if (valid.length === 0) continue;
      for (const contender of able) measurements.push(measurement(contender, setting, valid));
    }
  }
  return { measurements, voids, leftOut: leftOut(taking, sizes), load: { before, after: loadavg()[0] ?? 0 } };
}

/**
 * Each contender in turn, round by round; a round where they leave different objects behind does not count.
 * @param {import("./contenders.mjs").Contender[]} taking
 * @param {{ dataflows: number, latency: number, rounds: number, afterwards: boolean }} options
 * @returns {Promise<{ valid: Round[], differing: string[] }>}
 */
export async function runRounds(taking, { dataflows, latency, rounds, afterwards }) {
  /** @type {Round[]} */
  const valid = [];
  /** @type {string[]} */
  const differing = [];
  for (let number = 1; number <= rounds; number++) {
    /** @type {Map<string, Result>} */
    const round = new Map();
    for (const contender of taking) {
      const what = `${dataflows} dataflows, ${latency} ms, round ${number} of ${rounds}: ${contender.name}`;
      const progress = startProgress(what);
      const server = await startServer({ pinned: false });
      try {
        const setting = { url: server.url, dataflows, latency };
        const result = await runOnce(contender, setting, { emulator: server.processId, afterwards });
        round.set(contender.name, result);
        progress.done();
      } finally {
        progress.stop();
        await server.stop();
      }
    }
    const written = [...round].filter(([, { digest }]) => digest !== undefined);
    const isVoid =
      new Set(written.map(([, { digest }]) => digest)).size > 1 ||
      written.some(([, { digest }]) => digest?.includes(" "));
    if (!isVoid) valid.push(round);
    else {
      const stores = written.map(([name, { digest }]) => `${name}: ${digest?.slice(0, 24)}`).join(", ");
      differing.push(
        `${dataflows} dataflows, ${latency} ms, round ${number} is void, the stores differ: ${stores}`,
      );
    }
  }
  return { valid, differing };
}

/**
 * @param {import("./contenders.mjs").Contender} contender
 * @param {{ dataflows: number, latency: number }} setting
 * @param {readonly Round[]} rounds at least one
 * @returns {Measurement}
 */
function measurement({ name, floor }, { dataflows, latency }, rounds) {
  /** @param {(result: Result) => number | undefined} figure */
  const middle = (figure) => middleOf(rounds.map((round) => figure(resultOf(round, name))));
  /** @param {string | undefined} other */
  const ratioTo = (other) =>
    middleOf(
      rounds.map((round) => {
        const base = other === undefined ? undefined : round.get(other)?.seconds;
        return base === undefined ? undefined : resultOf(round, name).seconds / base;
      }),
    );
  const parts = /** @type {const} */ (["engine", "language host", "program", "provider"]);
  const processors = parts.map((part) => [part, middle(({ processors }) => processors?.[part])]);
  const later = Object.keys(rounds[0]?.get(name)?.afterwards ?? {}).map((what) => [
    what,
    {
      seconds: middle(({ afterwards }) => afterwards[what]?.seconds),
      calls: middle(({ afterwards }) => afterwards[what]?.calls),
    },
  ]);
  return {
    contender: name,
    dataflows,
    latency,
    seconds: middle(({ seconds }) => seconds) ?? 0,
    toFloor: ratioTo(floor),
    toScript: ratioTo(SCRIPT),
    toTerraform: ratioTo(TERRAFORM),
    calls: middle(({ calls }) => calls) ?? 0,
    megabytes: middle(({ peakMegabytes }) => peakMegabytes),
    stateBytes: middle(({ stateBytes }) => stateBytes),
    processors: Object.fromEntries(processors.filter(([, seconds]) => seconds !== undefined)),
    emulatorSeconds: middle(({ emulatorSeconds }) => emulatorSeconds) ?? 0,
    afterwards: Object.fromEntries(later),
  };
}

/**
 * @param {Round} round
 * @param {string} name
 */
function resultOf(round, name) {
  const result = round.get(name);
  if (result === undefined) throw new Error(`The round has no result of ${name}.`);
  return result;
}

/** @param {(number | undefined)[]} values */
function middleOf(values) {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : median(known);
}
