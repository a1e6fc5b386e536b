import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { Failure } from "../engine/failure.mjs";
import { startProgress } from "../engine/progress.mjs";
import { runCaptured } from "./process.mjs";
import { installedProgram, localFiles, root } from "./repository.mjs";

const installMilliseconds = 15 * 60_000;
const buildMilliseconds = 5 * 60_000;

/** The workspaces that are compiled, each into its `dist`. */
const builtWorkspaces = ["provider", "emulator"];

/**
 * Installs the packages and compiles the workspaces, each only where it has not been done since the last
 * change.
 * @throws {Failure} with what npm or the compiler said
 */
export async function prepare() {
  await install();
  await build();
}

/**
 * Installs what the lockfile says and leaves that alone. `npm ci` would refuse a lockfile that lacks the optional
 * packages of this platform, and npm records only those it could fetch where the file was made.
 */
const installArguments = ["install", "--no-save", "--no-audit", "--no-fund"];

async function install() {
  const lock = path.join(root, "package-lock.json");
  const fingerprint = hash(readFileSync(lock));
  if (readStamp(localFiles.installStamp) === fingerprint) return;
  if (!isInstalledByNpm(lock)) {
    await step("Installing the packages", "npm install", installMilliseconds, npm(installArguments));
  }
  writeFileSync(localFiles.installStamp, fingerprint);
}

/**
 * npm writes its hidden lockfile as the last thing of an installation.
 * @param {string} lock
 */
function isInstalledByNpm(lock) {
  const written = path.join(root, "node_modules", ".package-lock.json");
  return existsSync(written) && statSync(written).mtimeMs >= statSync(lock).mtimeMs;
}

async function build() {
  const fingerprint = fingerprintSources();
  const isComplete = builtWorkspaces.every((workspace) =>
    existsSync(path.join(root, workspace, "dist", "index.js")),
  );
  if (isComplete && readStamp(localFiles.buildStamp) === fingerprint) return;
  const compiler = installedProgram("typescript/bin/tsc");
  await step("Compiling", "tsc -b", buildMilliseconds, [process.execPath, compiler, "-b"]);
  mkdirSync(path.dirname(localFiles.buildStamp), { recursive: true });
  writeFileSync(localFiles.buildStamp, fingerprint);
}

/** Names, sizes and times of all that decides what the compiler writes: no file is read. */
function fingerprintSources() {
  const files = [
    ...["tsconfig.json", "tsconfig.base.json", "package-lock.json"].map((name) => path.join(root, name)),
    ...builtWorkspaces.flatMap((workspace) => listSources(path.join(root, workspace))),
  ];
  const facts = files.map((file) => {
    const { size, mtimeMs } = statSync(file);
    return [path.relative(root, file), size, mtimeMs];
  });
  return hash(JSON.stringify(facts));
}

/**
 * @param {string} folder
 * @returns {string[]}
 */
function listSources(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) return ["dist", "node_modules"].includes(entry.name) ? [] : listSources(file);
    return /\.(ts|json)$/.test(entry.name) ? [file] : [];
  });
}

/**
 * @param {string} title
 * @param {string} name of the command, for the failure
 * @param {number} timeoutMilliseconds
 * @param {[string, ...string[]]} command
 */
async function step(title, name, timeoutMilliseconds, [command, ...commandArguments]) {
  const progress = startProgress(title);
  try {
    const { code, text } = await runCaptured(command, commandArguments, { timeoutMilliseconds });
    if (code !== 0) throw new Failure(`\`${name}\` failed:\n${text.trimEnd()}`);
    progress.done();
  } finally {
    progress.stop();
  }
}

/**
 * The npm that started this script, else the one on the PATH.
 * @param {string[]} npmArguments
 * @returns {[string, ...string[]]}
 */
function npm(npmArguments) {
  const running = process.env.npm_execpath;
  return running === undefined ? ["npm", ...npmArguments] : [process.execPath, running, ...npmArguments];
}

/** @param {string | Buffer} content */
function hash(content) {
  return createHash("sha256").update(content).digest("hex");
}

/** @param {string} file */
function readStamp(file) {
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
}
