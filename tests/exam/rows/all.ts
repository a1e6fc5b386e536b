import { crashes } from "./crashes";
import { earlierReleases } from "./earlier-releases";
import { falseDrift, falseDriftOnTheRealEngine } from "./false-drift";
import { mutation } from "./mutation";
import { properties } from "./properties";
import { realEngine } from "./real-engine";
import type { Row } from "./row";
import { sequences, sequencesOnTheRealEngine } from "./sequences";
import { singleFaults } from "./single-faults";
import { soak } from "./soak";
import { storm } from "./storm";
import { surroundings } from "./surroundings";
import { twoWriters } from "./two-writers";
import { versions } from "./versions";

/** The exam, by number. */
export const ROWS: readonly Row[] = [
  singleFaults,
  crashes,
  realEngine,
  storm,
  twoWriters,
  properties,
  sequences,
  sequencesOnTheRealEngine,
  falseDrift,
  falseDriftOnTheRealEngine,
  earlierReleases,
  mutation,
  surroundings,
  soak,
  versions,
];
