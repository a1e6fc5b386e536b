import { elapsed } from "../engine/progress.mjs";
import { withoutPlatformSettings } from "./emulator.mjs";
import { prepare } from "./prepare.mjs";
import { runAttached } from "./process.mjs";
import { installedProgram } from "./repository.mjs";
import { obtainEngine } from "./stack.mjs";

/** What is checked before the tests, all at once. */
const checks = [
  { name: "lint", program: "@biomejs/biome/bin/biome", programArguments: ["check", "--log-level=warn", "."] },
  { name: "types of the tests", program: "typescript/bin/tsc", programArguments: ["-p", "tests"] },
  { name: "types of the tools", program: "typescript/bin/tsc", programArguments: ["-p", "tools"] },
  {
    name: "types of the emulator's page",
    program: "typescript/bin/tsc",
    programArguments: ["-p", "emulator/page/assets"],
  },
];

/**
 * Everything that `npm test` stands for: packages, build, engine, lint, types, tests. Stops at the first of these
 * that fails, lint and types counting as one.
 * @param {string[]} jestArguments
 * @returns {Promise<number>} the exit code of that part
 */
export async function runTests(jestArguments) {
  await prepare();
  await obtainEngine();
  const codes = await Promise.all(checks.map(runCheck));
  return codes.find((code) => code !== 0) ?? runProgram("jest/bin/jest.js", jestArguments);
}

/**
 * @param {typeof checks[number]} check
 * @returns {Promise<number>} the exit code
 */
async function runCheck({ name, program, programArguments }) {
  const startedAt = Date.now();
  const code = await runProgram(program, programArguments);
  console.error(`${name}: ${code === 0 ? "ok" : "failed"} (${elapsed(Date.now() - startedAt)})`);
  return code;
}

/**
 * @param {string} program
 * @param {string[]} programArguments
 */
function runProgram(program, programArguments) {
  const command = [installedProgram(program), ...programArguments];
  return runAttached(process.execPath, command, withoutPlatformSettings(process.env));
}
