import { type Bench, paths, type Reply } from "../client";
import { makeXdmInlet } from "../http-api";
import { event, makeDataset, makePipeline } from "../tutorial";
import { batchFlow, setSwitches } from "./flow-requests";
import type { Provocation } from "./provocation";

async function inletOf(bench: Bench): Promise<string> {
  const { flowId } = await makePipeline(bench.client);
  bench.clock.now += 1000;
  const read = await bench.client.get(`${paths.flow}/flows/${flowId}`);
  return new URL(read.text("items", 0, "options", "inletUrl")).pathname;
}

/** An action on a run that ingested one record. */
async function retriedRun(bench: Bench, op: string): Promise<Reply> {
  const made = await batchFlow(bench, { startTime: bench.clock.now / 1000 + 60, frequency: "once" });
  const flow = await bench.client.get(`${paths.flow}/flows/${made.text("id")}`);
  const sourceId = flow.text("items", 0, "sourceConnectionIds", 0);
  await bench.client.post(`/_emulator/sources/${sourceId}/rows`, event);
  const run = await bench.client.post(`${paths.flow}/runs`, { flowId: made.text("id") });
  return bench.client.post(`${paths.flow}/runs/${run.text("id")}/action?op=${op}`);
}

async function refusedDataset(bench: Bench, headers: Readonly<Record<string, string>>): Promise<Reply> {
  const { datasetId } = await makeDataset(bench.client);
  return bench.client.patch(`${paths.catalog}/dataSets/${datasetId}`, { name: "x" }, { headers });
}

export const otherProvocations: readonly Provocation[] = [
  {
    code: "404 NotFoundError",
    input: "a look-up of a dataset, a mapping set or a sandbox that does not exist",
    provoke: (bench) => bench.client.get(`${paths.catalog}/dataSets/none`),
  },
  {
    code: "400 BadRequestError",
    input: "a list of datasets with a limit above 100",
    provoke: (bench) => bench.client.get(`${paths.catalog}/dataSets?limit=101`),
  },
  {
    code: "412 PreconditionFailedError",
    input: "a PATCH of a dataset with another version in If-Match than the current one",
    provoke: (bench) => refusedDataset(bench, { "if-match": "9.9.9" }),
  },
  {
    code: "400 Invalid Message Format",
    input: "a message that is no JSON object",
    provoke: async (bench) => bench.client.post(await inletOf(bench), [event]),
  },
  {
    code: "400 Invalid XDM Message Format",
    input: "a message that its schema does not allow, with syncValidation=true",
    provoke: async ({ client }) => {
      const { path, message } = await makeXdmInlet(client);
      return client.post(`${path}?syncValidation=true`, message({ _extconndev: { name: 5 } }));
    },
  },
  {
    code: "401 Authorization",
    input: "a message without a token for a connection with authenticationRequired",
    provoke: async ({ client }) => {
      const { path, message } = await makeXdmInlet(client, { authenticationRequired: true });
      return client.post(path, message({}), { headers: { authorization: "" } });
    },
  },
  {
    code: "501 Not Implemented",
    input: "syncValidation=true where the platform does not have it",
    provoke: async (bench) => {
      await setSwitches(bench, { syncValidation: "unsupported" });
      return bench.client.post(`${await inletOf(bench)}?syncValidation=true`, event);
    },
  },
  {
    code: "413 Payload Too Large",
    input: "a message above 1 MB",
    provoke: async (bench) => bench.client.post(await inletOf(bench), { text: "x".repeat(1024 * 1024) }),
  },
  {
    code: "404 Not Found",
    input: "a message for an inlet that does not exist",
    provoke: (bench) => bench.client.post(`/collection/${"0".repeat(64)}`, event),
  },
  {
    code: "429 Too Many Requests",
    input: "one message too many for an inlet (switch `inletRequestsPerSecond`)",
    provoke: async (bench) => {
      await bench.client.put("/_emulator/settings", { assumptions: { inletRequestsPerSecond: 1 } });
      const inlet = await inletOf(bench);
      await bench.client.post(inlet, event);
      return bench.client.post(inlet, event);
    },
  },
  {
    code: "409 NAMESPACE_CODE_CONFLICT",
    input: "an identity namespace whose code exists",
    provoke: (bench) =>
      bench.client.post("/data/core/idnamespace/identities", { name: "x", code: "ECID", idType: "Cookie" }),
  },
  ...(
    [
      [1381, "a window that ends before it starts", { windowStartTime: 2e12, windowEndTime: 1e12 }],
      [1384, "params that are none", { windowStartTime: "x" }],
    ] as const
  ).map(([code, input, params]) => ({
    code: `FLOW-${code}-400`,
    input: `a run on demand with ${input}`,
    provoke: async (bench: Bench) => {
      const made = await batchFlow(bench, { startTime: bench.clock.now / 1000 + 60, frequency: "once" });
      return bench.client.post(`${paths.flow}/runs`, { flowId: made.text("id"), params });
    },
  })),
  ...(
    [
      [1382, "another delta column than its flow's", { deltaColumn: { name: "other" } }],
      [1383, "no delta column for a flow that has one", { windowStartTime: 1e12 }],
    ] as const
  ).map(([code, input, params]) => ({
    code: `FLOW-${code}-400`,
    input: `a run on demand with ${input}`,
    provoke: async (bench: Bench) => {
      const made = await batchFlow(
        bench,
        { startTime: bench.clock.now / 1000 + 60, frequency: "once" },
        { transformations: [{ name: "Copy", params: { deltaColumn: { name: "updated" } } }] },
      );
      return bench.client.post(`${paths.flow}/runs`, { flowId: made.text("id"), params });
    },
  })),
  {
    code: "FLOW-1385-400",
    input: "a run on demand of a streaming flow",
    provoke: async (bench) => {
      const { flowId } = await makePipeline(bench.client);
      return bench.client.post(`${paths.flow}/runs`, { flowId });
    },
  },
  {
    code: "FLOW-1386-400",
    input: "a run on demand of a flow that runs every hour",
    provoke: async (bench) => {
      const schedule = { startTime: bench.clock.now / 1000 + 60, frequency: "hour", interval: 1 };
      const made = await batchFlow(bench, schedule);
      return bench.client.post(`${paths.flow}/runs`, { flowId: made.text("id") });
    },
  },
  {
    code: "FLOW-1388-400",
    input: "a run on demand of a disabled flow",
    provoke: async (bench) => {
      const made = await batchFlow(bench, { startTime: bench.clock.now / 1000 + 60, frequency: "once" });
      await bench.client.post(`${paths.flow}/flows/${made.text("id")}/action?op=disable`);
      return bench.client.post(`${paths.flow}/runs`, { flowId: made.text("id") });
    },
  },
  {
    code: "FLOW-1430-400",
    input: "a run on demand of a flow that does not exist",
    provoke: (bench) => bench.client.post(`${paths.flow}/runs`, { flowId: "none" }),
  },
  {
    code: "FLOW-1446-400",
    input: "a run on demand without a flow",
    provoke: (bench) => bench.client.post(`${paths.flow}/runs`, { params: {} }),
  },
  {
    code: "FLOW-1387-400",
    input: "the retry of a run that ingested records",
    provoke: (bench) => retriedRun(bench, "re-trigger"),
  },
  {
    code: "FLOW-1398-400",
    input: "another action on a run",
    provoke: (bench) => retriedRun(bench, "none"),
  },
];
