import type { Row } from "./row";
import { singleFaults } from "./single-faults";

/** The exam, by number. */
export const ROWS: readonly Row[] = [singleFaults];
