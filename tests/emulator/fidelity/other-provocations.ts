import { type Bench, paths, type Reply } from "../client";
import { event, makeDataset, makePipeline } from "../tutorial";
import type { Provocation } from "./provocation";

async function inletOf(bench: Bench): Promise<string> {
  const { flowId } = await makePipeline(bench.client);
  bench.clock.now += 1000;
  const read = await bench.client.get(`${paths.flow}/flows/${flowId}`);
  return new URL(read.text("items", 0, "options", "inletUrl")).pathname;
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
    code: "413 Payload Too Large",
    input: "a message above 1 MB",
    provoke: async (bench) => bench.client.post(await inletOf(bench), { text: "x".repeat(1024 * 1024) }),
  },
  {
    code: "404 Not Found",
    input: "a message for an inlet that does not exist",
    provoke: (bench) => bench.client.post(`/collection/${"0".repeat(64)}`, event),
  },
];
