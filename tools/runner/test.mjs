import { elapsed } from "../engine/progress.mjs";
import { withoutPlatformSettings } from "./emulator.mjs";
import { prepare } from "./prepare.mjs";
import { runAttached } from "./process.mjs";
import { installedProgram } from "./repository.mjs";
import { obtainEngine } from "./stack.mjs";

/** What is checked before the tests, fastest first. */
const checks = [
  { name: "lint", program: "@biomejs/biome/bin/biome", programArguments: ["check", "--log-level=warn", "."] },
  { name: "types of the tests", program: "typescript/bin/tsc", programArguments: ["-p", "tests"] },
  { name: "types of the tools", program: "typescript/bin/tsc", programArguments: ["-p", "tools"] },
];

/**
 * Everything that `npm test` stands for: packages, build, engine, lint, types, tests. Stops at the first part
 * that fails.
 * @param {string[]} jestArguments
 * @returns {Promise<number>} the exit code of that part
 */
export async function runTests(jestArguments) {
  await prepare();
  await obtainEngine();
  for (const { name, program, programArguments } of checks) {
    const startedAt = Date.now();
    const code = await runProgram(program, programArguments);
    if (code !== 0) return code;
    console.error(`${name}: ok (${elapsed(Date.now() - startedAt)})`);
  }
  return runProgram("jest/bin/jest.js", jestArguments);
}

/**
 * @param {string} program
 * @param {string[]} programArguments
 */
function runProgram(program, programArguments) {
  const command = [installedProgram(program), ...programArguments];
  return runAttached(process.execPath, command, withoutPlatformSettings(process.env));
}
