import { elements, memberAt, text } from "../../json";
import { type Index, indexOn } from "../../store/index-key";
import { collectionKey } from "../../store/store";
import type { FlowServiceRecord } from "./record";

export const connectionKey = collectionKey<FlowServiceRecord>("connections");
export const sourceConnectionKey = collectionKey<FlowServiceRecord>("sourceConnections");
export const targetConnectionKey = collectionKey<FlowServiceRecord>("targetConnections");
export const flowKey = collectionKey<FlowServiceRecord>("flows");

/** Flows by the source and target connections that they list. */
export const flowsByConnection: Index<FlowServiceRecord> = indexOn(({ content }) =>
  [...elements(content.sourceConnectionIds), ...elements(content.targetConnectionIds)].map(String),
);

export const flowsByInlet: Index<FlowServiceRecord> = indexOn(({ inletId }) =>
  inletId === undefined ? [] : [inletId],
);

export const sourcesByBase: Index<FlowServiceRecord> = indexOn(({ content }) =>
  texts(content.baseConnectionId),
);

export const targetsByDataset: Index<FlowServiceRecord> = indexOn(({ content }) =>
  texts(memberAt(content, "params", "dataSetId")),
);

export const byName: Index<FlowServiceRecord> = indexOn(({ content }) => texts(content.name));

function texts(value: FlowServiceRecord["content"][string] | undefined): readonly string[] {
  const found = text(value);
  return found === undefined ? [] : [found];
}
