import { homedir } from "node:os";
import path from "node:path";

/**
 * The user's cache folder for engines, by the convention of the system: `$XDG_CACHE_HOME` or `~/.cache`,
 * `~/Library/Caches` on macOS, `%LOCALAPPDATA%` on Windows.
 * @param {NodeJS.ProcessEnv} environment
 * @param {NodeJS.Platform} platform
 */
export function engineCacheFolder(environment, platform) {
  return path.join(userCacheFolder(environment, platform), "pulumi-aep", "engine");
}

/**
 * @param {NodeJS.ProcessEnv} environment
 * @param {NodeJS.Platform} platform
 */
function userCacheFolder(environment, platform) {
  // The XDG specification: a relative path is invalid and to be ignored.
  const xdg = environment.XDG_CACHE_HOME;
  if (xdg !== undefined && path.isAbsolute(xdg)) return xdg;
  if (platform === "darwin") return path.join(homedir(), "Library", "Caches");
  if (platform === "win32") return environment.LOCALAPPDATA ?? path.join(homedir(), "AppData", "Local");
  return path.join(homedir(), ".cache");
}
