import { catalogProbes } from "./catalog-probes";
import { connectionProbes } from "./connection-probes";
import { expressionProbes } from "./expression-probes";
import { flowProbes } from "./flow-probes";
import { gatewayProbes } from "./gateway-probes";
import { inletProbes } from "./inlet-probes";
import { mappingSetProbes } from "./mapping-set-probes";
import { registryProbes } from "./registry-probes";
import { scheduleAndRunProbes } from "./schedule-and-run-probes";
import type { SwitchProbes } from "./switch-probe";

/** For every switch with more than one value. */
export const switchProbes: SwitchProbes = {
  ...gatewayProbes,
  ...flowProbes,
  ...connectionProbes,
  ...scheduleAndRunProbes,
  ...registryProbes,
  ...catalogProbes,
  ...mappingSetProbes,
  ...inletProbes,
  ...expressionProbes,
};
