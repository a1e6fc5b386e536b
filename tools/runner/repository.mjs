import path from "node:path";
import { fileURLToPath } from "node:url";

/** Root of the checkout. */
export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");

const local = path.join(root, ".local");

/** What local runs leave behind, all of it git-ignored and safe to delete together. */
export const localFolders = {
  /** The emulator's data. */
  emulator: path.join(local, "emulator"),
  /** Pulumi's file backend. */
  pulumi: path.join(local, "pulumi"),
  /** PULUMI_HOME. */
  pulumiHome: path.join(local, "pulumi-home"),
};

export const localFiles = {
  emulatorProcess: path.join(local, "emulator.json"),
  emulatorLog: path.join(local, "emulator.log"),
  installStamp: path.join(root, "node_modules", ".pulumi-aep-installed"),
  buildStamp: path.join(local, "built"),
};

/** The events that `send` posts. */
export const eventsFolder = path.join(root, "examples", "customerio", "events");

/** The emulator's launcher: what it starts is built by `tsc -b`. */
export const emulatorLauncher = path.join(root, "emulator", "bin", "aep-emulator.js");

/** @param {string} program path of a JavaScript program below `node_modules` */
export function installedProgram(program) {
  return path.join(root, "node_modules", program);
}
