import { type Bench, paths, request } from "../client";
import { makeXdmInlet } from "../http-api";
import { event } from "../tutorial";
import { streamingInlet } from "./flow-requests";
import { probe, type SwitchProbes, status } from "./switch-probe";

const fs = paths.flow;

const xdm = { _extconndev: { name: "Ada" } };

const rowCount = async (bench: Bench, datasetId: string) =>
  ((await bench.client.get(`/_emulator/datasets/${datasetId}/rows`)).at("rows") as unknown[]).length;

/** Of the ledger's area Streaming ingestion: what an inlet answers and takes. */
export const inletProbes: SwitchProbes = {
  disabledFlow: probe(async (bench) => {
    const { path, flowId } = await streamingInlet(bench);
    await bench.client.post(`${fs}/flows/${flowId}/action?op=disable`);
    return status(bench.client.post(path, event));
  }),
  unknownInlet: probe(({ client }) => status(client.post(`/collection/${"0".repeat(64)}`, event))),
  inletWithoutFlowId: probe(async (bench) =>
    status(bench.client.post((await streamingInlet(bench)).path, event)),
  ),
  wrongFlowId: probe(async (bench) =>
    status(bench.client.post(`${(await streamingInlet(bench)).path}?x-adobe-flow-id=none`, event)),
  ),
  classRequiredFields: probe(async (bench) => {
    const { path, datasetId } = await streamingInlet(bench);
    await bench.client.post(path, event);
    return rowCount(bench, datasetId);
  }),
  inletSandboxHeader: probe(async (bench) => {
    const { path } = await streamingInlet(bench);
    const json = { "content-type": "application/json" };
    return status(request(`${bench.client.url}${path}`, "POST", json, JSON.stringify(event)));
  }),
  inletRequestsPerSecond: probe(async (bench) => {
    const { path } = await streamingInlet(bench);
    await bench.client.post(path, event);
    return status(bench.client.post(path, event));
  }, 1),
  runErrors: probe(
    async ({ client }) => {
      const { path, batchPath, message, flowId } = await makeXdmInlet(client);
      await client.post(batchPath, { messages: Array.from({ length: 30 }, () => message({ other: 1 })) });
      await client.post(path, message({ other: 1 }));
      const run = await client.get(`${paths.flow}/runs?property=flowId==${flowId}`);
      return (run.at("items", 0, "metrics", "statusSummary", "errors") as unknown[]).length;
    },
    "none",
    25,
  ),
  xdmEnvelope: probe(async ({ client }) => {
    const { path } = await makeXdmInlet(client);
    return status(client.post(path, xdm));
  }),
  xdmMessageOfOtherDataset: probe(async ({ client }) => {
    const { path, message } = await makeXdmInlet(client);
    return status(client.post(path, message(xdm, { datasetId: "0".repeat(24) })));
  }),
  messageSourceName: probe(async ({ client }) => {
    const { path, message } = await makeXdmInlet(client);
    return status(client.post(path, message(xdm, { source: {} })));
  }),
  syncValidation: probe(async ({ client }) => {
    const { path, message } = await makeXdmInlet(client);
    return status(client.post(`${path}?syncValidation=true`, message(xdm)));
  }),
  syncValidationOfMapped: probe(async (bench) => {
    const { path } = await streamingInlet(bench);
    return (await bench.client.post(`${path}?syncValidation=true`, event)).at("syncValidation");
  }),
  syncValidationOfBatch: probe(async ({ client }) => {
    const { batchPath, message } = await makeXdmInlet(client);
    return status(client.post(`${batchPath}?syncValidation=true`, { messages: [message(xdm)] }));
  }),
  syncValidationsPerMinute: probe(async ({ client }) => {
    const { path, message } = await makeXdmInlet(client);
    await client.post(`${path}?syncValidation=true`, message(xdm));
    return status(client.post(`${path}?syncValidation=true`, message(xdm)));
  }, 1),
};
