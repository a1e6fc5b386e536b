/**
 * Loaded before the SDK's provider process: lets one process stand for many, one after the other. On a message it takes over
 * another environment and forgets the provider's modules, so that the next call starts with nothing remembered, as in a
 * process that was just started, without the half second of a start.
 */
const path = require("node:path");

const providerFolder = `${path.sep}provider${path.sep}dist${path.sep}`;
const patience = AbortSignal.timeout.bind(AbortSignal);

process.on("message", ({ environment, requestMilliseconds }) => {
  // No two runs have the same arguments. The last one is the engine's address, where messages go.
  process.argv.splice(2, 0, "another run");
  for (const name of Object.keys(process.env)) if (name.startsWith("AEP_")) delete process.env[name];
  Object.assign(process.env, environment);
  for (const file of Object.keys(require.cache))
    if (file.includes(providerFolder)) delete require.cache[file];
  AbortSignal.timeout = (milliseconds) => patience(Math.min(milliseconds, requestMilliseconds));
  process.send("renewed");
});
process.on("disconnect", () => process.exit(0));
