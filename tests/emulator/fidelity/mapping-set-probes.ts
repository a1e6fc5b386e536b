import { paths } from "../client";
import { makeDataset, makePipeline, mappingSet } from "../tutorial";
import { probe, type SwitchProbes, status } from "./switch-probe";

const { dataPrep } = paths;

/** Of the ledger's area Data Prep. */
export const mappingSetProbes: SwitchProbes = {
  mappingSetDelete: probe(async ({ client }) =>
    status(client.delete(`${dataPrep}/mappingSets/${(await makePipeline(client)).mappingId}`)),
  ),
  mappingSetListStart: probe(({ client }) => status(client.get(`${dataPrep}/mappingSets?limit=1`))),
  mappingSetDefaultVersion: probe(async ({ client }) => {
    const { mappingId, schemaId } = await makePipeline(client);
    const path = `${dataPrep}/mappingSets/${mappingId}`;
    await client.put(path, mappingSet(schemaId));
    return (await client.get(path)).at("version");
  }),
  mappingSetSchemaUnknown: probe(({ client }) =>
    status(
      client.post(`${dataPrep}/mappingSets`, mappingSet("https://ns.adobe.com/extconndev/schemas/none")),
    ),
  ),
  staticSourceType: probe(async ({ client }) => {
    const { schemaId } = await makeDataset(client);
    const set = await client.post(`${dataPrep}/mappingSets`, {
      ...mappingSet(schemaId),
      mappings: [{ sourceType: "STATIC", source: "x", destination: "_extconndev.email" }],
    });
    return (await client.get(`${dataPrep}/mappingSets/${set.text("id")}`)).at("mappings", 0, "sourceType");
  }),
};
