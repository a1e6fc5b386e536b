import { collectionKey } from "../../store/store";
import type { FlowServiceRecord } from "./record";

export const connectionKey = collectionKey<FlowServiceRecord>("connections");
export const sourceConnectionKey = collectionKey<FlowServiceRecord>("sourceConnections");
export const targetConnectionKey = collectionKey<FlowServiceRecord>("targetConnections");
export const flowKey = collectionKey<FlowServiceRecord>("flows");
