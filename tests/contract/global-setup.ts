import { mkdirSync } from "node:fs";
import path from "node:path";
import { recordingsVariable } from "../support/recording";
import { repositoryRoot } from "../support/repository";
import { readSpecifications } from "./documents";

/** Before the suites: where there is something to judge by, every emulator of theirs records what it is asked. */
export default function prepareRecordings(): void {
  if (readSpecifications().length === 0) {
    // Tests that run the tests of another checkout must not judge what this one records.
    delete process.env[recordingsVariable];
    return;
  }
  const run = new Date().toISOString().replace(/[:.]/g, "-");
  const folder = path.join(repositoryRoot, ".local", "contract", `${run}-${process.pid}`, "recordings");
  mkdirSync(folder, { recursive: true });
  process.env[recordingsVariable] = folder;
}
