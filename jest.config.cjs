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
  // Jest leaves one core free; on two cores that would double the time.
  maxWorkers: 2,
};
