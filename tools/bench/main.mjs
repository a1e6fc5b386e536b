// `npm run bench`: how fast the emulator and the provider are, beside their targets. Exits with 0 also where a target is missed.
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { Failure } from "../engine/failure.mjs";
import { startProgress } from "../engine/progress.mjs";
import { prepare } from "../runner/prepare.mjs";
import { measureDataflows } from "./dataflows/measure.mjs";
import { printDataflows } from "./dataflows/print.mjs";
import { median } from "./load.mjs";
import { measureEvents, measureMemory, measureMixed, measurePaging, measureStart } from "./measures.mjs";
import { pinLoad, placement, unpinLoad } from "./server.mjs";
import { measureSortedLists } from "./sorted-lists.mjs";
import { judge } from "./targets.mjs";

const help = `npm run bench -- [emulator | dataflows] [options]

emulator: measures it in a process of its own, over keep-alive connections, and prints the medians of interleaved rounds
beside their targets. dataflows: makes dataflows on the emulator with this package, with a provider that does nothing, and
with what else one could use (a script, curl, Terraform where it is on the PATH), in turns, and prints time, calls,
memory and state. Without a name both are done, which takes about half an hour.

  --rounds <number>      rounds of each measurement (default 5, for dataflows 3)
  --sizes <list>         numbers of dataflows (default 1,20; the large ones are 100,143 (1,000 resources) and 500)
  --latencies <list>     milliseconds that the emulator takes for each call (default 0,20,150)
  --contenders <list>    some of the contenders, by the names that are printed
  --afterwards           with dataflows and Pulumi: also an up without a change, a preview and a refresh
  --json                 the figures as JSON
  --help                 this text

Examples:
  npm run bench -- emulator --rounds 3
  npm run bench -- dataflows --sizes 1,20,100,500
  npm run bench -- dataflows --sizes 143 --latencies 0 --rounds 1`;

try {
  await main();
} catch (error) {
  if (!(error instanceof Failure)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

async function main() {
  const options = readOptions();
  if (options.help) {
    console.log(help);
    return;
  }
  await prepare();
  const emulator = options.what === "dataflows" ? undefined : await benchEmulator(options.rounds ?? 5);
  const dataflows =
    options.what === "emulator"
      ? undefined
      : await measureDataflows({ ...options, rounds: options.rounds ?? 3 });
  const machine = `Node ${process.versions.node} on ${cpus()[0]?.model.trim() ?? "an unknown processor"}`;
  if (options.json) {
    console.log(JSON.stringify({ machine, placement, emulator, dataflows }, null, 2));
    return;
  }
  console.log(machine);
  if (emulator) printEmulator(emulator);
  if (dataflows) printDataflows(dataflows);
}

/** @param {number} rounds */
async function benchEmulator(rounds) {
  pinLoad();
  try {
    return { rounds, figures: judge(await measure(rounds)) };
  } finally {
    unpinLoad();
  }
}

/** @param {{ rounds: number, figures: import("./targets.mjs").Judged[] }} measured */
function printEmulator({ rounds, figures }) {
  console.log(`\nThe emulator: ${placement}, medians of ${rounds} rounds\n`);
  for (const { name, shown, target, met } of figures) {
    console.log(`${name.padEnd(44)} ${shown.padStart(18)}   ${target.padEnd(12)} ${met}`);
  }
  const missed = figures.filter(({ met }) => met === "missed").length;
  console.log(
    missed === 0 ? "\nEvery target is met." : `\n${missed} of ${figures.length} targets are missed.`,
  );
}

/** @param {number} rounds */
async function measure(rounds) {
  const perRound = { measureStart, measureMixed, measureEvents, measureMemory };
  /** @type {Map<string, number[]>} */
  const collected = new Map();
  for (let round = 1; round <= rounds; round++) {
    for (const measureOne of Object.values(perRound)) {
      await collect(`Round ${round} of ${rounds}: ${spoken(measureOne.name)}`, measureOne, collected);
    }
  }
  await collect("Paging through 100,000 objects", measurePaging, collected);
  await collect("Paging through filtered and ordered lists", measureSortedLists, collected);
  return new Map([...collected].map(([name, values]) => [name, median(values)]));
}

/** @param {string} functionName */
function spoken(functionName) {
  return functionName.replace("measure", "").toLowerCase();
}

/**
 * @param {string} title
 * @param {() => Promise<import("./measures.mjs").Figures>} measureOne
 * @param {Map<string, number[]>} collected
 */
async function collect(title, measureOne, collected) {
  const progress = startProgress(title);
  try {
    for (const [name, value] of Object.entries(await measureOne())) {
      if (value !== undefined) collected.set(name, [...(collected.get(name) ?? []), value]);
    }
    progress.done();
  } finally {
    progress.stop();
  }
}

function readOptions() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        rounds: { type: "string" },
        sizes: { type: "string", default: "1,20" },
        latencies: { type: "string", default: "0,20,150" },
        contenders: { type: "string" },
        afterwards: { type: "boolean", default: false },
        json: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    });
    const [what, ...more] = positionals;
    if (more.length > 0 || (what !== undefined && what !== "emulator" && what !== "dataflows"))
      throw new Failure(`${positionals.join(" ")}: measure "emulator" or "dataflows".`);
    return {
      what,
      help: values.help,
      json: values.json,
      afterwards: values.afterwards,
      rounds: values.rounds === undefined ? undefined : wholeNumber("--rounds", values.rounds, 1),
      sizes: values.sizes.split(",").map((size) => wholeNumber("--sizes", size, 1)),
      latencies: values.latencies.split(",").map((latency) => wholeNumber("--latencies", latency, 0)),
      ...(values.contenders !== undefined && { only: values.contenders.split(",") }),
    };
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure(`${error instanceof Error ? error.message : error}\n\n${help}`);
  }
}

/**
 * @param {string} option
 * @param {string} text
 * @param {number} least
 */
function wholeNumber(option, text, least) {
  const number = Number(text);
  if (!Number.isInteger(number) || number < least)
    throw new Failure(`${option} takes whole numbers from ${least}.`);
  return number;
}
