import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { engineEnvironment } from "../../engine/environment.mjs";
import { emulatorEnvironment } from "../../runner/emulator.mjs";
import { headersWith, tokenFor } from "./objects.mjs";
import { writeTerraform } from "./terraform.mjs";

/**
 * @typedef {object} Round where one contender works once
 * @property {string} url of the emulator, empty
 * @property {number} dataflows
 * @property {number} latency milliseconds of every call
 */

/**
 * @typedef {object} Work what is to be run and timed
 * @property {string} command
 * @property {string[]} commandArguments
 * @property {Readonly<Record<string, string[]>>} afterwards arguments of further commands, by what they do
 * @property {string} cwd
 * @property {NodeJS.ProcessEnv} environment
 * @property {() => number | undefined} stateBytes after the run
 * @property {() => void} clear
 */

/**
 * @typedef {object} Contender
 * @property {string} name
 * @property {string | undefined} floor the contender that does nothing under the same conditions; undefined for what is not Pulumi
 * @property {boolean} writes whether it fills the store
 * @property {(round: Round) => Promise<Work> | Work} prepare
 */

/**
 * @typedef {object} Conditions under which Pulumi runs
 * @property {NodeJS.ProcessEnv} [environment]
 * @property {string[]} [flags]
 */

export const FLOOR = "empty provider";
export const OWN = "pulumi-aep";
export const SAVED_ONCE = " saved once";
export const SEQUENTIAL = "curl in sequence";
export const SCRIPT = "parallel script";
export const TERRAFORM = "terraform with curl";

const here = path.dirname(fileURLToPath(import.meta.url));
/** What the engine does at once by default: four for each core. */
const parallel = 4 * availableParallelism();
const stackName = "bench";

/**
 * @param {import("../../engine/find.mjs").Engine} engine
 * @returns {Contender[]}
 */
export function contenders(engine) {
  const savedOnce = { environment: { PULUMI_SKIP_CHECKPOINTS: "true", PULUMI_EXPERIMENTAL: "true" } };
  const more = { flags: ["--parallel", "64"] };
  return [
    script(SCRIPT, "parallel-script.mjs", [String(parallel)]),
    script(SEQUENTIAL, "curl-sequence.mjs", []),
    ...pair(engine, "", {}),
    { ...pulumi(engine, `${OWN} component`, { environment: { BENCH_PROVIDER: "component" } }), floor: FLOOR },
    ...pair(engine, " --parallel 64", more),
    ...pair(engine, SAVED_ONCE, savedOnce),
    ...pair(engine, ` --parallel 64${SAVED_ONCE}`, { ...more, ...savedOnce }),
    ...(spawnSync("terraform", ["version"]).status === 0 ? [terraform()] : []),
  ];
}

/**
 * This package, and a provider that does nothing, under the same conditions.
 * @param {import("../../engine/find.mjs").Engine} engine
 * @param {string} suffix of their names
 * @param {Conditions} conditions
 * @returns {Contender[]}
 */
function pair(engine, suffix, conditions) {
  const floor = FLOOR + suffix;
  const nothing = { ...conditions.environment, BENCH_PROVIDER: "nothing" };
  return [
    { ...pulumi(engine, floor, { ...conditions, environment: nothing }), floor, writes: false },
    { ...pulumi(engine, OWN + suffix, conditions), floor },
  ];
}

/**
 * @param {string} name
 * @param {string} file
 * @param {string[]} further
 * @returns {Contender}
 */
function script(name, file, further) {
  return {
    name,
    floor: undefined,
    writes: true,
    prepare: ({ url, dataflows }) => ({
      command: process.execPath,
      commandArguments: [path.join(here, file), url, String(dataflows), ...further],
      afterwards: {},
      cwd: here,
      environment: process.env,
      stateBytes: () => undefined,
      clear: () => undefined,
    }),
  };
}

/**
 * @param {import("../../engine/find.mjs").Engine} engine
 * @param {string} name
 * @param {Conditions} conditions
 * @returns {Contender}
 */
function pulumi(engine, name, { environment: further = {}, flags = [] }) {
  const cwd = path.join(here, "program");
  return {
    name,
    floor: undefined,
    writes: true,
    prepare: ({ url, dataflows, latency }) => {
      const folder = mkdtempSync(path.join(tmpdir(), "bench-"));
      const backend = path.join(folder, "backend");
      mkdirSync(backend);
      const environment = {
        ...engineEnvironment(engine, {
          home: path.join(folder, "home"),
          backend: pathToFileURL(backend).href,
          base: emulatorEnvironment(url, withoutPulumi(process.env)),
        }),
        BENCH_DATAFLOWS: String(dataflows),
        BENCH_LATENCY: String(latency),
        ...further,
      };
      const init = ["stack", "init", stackName, "--non-interactive"];
      const { status, stderr } = spawnSync(engine.command, init, {
        cwd,
        env: environment,
        encoding: "utf8",
      });
      if (status !== 0) throw new Error(stderr);
      const always = ["--non-interactive", "--stack", stackName, ...flags];
      const changing = ["--yes", ...always];
      const state = path.join(backend, ".pulumi", "stacks", "bench", `${stackName}.json`);
      return {
        command: engine.command,
        commandArguments: ["up", "--skip-preview", ...changing],
        afterwards: {
          "no change": ["up", "--skip-preview", ...changing],
          preview: ["preview", ...always],
          refresh: ["refresh", "--skip-preview", ...changing],
        },
        cwd,
        environment,
        stateBytes: () => (existsSync(state) ? statSync(state).size : undefined),
        clear: () => rmSync(folder, { recursive: true, force: true }),
      };
    },
  };
}

/** @param {NodeJS.ProcessEnv} environment */
function withoutPulumi(environment) {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith("PULUMI_")));
}

/** @returns {Contender} */
function terraform() {
  return {
    name: TERRAFORM,
    floor: undefined,
    writes: true,
    prepare: async ({ url, dataflows }) => {
      const folder = mkdtempSync(path.join(tmpdir(), "bench-terraform-"));
      writeTerraform(folder, { url, headers: headersWith(await tokenFor(url, "bench")), dataflows });
      const { status, stderr } = spawnSync("terraform", ["init", "-no-color"], {
        cwd: folder,
        encoding: "utf8",
      });
      if (status !== 0) throw new Error(stderr);
      const state = path.join(folder, "terraform.tfstate");
      return {
        command: "terraform",
        afterwards: {},
        commandArguments: ["apply", "-auto-approve", "-no-color", `-parallelism=${parallel}`],
        cwd: folder,
        environment: process.env,
        stateBytes: () => (existsSync(state) ? statSync(state).size : undefined),
        clear: () => rmSync(folder, { recursive: true, force: true }),
      };
    },
  };
}
