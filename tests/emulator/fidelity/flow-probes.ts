import { type Bench, paths } from "../client";
import { event, flow, makePipeline, mappingSet, sourceConnection } from "../tutorial";
import { changedFlow, patchedFlow, streamingInlet } from "./flow-requests";
import { item, probe, rename, type SwitchProbes, status } from "./switch-probe";

const { flow: fs, dataPrep } = paths;

const flowPath = async (bench: Bench) => `${fs}/flows/${(await makePipeline(bench.client)).flowId}`;
const patchFlow = (bench: Bench, operations: unknown) => status(patchedFlow(bench, operations));

/** Of the ledger's area Flow Service: flows, and what holds for its objects of every kind. */
export const flowProbes: SwitchProbes = {
  undocumentedSearch: probe(({ client }) => status(client.post(`${fs}/runs/search`, {}))),
  patchOfSingleOperation: probe(async (bench) => status(patchedFlow(bench, rename[0]))),
  mappingOfRunningFlow: probe(async (bench) => {
    const { path, mappingId, schemaId, datasetId } = await streamingInlet(bench);
    const changed = { ...mappingSet(schemaId), mappings: mappingSet(schemaId).mappings.slice(0, 1) };
    await bench.client.put(`${dataPrep}/mappingSets/${mappingId}`, changed);
    await bench.client.post(path, event);
    return (await bench.client.get(`/_emulator/datasets/${datasetId}/rows`)).at("rows");
  }),
  notFoundStatus: probe(({ client }) => status(client.get(`${fs}/flows/none`))),
  inletDelayMilliseconds: probe(
    async (bench) => {
      const path = await flowPath(bench);
      bench.clock.now += 1500;
      return Object.keys(((await item(bench, path)) as { options?: object }).options ?? {});
    },
    "never",
    5000,
  ),
  etagMovesAfterCreate: probe(
    async (bench) => {
      const { flowId, flowEtag } = await makePipeline(bench.client);
      const at = async (milliseconds: number) => {
        bench.clock.now += milliseconds;
        const etag = (await bench.client.get(`${fs}/flows/${flowId}`)).text("items", 0, "etag");
        return etag === flowEtag;
      };
      return [await at(500), await at(1000), await at(5000)];
    },
    "never",
    5000,
  ),
  transitionMilliseconds: probe(
    async (bench) => {
      const path = await flowPath(bench);
      await bench.client.post(`${path}/action?op=disable`);
      return item(bench, path).then((read) => (read as { state: string }).state);
    },
    1000,
    "never",
  ),
  patchOfComputedField: probe((bench) =>
    patchFlow(bench, [{ op: "replace", path: "/createdAt", value: 1 }, ...rename]),
  ),
  patchOfFlowReferences: probe((bench) =>
    patchFlow(bench, [{ op: "replace", path: "/flowSpec/version", value: "2.0" }]),
  ),
  patchOfState: probe((bench) => patchFlow(bench, [{ op: "replace", path: "/state", value: "disabled" }])),
  mappingCheck: probe(async (bench) =>
    status(
      changedFlow(bench, (sent) => ({
        ...sent,
        transformations: [{ name: "Mapping", params: { mappingId: "none", mappingVersion: 0 } }],
      })),
    ),
  ),
  flowListStart: probe(({ client }) => status(client.get(`${fs}/flows?start=0`))),
  flowListDefaultLimit: probe(async ({ client }) => {
    await makePipeline(client);
    await client.post(`${fs}/sourceConnections`, sourceConnection);
    return ((await client.get(`${fs}/sourceConnections`)).at("items") as unknown[]).length;
  }, 1),
  patchOperationCase: probe((bench) => patchFlow(bench, [{ op: "Replace", path: "/name", value: "x" }])),
  deleteAgain: probe(({ client }) => status(client.delete(`${fs}/flows/none`))),
  deleteOfEnabledFlow: probe(async (bench) => status(bench.client.delete(await flowPath(bench)))),
  deleteFinalizingMilliseconds: probe(
    async (bench) => {
      const path = await flowPath(bench);
      await bench.client.delete(path);
      const now = await status(bench.client.get(path));
      bench.clock.now += 2000;
      return [now, await status(bench.client.get(path))];
    },
    1000,
    "never",
  ),
  flowOptions: probe((bench) =>
    status(changedFlow(bench, (sent) => ({ ...sent, options: { errorDiagnosticsEnabled: true } }))),
  ),
  inletOfNewFlow: probe(async (bench) => {
    const first = await streamingInlet(bench);
    const { sourceId, targetId, mappingId } = first;
    const second = await bench.client.post(`${fs}/flows`, flow(sourceId, targetId, mappingId));
    bench.clock.now += 1000;
    const read = await bench.client.get(`${fs}/flows/${second.text("id")}`);
    return read.text("items", 0, "options", "inletUrl").endsWith(first.path);
  }),
  schemaComparison: probe(async (bench) => {
    const { sourceId, targetId, schemaId } = await makePipeline(bench.client);
    const contentType = "application/vnd.adobe.xed+json;version=1.0";
    const set = await bench.client.post(`${dataPrep}/mappingSets`, {
      ...mappingSet(schemaId),
      outputSchema: { schemaRef: { id: schemaId, contentType } },
    });
    return status(bench.client.post(`${fs}/flows`, flow(sourceId, targetId, set.text("id"))));
  }),
};
