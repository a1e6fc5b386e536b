/** @type {import("jest").Config} */
module.exports = {
  testMatch: ["<rootDir>/tests/**/*.test.ts"],
  modulePathIgnorePatterns: ["<rootDir>/.local/", "<rootDir>/provider/dist/", "<rootDir>/emulator/dist/"],
  transform: {
    "^.+\\.ts$": [
      "@swc/jest",
      { jsc: { target: "es2022", parser: { syntax: "typescript" } }, module: { type: "commonjs" } },
    ],
  },
  // Adobe's own specifications judge every exchange of all suites with the emulator.
  globalSetup: "<rootDir>/tests/contract/global-setup.ts",
  globalTeardown: "<rootDir>/tests/contract/global-teardown.ts",
  testSequencer: "<rootDir>/tests/long-suites-first.cjs",
  testTimeout: 30_000,
  // Suites wait for processes and engines much of their time: two cores have room for a third one.
  maxWorkers: 3,
};
