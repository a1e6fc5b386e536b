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
 * @property {string} cwd
 * @property {NodeJS.ProcessEnv} environment
 * @property {() => number | undefined} stateBytes after the run
 * @property {() => void} clear
 */

/**
 * @typedef {object} Contender
 * @property {string} name
 * @property {boolean} writes whether it fills the store
 * @property {(round: Round) => Promise<Work> | Work} prepare
 */

const here = path.dirname(fileURLToPath(import.meta.url));
/** What the engine does at once by default: four for each core. */
const parallel = 4 * availableParallelism();
const stackName = "bench";

/**
 * @param {import("../../engine/find.mjs").Engine} engine
 * @returns {Contender[]}
 */
export function contenders(engine) {
  const nothing = { BENCH_PROVIDER: "nothing" };
  const saveOnce = { PULUMI_SKIP_CHECKPOINTS: "true", PULUMI_EXPERIMENTAL: "true" };
  return [
    script("parallel script", "parallel-script.mjs", [String(parallel)]),
    script("curl in sequence", "curl-sequence.mjs", []),
    pulumi(engine, "empty provider", { environment: nothing, writes: false }),
    pulumi(engine, "pulumi-aep", {}),
    pulumi(engine, "pulumi-aep, --parallel 64", { flags: ["--parallel", "64"] }),
    pulumi(engine, "pulumi-aep, state saved once", { environment: saveOnce }),
    ...(spawnSync("terraform", ["version"]).status === 0 ? [terraform()] : []),
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
    writes: true,
    prepare: ({ url, dataflows }) => ({
      command: process.execPath,
      commandArguments: [path.join(here, file), url, String(dataflows), ...further],
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
 * @param {{ environment?: NodeJS.ProcessEnv, flags?: string[], writes?: boolean }} options
 * @returns {Contender}
 */
function pulumi(engine, name, { environment: further = {}, flags = [], writes = true }) {
  const cwd = path.join(here, "program");
  return {
    name,
    writes,
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
      const state = path.join(backend, ".pulumi", "stacks", "bench", `${stackName}.json`);
      return {
        command: engine.command,
        commandArguments: [
          "up",
          "--yes",
          "--skip-preview",
          "--non-interactive",
          "--stack",
          stackName,
          ...flags,
        ],
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
    name: "terraform with curl",
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
        commandArguments: ["apply", "-auto-approve", "-no-color", `-parallelism=${parallel}`],
        cwd: folder,
        environment: process.env,
        stateBytes: () => (existsSync(state) ? statSync(state).size : undefined),
        clear: () => rmSync(folder, { recursive: true, force: true }),
      };
    },
  };
}
