import type { Client } from "../api/client";
import type { FlowItem } from "../api/flow-service";
import { findFlow } from "../lookups/find-flow";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** A flow as it is named on a command line: by its id or by its name. */
export function findFlowByWord(client: Client, word: string): Promise<FlowItem> {
  return findFlow(client, UUID.test(word) ? { id: word } : { name: word });
}

export function flowTitle({ name, id }: FlowItem): string {
  return name === undefined ? id : `${name} (${id})`;
}
