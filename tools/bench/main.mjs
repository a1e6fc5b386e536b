// `npm run bench`: how fast the emulator is, beside its targets. Exits with 0 also where a target is missed.
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { Failure } from "../engine/failure.mjs";
import { startProgress } from "../engine/progress.mjs";
import { prepare } from "../runner/prepare.mjs";
import { median } from "./load.mjs";
import { measureEvents, measureMemory, measureMixed, measurePaging, measureStart } from "./measures.mjs";
import { pinLoad, placement } from "./server.mjs";
import { measureSortedLists } from "./sorted-lists.mjs";
import { judge } from "./targets.mjs";

const help = `Measures the emulator, in a process of its own, over keep-alive connections, and prints the medians of
interleaved rounds beside their targets. Takes some minutes.

  --rounds <number>  rounds over start, requests, events and memory (default 5)
  --json             the figures as JSON
  --help             this text

Example:
  npm run bench -- --rounds 3`;

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
  pinLoad();
  const judged = judge(await measure(options.rounds));
  const machine = `Node ${process.versions.node} on ${cpus()[0]?.model.trim() ?? "an unknown processor"}`;
  if (options.json) {
    console.log(JSON.stringify({ machine, placement, rounds: options.rounds, figures: judged }, null, 2));
    return;
  }
  console.log(`${machine}, ${placement}, medians of ${options.rounds} rounds\n`);
  for (const { name, shown, target, met } of judged) {
    console.log(`${name.padEnd(44)} ${shown.padStart(18)}   ${target.padEnd(12)} ${met}`);
  }
  const missed = judged.filter(({ met }) => met === "missed").length;
  console.log(
    missed === 0 ? "\nEvery target is met." : `\n${missed} of ${judged.length} targets are missed.`,
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
    const { values } = parseArgs({
      options: {
        rounds: { type: "string", default: "5" },
        json: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    });
    const rounds = Number(values.rounds);
    if (!Number.isInteger(rounds) || rounds < 1) throw new Failure("--rounds is a number from 1.");
    return { ...values, rounds };
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure(`${error instanceof Error ? error.message : error}\n\n${help}`);
  }
}
