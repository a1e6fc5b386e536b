import { randomUUID } from "node:crypto";
import { chmodSync, existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { recipeFolder } from "./recipe.mjs";

/**
 * Puts beside the engine what it starts by name: `pulumi-language-nodejs`, which runs programs, and
 * `pulumi-resource-pulumi-nodejs`, which runs dynamic providers. The engine warns when they stand elsewhere.
 * Files that are as they should be are left alone; others are replaced at one stroke, since another process
 * may be starting them.
 * @param {string} folder the engine's
 * @param {NodeJS.Platform} platform
 */
export function placeCompanions(folder, platform) {
  const sdkFolder = path.dirname(createRequire(import.meta.url).resolve("@pulumi/pulumi/package.json"));
  const extension = platform === "win32" ? ".cmd" : "";
  const resourceLauncher = `pulumi-resource-pulumi-nodejs${extension}`;
  place(
    folder,
    "pulumi-language-nodejs.mjs",
    readFileSync(path.join(recipeFolder, "language-host.mjs"), "utf8"),
  );
  place(folder, `pulumi-language-nodejs${extension}`, languageLauncher(platform));
  place(folder, resourceLauncher, readFileSync(path.join(sdkFolder, resourceLauncher), "utf8"));
}

/** @param {NodeJS.Platform} platform */
function languageLauncher(platform) {
  return platform === "win32"
    ? '@echo off\r\nnode "%~dp0pulumi-language-nodejs.mjs" %*\r\n'
    : '#!/bin/sh\nexec node "$(dirname "$0")/pulumi-language-nodejs.mjs" "$@"\n';
}

/**
 * @param {string} folder
 * @param {string} name
 * @param {string} content
 */
function place(folder, name, content) {
  const file = path.join(folder, name);
  if (existsSync(file) && readFileSync(file, "utf8") === content) return;
  const temporary = `${file}.${randomUUID()}`;
  writeFileSync(temporary, content);
  chmodSync(temporary, 0o755);
  renameSync(temporary, file);
}
