// Behind the npm scripts: `node tools/run.mjs <verb> [arguments]`. Works straight after a clone.
import { Failure } from "./engine/failure.mjs";
import { formatVersion, isAtLeast, parseVersion } from "./engine/version.mjs";
import { verbs } from "./runner/verbs.mjs";

const oldestNode = { major: 20, minor: 19, patch: 0 };

const [name = "--help", ...verbArguments] = process.argv.slice(2);
try {
  process.exitCode = await run();
} catch (error) {
  if (!(error instanceof Failure)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

/** @returns {Promise<number>} the exit code */
async function run() {
  const node = parseVersion(process.version);
  if (!node || !isAtLeast(node, oldestNode)) {
    throw new Failure(
      `This is Node ${process.version}; ${formatVersion(oldestNode)} or later is needed: https://nodejs.org/`,
    );
  }
  if (name === "--help" || name === "-h") {
    console.log(describeAll());
    return 0;
  }
  const verb = verbs.get(name);
  if (!verb) throw new Failure(`There is no verb "${name}". There are: ${[...verbs.keys()].join(", ")}.`);
  if (verbArguments.some((argument) => argument === "--help" || argument === "-h")) {
    console.log(describe(verb));
    return 0;
  }
  if (verb.passesTo === undefined && verbArguments.length > 0) {
    throw new Failure(`\`${name}\` takes no arguments, but got: ${verbArguments.join(" ")}`);
  }
  return verb.run(verbArguments);
}

/** @param {import("./runner/verbs.mjs").Verb} verb */
function describe({ summary, passesTo, example }) {
  const further =
    passesTo === undefined ? "It takes no arguments." : `Further arguments go to \`${passesTo}\`.`;
  return `${summary}\n${further}\n\nExample:\n  ${example}`;
}

function describeAll() {
  const lines = [...verbs].map(([verb, { summary }]) => `  ${verb.padEnd(14)} ${summary}`);
  return `node tools/run.mjs <verb> [arguments]\n\n${lines.join("\n")}\n\nMore on one of them: node tools/run.mjs <verb> --help`;
}
