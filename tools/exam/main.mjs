// `npm run exam`: what the provider promises, tried at full size. Exits with 1 where a promise is broken.
import path from "node:path";
import { parseArgs } from "node:util";
import { Failure } from "../engine/failure.mjs";
import { elapsed, startProgress } from "../engine/progress.mjs";
import { prepare } from "../runner/prepare.mjs";
import { root } from "../runner/repository.mjs";
import { loadTypeScript } from "./typescript.mjs";

const help = `Tries what the provider promises, row by row, and prints what was measured. Every failure is printed with the
command that replays it alone.

  --row <numbers>   only these rows, for example 1 or 2,2E (default: all)
  --size <size>     full: what the promise says (default); small: what npm test runs
  --seed <number>   decides whatever chance decides (default 1)
  --only <name>     one case of one row, by the name that a failure is reported under; may be given several times
  --most <number>   at most so many cases of each row, picked by chance
  --minutes <number>  begins no further case of a row after so long; row 11 lasts so long
  --lanes <number>  cases at the same time, each on its own emulator and provider process (default 4)
  --resume          goes on where an interrupted run of the same row was, if nothing changed since
  --write           takes the figures over into docs/reliability.md
  --json            the figures as JSON
  --record-state    instead of an exam: keeps the state that this version leaves behind, for row 8 of later versions
  --help            this text

Example:
  npm run exam -- --row 3 --seed 17 --size small`;

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof Failure)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

/** @returns {Promise<number>} the exit code */
async function main() {
  const options = readOptions();
  if (options.help) {
    console.log(help);
    return 0;
  }
  await prepare();
  const exam = /** @type {typeof import("../../tests/exam/exam.js")} */ (
    loadTypeScript(path.join(root, "tests", "exam", "exam.ts"))
  );
  if (options["record-state"]) {
    console.log(await exam.recordPresentState());
    return 0;
  }
  const rows = exam.selectRows(options.rows);
  if (rows.length === 0) throw new Failure(`There is no such row.\n\n${help}`);
  /** @type {import("../../tests/exam/exam.js").Examined[]} */
  const examined = [];
  for (const row of rows) {
    const progress = startProgress(`Row ${row.id}`);
    const tell = (/** @type {number} */ done, /** @type {number} */ total) =>
      progress.update(`${done} of ${total}`);
    const result = await exam.examine(row, { ...options, progress: tell }, options.resume);
    progress.stop();
    examined.push(result);
    if (!options.json) show(row, result, exam.replayCommand);
    if (options.write) await exam.keep(result);
  }
  if (options.json) console.log(JSON.stringify(examined, null, 2));
  return examined.every(({ report }) => report.failures.length === 0) ? 0 : 1;
}

/**
 * @param {import("../../tests/exam/rows/row.js").Row} row
 * @param {import("../../tests/exam/exam.js").Examined} examined
 * @param {import("../../tests/exam/exam.js").replayCommand} replay
 */
function show(row, { report, seconds, command }, replay) {
  const verdict = report.failures.length === 0 ? "passed" : `${report.failures.length} FAILED`;
  console.log(
    `\nRow ${row.id}: ${row.title}\n  ${report.runs} runs in ${elapsed(seconds * 1000)}: ${verdict}`,
  );
  for (const [name, value] of Object.entries(report.figures)) console.log(`  ${name}: ${value}`);
  console.log(`  ${command}`);
  for (const { name, problem } of report.failures) {
    console.log(`  FAILED ${name}\n    ${problem}\n    ${replay(command, name)}`);
  }
}

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        row: { type: "string" },
        size: { type: "string", default: "full" },
        seed: { type: "string", default: "1" },
        only: { type: "string", multiple: true },
        most: { type: "string" },
        minutes: { type: "string" },
        lanes: { type: "string", default: "4" },
        resume: { type: "boolean", default: false },
        write: { type: "boolean", default: false },
        json: { type: "boolean", default: false },
        "record-state": { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    });
    const { size, row } = values;
    if (size !== "small" && size !== "full") throw new Failure("--size is small or full.");
    return {
      ...values,
      size: /** @type {"small" | "full"} */ (size),
      seed: wholeNumber("seed", values.seed),
      lanes: wholeNumber("lanes", values.lanes),
      minutes: values.minutes === undefined ? undefined : wholeNumber("minutes", values.minutes),
      most: values.most === undefined ? undefined : wholeNumber("most", values.most),
      rows: row?.split(",").map((each) => each.trim().toUpperCase()),
    };
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure(`${error instanceof Error ? error.message : error}\n\n${help}`);
  }
}

/**
 * @param {string} name
 * @param {string} text
 */
function wholeNumber(name, text) {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) throw new Failure(`--${name} takes whole numbers from 1.`);
  return number;
}
