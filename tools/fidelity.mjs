// Writes docs/fidelity.md. The page holds the error codes that were provoked, so the test that provokes them writes it.
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const jest = path.join(
  path.dirname(createRequire(import.meta.url).resolve("jest/package.json")),
  "bin",
  "jest.js",
);
const { status, error } = spawnSync(process.execPath, [jest, "tests/emulator/fidelity.test.ts"], {
  cwd: root,
  env: { ...process.env, AEP_WRITE_FIDELITY: "1" },
  stdio: "inherit",
});
if (error) throw error;
process.exitCode = status ?? 1;
