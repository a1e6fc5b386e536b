import type { AssumptionId, AssumptionValues } from "./assumptions";

/** Asks for the value of a switch; whoever is answered rests on it. */
export type Assume = <Id extends AssumptionId>(id: Id) => AssumptionValues[Id];
