import { type Bench, paths, type Reply } from "../client";
import { flow, makePipeline, type Pipeline } from "../tutorial";

export type Body = Readonly<Record<string, unknown>>;

/** The connection spec of Amazon S3. */
export const s3Spec = { id: "ecadc60c-7455-4d87-84dc-2a0e293d997b", version: "1.0" };
export const s3Auth = { specName: "Access Key", params: { s3AccessKey: "a", s3SecretKey: "b" } };
/** A base connection to S3. */
export const s3Account: Body = { name: "S3", connectionSpec: s3Spec, auth: s3Auth };

/** A flow that reads files from S3 on a schedule. */
export async function batchFlow(bench: Bench, scheduleParams: Body, more: Body = {}): Promise<Reply> {
  const { client } = bench;
  const pipeline = await makePipeline(client);
  const base = await client.post(`${paths.flow}/connections`, s3Account);
  const source = await client.post(`${paths.flow}/sourceConnections`, {
    name: "Files",
    connectionSpec: s3Spec,
    baseConnectionId: base.text("id"),
    data: { format: "json" },
    params: { path: "/acme/customers/", type: "folder" },
  });
  return client.post(`${paths.flow}/flows`, {
    ...flow(source.text("id"), pipeline.targetId, pipeline.mappingId),
    flowSpec: { id: "9753525b-82c7-4dce-8a9b-5ccfce2b9876", version: "1.0" },
    scheduleParams,
    ...more,
  });
}

/** In seconds since 1970, as a schedule's startTime. */
export const inAnHour = (bench: Bench): number => bench.clock.now / 1000 + 3600;

/** The tutorial's streaming flow, created with a changed body. */
export async function changedFlow(
  bench: Bench,
  change: (sent: Body, pipeline: Pipeline) => Body,
): Promise<Reply> {
  const pipeline = await makePipeline(bench.client);
  const sent = flow(pipeline.sourceId, pipeline.targetId, pipeline.mappingId);
  return bench.client.post(`${paths.flow}/flows`, change(sent, pipeline));
}

/** A PATCH of the tutorial's streaming flow, by default with its current etag. */
export async function patchedFlow(bench: Bench, body: unknown, etag?: string): Promise<Reply> {
  const { flowId, flowEtag } = await makePipeline(bench.client);
  return bench.client.patch(`${paths.flow}/flows/${flowId}`, body, {
    headers: { "if-match": etag ?? flowEtag },
  });
}

export const setSwitches = (bench: Bench, assumptions: Body): Promise<Reply> =>
  bench.client.put("/_emulator/settings", { assumptions });

/** The tutorial's streaming flow and the path of its inlet. */
export async function streamingInlet(bench: Bench): Promise<Pipeline & { readonly path: string }> {
  const pipeline = await makePipeline(bench.client);
  bench.clock.now += 1000;
  const read = await bench.client.get(`${paths.flow}/flows/${pipeline.flowId}`);
  return { ...pipeline, path: new URL(read.text("items", 0, "options", "inletUrl")).pathname };
}
