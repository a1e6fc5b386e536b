import { availableParallelism } from "node:os";
import { FLOOR, OWN, SAVED_ONCE, SCRIPT } from "./contenders.mjs";

/** @typedef {import("./measure.mjs").Measurement} Measurement */

const columnWidth = 12;

/** Against an empty provider with the same graph, inputs, outputs, latency and parallelism. */
const targetRatio = 1.15;

/**
 * The columns of the first table.
 * @type {readonly [title: string, shown: (measurement: Measurement) => string][]}
 */
const results = [
  ["seconds", ({ seconds }) => seconds.toFixed(1)],
  ["× empty", ({ toFloor }) => ratio(toFloor)],
  ["× script", ({ toScript }) => ratio(toScript)],
  ["× terraf.", ({ toTerraform }) => ratio(toTerraform)],
  ["calls", ({ calls }) => String(calls)],
  ["peak MB", ({ megabytes }) => megabytes?.toFixed(0) ?? ""],
  ["state kB", ({ stateBytes }) => (stateBytes === undefined ? "" : (stateBytes / 1024).toFixed(0))],
];

/**
 * Where the time goes: processor time, which other work on the machine changes little.
 * @type {readonly [title: string, shown: (measurement: Measurement) => string][]}
 */
const parts = [
  ["engine", ({ processors }) => seconds(processors.engine)],
  ["language", ({ processors }) => seconds(processors["language host"])],
  ["program", ({ processors }) => seconds(processors.program)],
  ["provider", ({ processors }) => seconds(processors.provider)],
  ["emulator", ({ emulatorSeconds }) => seconds(emulatorSeconds)],
];

/** @param {import("./measure.mjs").Measured} measured */
export function printDataflows({ measurements, voids, leftOut, load }) {
  const groups = new Set(measurements.map(({ dataflows, latency }) => `${dataflows} ${latency}`));
  for (const group of groups) {
    const rows = measurements.filter(({ dataflows, latency }) => `${dataflows} ${latency}` === group);
    const [{ dataflows, latency } = { dataflows: 0, latency: 0 }] = rows;
    printTable(`${dataflows} dataflows (${dataflows * 7} objects), ${latency} ms a call`, results, rows);
    const ofPulumi = rows.filter(({ processors: { program } }) => program !== undefined);
    if (ofPulumi.length > 0) printTable("seconds of processor time", parts, ofPulumi);
    printAfterwards(rows);
    for (const sentence of explained(rows)) console.log(sentence);
  }
  const [before, after] = [load.before, load.after].map((average) => average.toFixed(1));
  console.log(
    `\nThe machine's load average was ${before} before and ${after} after, on ${availableParallelism()} processors.`,
  );
  for (const sentence of [...leftOut, ...voids]) console.log(sentence);
}

/**
 * @param {string} title
 * @param {readonly [title: string, shown: (measurement: Measurement) => string][]} columns
 * @param {readonly Measurement[]} rows
 */
function printTable(title, columns, rows) {
  const line = (/** @type {string} */ name, /** @type {string[]} */ cells) =>
    console.log(name.padEnd(42) + cells.map((cell) => cell.padStart(columnWidth)).join(""));
  console.log();
  line(
    title,
    columns.map(([heading]) => heading),
  );
  for (const row of rows)
    line(
      row.contender,
      columns.map(([, shown]) => shown(row)),
    );
}

/** @param {readonly Measurement[]} rows */
function printAfterwards(rows) {
  const able = rows.filter(({ afterwards }) => Object.keys(afterwards).length > 0);
  const commands = Object.keys(able[0]?.afterwards ?? {});
  if (commands.length === 0) return;
  printTable(
    "afterwards: seconds (calls)",
    commands.map((what) => [
      what,
      ({ afterwards }) => `${afterwards[what]?.seconds.toFixed(1)} (${afterwards[what]?.calls})`,
    ]),
    able,
  );
}

/**
 * In words: differences between contenders of the same rounds.
 * @param {Measurement[]} rows
 */
function explained(rows) {
  const secondsOf = (/** @type {string} */ name) => rows.find(({ contender }) => contender === name)?.seconds;
  const own = rows.find(({ contender }) => contender === OWN);
  const [floor, once, script] = [FLOOR, `${OWN}${SAVED_ONCE}`, SCRIPT].map(secondsOf);
  if (own?.toFloor === undefined || floor === undefined) return [];
  const met = own.toFloor <= targetRatio ? "met" : "missed";
  return [
    `target: at most ${targetRatio} × the empty provider; measured ${own.toFloor.toFixed(2)} ×: ${met}`,
    `of ${own.seconds.toFixed(1)} s, the engine, the SDK and the waits of the calls take ${floor.toFixed(1)} s (empty provider), the rest is ours: ${(own.seconds - floor).toFixed(1)} s`,
    ...(once === undefined
      ? []
      : [
          `of ${own.seconds.toFixed(1)} s, the engine saves its state for ${(own.seconds - once).toFixed(1)} s`,
        ]),
    ...(script === undefined ? [] : [`the calls alone take a parallel script ${script.toFixed(1)} s`]),
  ];
}

/** @param {number | undefined} value */
function ratio(value) {
  return value?.toFixed(2) ?? "";
}

/** @param {number | undefined} value */
function seconds(value) {
  return value?.toFixed(2) ?? "";
}
