/** What runs against each mutant: the tests that need no other process. */
/** @type {import("jest").Config} */
module.exports = {
  rootDir: "../..",
  testMatch: ["<rootDir>/tests/unit/**/*.test.ts", "<rootDir>/tests/exam/laws.test.ts"],
  modulePathIgnorePatterns: ["<rootDir>/.local/", "<rootDir>/provider/dist/", "<rootDir>/emulator/dist/"],
  transform: { "^.+\\.ts$": "<rootDir>/tools/exam/mutating-transform.cjs" },
  maxWorkers: 1,
};
