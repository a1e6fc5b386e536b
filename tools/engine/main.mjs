// `node tools/engine/main.mjs [--home DIR --backend URL]`: finds or builds the engine and prints it as JSON,
// with the environment that it adds to one's own. For scripts and tests.
import { parseArgs } from "node:util";
import { engineEnvironment } from "./environment.mjs";
import { Failure } from "./failure.mjs";
import { findEngine } from "./find.mjs";
import { startProgress } from "./progress.mjs";

const { values } = parseArgs({ options: { home: { type: "string" }, backend: { type: "string" } } });
const progress = startProgress("Building the Pulumi engine, once on this machine");
try {
  const engine = await findEngine({ onProgress: progress.update });
  progress.done();
  const { PATH } = process.env;
  const environment = engineEnvironment(engine, { ...values, base: PATH === undefined ? {} : { PATH } });
  console.log(JSON.stringify({ ...engine, environment }));
} catch (error) {
  progress.stop();
  if (!(error instanceof Failure)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
