import { crashes } from "./crashes";
import { earlierReleases } from "./earlier-releases";
import { falseDrift } from "./false-drift";
import { properties } from "./properties";
import { realEngine } from "./real-engine";
import type { Row } from "./row";
import { sequences } from "./sequences";
import { singleFaults } from "./single-faults";
import { storm } from "./storm";
import { twoWriters } from "./two-writers";

/** The exam, by number. */
export const ROWS: readonly Row[] = [
  singleFaults,
  crashes,
  realEngine,
  storm,
  twoWriters,
  properties,
  sequences,
  falseDrift,
  earlierReleases,
];
