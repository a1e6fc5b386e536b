import path from "node:path";

/** Encrypts the secrets of local stacks, which hold none worth the name. */
const localPassphrase = "local";

/**
 * The environment for `pulumi` and all that it starts.
 * @param {Pick<import("./find.mjs").Engine, "path">} engine
 * @param {{ home?: string, backend?: string, base?: NodeJS.ProcessEnv }} options
 *   home: PULUMI_HOME; backend: PULUMI_BACKEND_URL of a local backend, for which a fixed passphrase is set
 *   where there is none; base: what it is added to, by default this process's environment
 * @returns {NodeJS.ProcessEnv}
 */
export function engineEnvironment(engine, { home, backend, base = process.env }) {
  /** @type {NodeJS.ProcessEnv} */
  const environment = {
    ...base,
    PULUMI_SKIP_UPDATE_CHECK: "true",
    // Dynamic providers come with the program: nothing is to be fetched behind the user's back.
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
  };
  if (engine.path !== undefined) environment.PATH = [engine.path, base.PATH ?? ""].join(path.delimiter);
  if (home !== undefined) environment.PULUMI_HOME = home;
  if (backend !== undefined) {
    environment.PULUMI_BACKEND_URL = backend;
    if (!hasPassphrase(base)) environment.PULUMI_CONFIG_PASSPHRASE = localPassphrase;
  }
  return environment;
}

/** @param {NodeJS.ProcessEnv} environment */
function hasPassphrase(environment) {
  return ["PULUMI_CONFIG_PASSPHRASE", "PULUMI_CONFIG_PASSPHRASE_FILE"].some(
    (name) => environment[name] !== undefined,
  );
}
