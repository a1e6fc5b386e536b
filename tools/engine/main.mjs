// `node tools/engine/main.mjs`: finds or builds the engine and prints it as JSON, for scripts and tests.
import { Failure } from "./failure.mjs";
import { findEngine } from "./find.mjs";
import { startProgress } from "./progress.mjs";

const progress = startProgress("Building the Pulumi engine, once on this machine");
try {
  const engine = await findEngine({ onProgress: progress.update });
  progress.done();
  console.log(JSON.stringify(engine));
} catch (error) {
  progress.stop();
  if (!(error instanceof Failure)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
