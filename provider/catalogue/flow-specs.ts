/** Flow specs by Adobe's own names: the recipes that run a dataflow. The same ids in every organization. */
export interface FlowSpec {
  readonly id: string;
  /** AEP answers a new flow with an address to post events to. */
  readonly hasInlet: boolean;
  /** Its flows run on a schedule. */
  readonly scheduled: boolean;
}

const CATALOGUE = {
  GenericStreamingAEP: { id: "e77fde5a-22a8-11ed-861d-0242ac120002", hasInlet: true, scheduled: false },
  "Steam data with transformation": {
    id: "c1a19761-d2c7-4702-b9fa-fe91f0613e81",
    hasInlet: false,
    scheduled: false,
  },
  "Stream data without transformation": {
    id: "d8a6f005-7eaf-4153-983e-e8574508b877",
    hasInlet: false,
    scheduled: false,
  },
  "Stream data with optional transformation": {
    id: "d69717ba-71b4-4313-b654-49f9cf126d7a",
    hasInlet: false,
    scheduled: false,
  },
  CloudStorageToAEP: { id: "9753525b-82c7-4dce-8a9b-5ccfce2b9876", hasInlet: false, scheduled: true },
  CRMToAEP: { id: "14518937-270c-4525-bdec-c2ba7cce3860", hasInlet: false, scheduled: true },
  RestStorageToAEP: { id: "6499120c-0b15-42dc-936e-847ea3c24d72", hasInlet: false, scheduled: true },
} as const satisfies Record<string, FlowSpec>;

/** A flow spec that can be named instead of giving its id. */
export type FlowSpecName = keyof typeof CATALOGUE;

export const FLOW_SPECS: Readonly<Record<FlowSpecName, FlowSpec>> = CATALOGUE;

/** The flow spec with this id, where it is in the catalogue. */
export function flowSpecById(id: string): FlowSpec | undefined {
  return Object.values(FLOW_SPECS).find((each) => each.id === id);
}
