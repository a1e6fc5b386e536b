import { floorName } from "./measure.mjs";

/** @typedef {import("./measure.mjs").Measurement} Measurement */

const ownName = "pulumi-aep";
const scriptName = "parallel script";
/** Against an empty provider with the same graph, inputs, outputs and latency. */
const targetRatio = 1.15;

/** @param {Measurement[]} measurements */
export function printDataflows(measurements) {
  const groups = new Set(measurements.map(({ dataflows, latency }) => `${dataflows} ${latency}`));
  for (const group of groups) {
    const rows = measurements.filter(({ dataflows, latency }) => `${dataflows} ${latency}` === group);
    const [{ dataflows, latency } = { dataflows: 0, latency: 0 }] = rows;
    console.log(`\n${dataflows} dataflows (${dataflows * 7} objects), ${latency} ms a call`);
    console.log(
      `${"".padEnd(30)}${["seconds", "ratio", "calls", "peak MB", "state kB"].map((title) => title.padStart(10)).join("")}`,
    );
    for (const { contender, seconds, ratio, calls, megabytes, stateBytes } of rows) {
      const figures = [
        seconds.toFixed(1),
        ratio.toFixed(2),
        String(calls),
        megabytes?.toFixed(0) ?? "",
        stateBytes === undefined ? "" : (stateBytes / 1024).toFixed(0),
      ];
      console.log(`${contender.padEnd(30)}${figures.map((figure) => figure.padStart(10)).join("")}`);
    }
    for (const sentence of explained(rows)) console.log(sentence);
  }
}

/**
 * Where the time goes, as differences between contenders of the same rounds.
 * @param {Measurement[]} rows
 */
function explained(rows) {
  const secondsOf = (/** @type {string} */ name) => rows.find(({ contender }) => contender === name)?.seconds;
  const [own, floor, once, script] = [ownName, floorName, `${ownName}, state saved once`, scriptName].map(
    secondsOf,
  );
  if (own === undefined || floor === undefined) return [];
  const met = own / floor <= targetRatio ? "met" : "missed";
  return [
    `target: at most ${targetRatio} × the empty provider: ${met}`,
    ...(once === undefined
      ? []
      : [`of ${own.toFixed(1)} s, ${(own - once).toFixed(1)} s are the engine's saving of state`]),
    ...(script === undefined ? [] : [`the calls alone take a parallel script ${script.toFixed(1)} s`]),
    `ours beside the empty provider: ${(own - floor).toFixed(1)} s`,
  ];
}
