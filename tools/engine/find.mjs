import { existsSync } from "node:fs";
import path from "node:path";
import { buildOnce } from "./build.mjs";
import { engineCacheFolder } from "./cache.mjs";
import { ask } from "./command.mjs";
import { placeCompanions } from "./companions.mjs";
import { Failure, systemErrorCode } from "./failure.mjs";
import { installGoPage, installPulumiPage, oldestGo, oldestPulumi, readRecipe } from "./recipe.mjs";
import { formatVersion, isAtLeast, parseVersion } from "./version.mjs";

const answerMilliseconds = 30_000;

/**
 * A Pulumi engine.
 * @typedef {object} Engine
 * @property {string} command what to start
 * @property {string | undefined} path the folder to put first on PATH; undefined when it is there already
 * @property {string} version without `v`
 * @property {"path" | "built"} source
 */

/**
 * Finds a Pulumi engine, or builds one: `pulumi` on the PATH, if it is new enough; else the one built earlier
 * into the user's cache folder; else it is built there with Go, once a machine.
 * @param {{ onProgress: (activity: string) => void, environment?: NodeJS.ProcessEnv, platform?: NodeJS.Platform }} options
 *   `onProgress` is told what happens now, while a build runs
 * @returns {Promise<Engine>}
 * @throws {Failure} when there is neither a usable `pulumi` nor a usable Go, or the build fails
 */
export async function findEngine({ onProgress, environment = process.env, platform = process.platform }) {
  const installed = await installedVersion("pulumi", environment);
  if (installed && isAtLeast(installed, oldestPulumi)) {
    return { command: "pulumi", path: undefined, version: formatVersion(installed), source: "path" };
  }
  const recipe = readRecipe();
  const name = `${recipe.version}-${platform}-${process.arch}-${recipe.hash}`;
  const folder = path.join(engineCacheFolder(environment, platform), name);
  if (!existsSync(folder)) {
    await requireGo(installed, environment);
    await buildOnce(folder, recipe, { environment, platform, onProgress });
  }
  placeCompanions(folder, platform);
  const command = path.join(folder, platform === "win32" ? "pulumi.exe" : "pulumi");
  return { command, path: folder, version: recipe.version, source: "built" };
}

/**
 * @param {import("./version.mjs").Version | undefined} pulumi the version that is too old
 * @param {NodeJS.ProcessEnv} environment
 */
async function requireGo(pulumi, environment) {
  const go = await installedVersion("go", environment);
  if (go && isAtLeast(go, oldestGo)) return;
  const found = [
    pulumi
      ? `pulumi ${formatVersion(pulumi)} on the PATH is older than ${formatVersion(oldestPulumi)}`
      : "there is no pulumi on the PATH",
    go
      ? `go ${formatVersion(go)} is older than ${formatVersion(oldestGo)}`
      : "there is no go to build one with",
  ];
  throw new Failure(
    `A Pulumi engine is needed: ${found.join(", and ")}. Install Pulumi (${installPulumiPage}), ` +
      `or Go ${oldestGo.major}.${oldestGo.minor} or later (${installGoPage}).`,
  );
}

/**
 * @param {"pulumi" | "go"} command
 * @param {NodeJS.ProcessEnv} environment
 * @returns {Promise<import("./version.mjs").Version | undefined>} undefined: there is no such command
 */
async function installedVersion(command, environment) {
  try {
    const answer = await ask(command, ["version"], {
      // GOTOOLCHAIN: the version that is installed, not one that `go` would fetch for the folder it is in.
      environment: { ...environment, PULUMI_SKIP_UPDATE_CHECK: "true", GOTOOLCHAIN: "local" },
      timeoutMilliseconds: answerMilliseconds,
    });
    const version = parseVersion(answer);
    if (version) return version;
    throw new Failure(
      `\`${command} version\` on the PATH answers "${answer.trim()}", which names no version.`,
    );
  } catch (error) {
    if (systemErrorCode(error) === "ENOENT") return undefined;
    if (error instanceof Failure) throw error;
    throw new Failure(`\`${command}\` is on the PATH, but \`${command} version\` fails. Mend or remove it.`, {
      cause: error,
    });
  }
}
