import { randomUUID } from "node:crypto";
import path from "node:path";

/** Names the folder of this run's recordings; set before the suites start, where they are judged afterwards. */
export const recordingsVariable = "AEP_TEST_RECORDINGS";

/** The header that says why a request is meant to break the contract; such an exchange is not judged. */
export const deliberatelyBadHeader = "x-test-deliberately-bad";

/** A file for the exchanges of one more emulator, named after the suite; none where nothing is recorded. */
export function newRecording(): string | undefined {
  const folder = process.env[recordingsVariable];
  if (folder === undefined) return undefined;
  const suite = path.basename(expect.getState().testPath ?? "suite");
  return path.join(folder, `${suite}-${randomUUID()}.jsonl`);
}
