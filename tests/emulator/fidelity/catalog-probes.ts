import { type Bench, paths } from "../client";
import { makeDataset, makePipeline } from "../tutorial";
import { probe, type SwitchProbes, status } from "./switch-probe";

const { catalog } = paths;

const dataset = (bench: Bench, body: object) => bench.client.post(`${catalog}/dataSets`, body);

/** Of the ledger's area Catalog. */
export const catalogProbes: SwitchProbes = {
  datasetSchemaUnknown: probe((bench) =>
    status(dataset(bench, { name: "x", schemaRef: { id: "https://ns.adobe.com/extconndev/schemas/none" } })),
  ),
  datasetSchemaChange: probe(async (bench) => {
    const { datasetId } = await makeDataset(bench.client);
    const { schemaId } = await makeDataset(bench.client, "Other");
    return status(bench.client.patch(`${catalog}/dataSets/${datasetId}`, { schemaRef: { id: schemaId } }));
  }),
  datasetInUse: probe(async ({ client }) =>
    status(client.delete(`${catalog}/dataSets/${(await makePipeline(client)).datasetId}`)),
  ),
  datasetClassification: probe(async ({ client }) => {
    const { datasetId } = await makeDataset(client);
    return (await client.get(`${catalog}/dataSets/${datasetId}`)).at(datasetId, "classification");
  }),
  datasetTagsOnMerge: probe(async (bench) => {
    const { datasetId } = await makeDataset(bench.client);
    const path = `${catalog}/dataSets/${datasetId}`;
    await bench.client.patch(path, { tags: { one: ["1"] } });
    await bench.client.patch(path, { tags: { two: ["2"] } });
    return (await bench.client.get(path)).at(datasetId, "tags");
  }),
  datasetNames: probe(async (bench) => {
    await dataset(bench, { name: "x" });
    return status(dataset(bench, { name: "x" }));
  }),
  missingDatasetDelete: probe(({ client }) => status(client.delete(`${catalog}/dataSets/none`))),
};
