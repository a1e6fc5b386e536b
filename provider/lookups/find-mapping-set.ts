import type { Client } from "../api/client";
import { getMappingSet, type MappingSetItem } from "../api/data-prep";
import { findFlow, requiredMapping } from "./find-flow";
import type { MappingSetKey } from "./keys";
import { existing } from "./one";

export async function findMappingSet(client: Client, key: MappingSetKey): Promise<MappingSetItem> {
  const { id, version } = "id" in key ? key : await idThroughFlow(client, key);
  const ofVersion = version === undefined ? "" : ` in version ${version}`;
  const wanted = { label: "mapping set", key: `with the id ${id}${ofVersion}` };
  return existing(client, wanted, await getMappingSet(client, id, version));
}

async function idThroughFlow(
  client: Client,
  key: Exclude<MappingSetKey, { readonly id: string }>,
): Promise<{ readonly id: string; readonly version?: number }> {
  const flow = await findFlow(client, "flowId" in key ? { id: key.flowId } : { name: key.flowName });
  const { mappingId, mappingVersion } = requiredMapping(flow);
  return { id: mappingId, ...(mappingVersion !== undefined && { version: mappingVersion }) };
}
