import type { CommandEntry } from "./command";
import { doctor } from "./doctor";
import { exportCommand } from "./export";
import { graph } from "./graph";
import { mapping } from "./mapping";
import { repair } from "./repair";
import { run } from "./run";
import { runs } from "./runs";
import { sources } from "./sources";

/** The commands, in the order of the help: one entry, one file. */
export const COMMANDS: readonly CommandEntry[] = [
  runs,
  run,
  mapping,
  graph,
  exportCommand,
  repair,
  sources,
  doctor,
];
