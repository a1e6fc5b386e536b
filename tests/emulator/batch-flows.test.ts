import { type Bench, type Client, connect, paths, type Reply, startBench } from "./client";
import { batchFlow } from "./fidelity/flow-requests";
import { event, row } from "./tutorial";

const hour = 3_600_000;

let bench: Bench;
let client: Client;
beforeEach(async () => {
  bench = await startBench();
  client = bench.client;
});
afterEach(() => bench.emulator.close());

const seconds = (afterMilliseconds: number): number => (bench.clock.now + afterMilliseconds) / 1000;

interface Made {
  readonly flowId: string;
  readonly sourceId: string;
  readonly datasetId: string;
}

async function make(
  scheduleParams: Readonly<Record<string, unknown>>,
  more: Readonly<Record<string, unknown>> = {},
): Promise<Made> {
  const made = await batchFlow(bench, scheduleParams, more);
  const flow = await client.get(`${paths.flow}/flows/${made.text("id")}`);
  const target = await client.get(
    `${paths.flow}/targetConnections/${flow.text("items", 0, "targetConnectionIds", 0)}`,
  );
  return {
    flowId: made.text("id"),
    sourceId: flow.text("items", 0, "sourceConnectionIds", 0),
    datasetId: target.text("items", 0, "params", "dataSetId"),
  };
}

const give = ({ sourceId }: Made, ...rows: readonly unknown[]): Promise<Reply> =>
  client.post(`/_emulator/sources/${sourceId}/rows`, rows);

async function runsOf({ flowId }: Made): Promise<readonly Record<string, unknown>[]> {
  const runs = await client.get(`${paths.flow}/runs?property=flowId==${flowId}`);
  return runs.at("items") as Record<string, unknown>[];
}

const counts = async (made: Made): Promise<string[]> =>
  (await runsOf(made)).map((run) => {
    const { recordSummary, durationSummary } = run.metrics as {
      recordSummary: Record<string, number>;
      durationSummary: { startedAtUTC: number };
    };
    const { inputRecordCount: read, outputRecordCount: written, failedRecordCount: failed } = recordSummary;
    return `${new Date(durationSummary.startedAtUTC).toISOString().slice(11, 16)} ${run.state}: ${read} ${written} ${failed}`;
  });

const rowsIn = async ({ datasetId }: Made): Promise<readonly unknown[]> =>
  (await client.get(`/_emulator/datasets/${datasetId}/rows`)).at("rows") as unknown[];

const bad = { ...event, timestamp: { not: "a number" } };

test("a flow runs on its schedule over what its source has got since the run before", async () => {
  const made = await make({ startTime: seconds(hour), frequency: "hour", interval: 2 });
  await give(made, event, event);
  expect([await counts(made), await rowsIn(made)]).toEqual([[], []]);
  bench.clock.now += hour;
  expect(await counts(made)).toEqual(["11:00 success: 2 2 0"]);
  bench.clock.now += hour;
  await give(made, event);
  bench.clock.now += 3 * hour;
  expect(await counts(made)).toEqual([
    "11:00 success: 2 2 0",
    "13:00 success: 1 1 0",
    "15:00 success: 0 0 0",
  ]);
  expect(await rowsIn(made)).toEqual([row, row, row]);
  const read = await client.get(`${paths.flow}/flows/${made.flowId}`);
  expect(read.at("items", 0, "lastRunDetails")).toMatchObject({
    state: "success",
    startedAtUTC: Date.parse("2026-11-22T15:00:00Z"),
  });
});

test("the clock of the emulator makes runs come", async () => {
  const made = await make({ startTime: seconds(hour), frequency: "day", interval: 1 });
  await give(made, event);
  await client.post("/_emulator/clock", { advanceMilliseconds: 2 * hour });
  expect(await counts(made)).toEqual(["11:00 success: 1 1 0"]);
  await client.post("/_emulator/clock", { advanceMilliseconds: 48 * hour });
  const later = await connect(client.url);
  const runs = await later.get(`${paths.flow}/runs?property=flowId==${made.flowId}`);
  expect(runs.at("items")).toHaveLength(3);
});

test("without backfill the first run leaves out what was there before the start", async () => {
  const made = await make({ startTime: seconds(hour), frequency: "hour", interval: 1, backfill: false });
  await give(made, event, event);
  bench.clock.now += hour + 60_000;
  await give(made, event);
  bench.clock.now += hour;
  expect(await counts(made)).toEqual(["11:00 success: 0 0 0", "12:00 success: 1 1 0"]);
});

test("a disabled flow does not run, and goes on when it is enabled", async () => {
  const made = await make({ startTime: seconds(hour), frequency: "hour", interval: 1 });
  await give(made, event);
  await client.post(`${paths.flow}/flows/${made.flowId}/action?op=disable`);
  bench.clock.now += 2 * hour;
  expect(await counts(made)).toEqual([]);
  await client.post(`${paths.flow}/flows/${made.flowId}/action?op=enable`);
  bench.clock.now += hour;
  expect(await counts(made)).toEqual(["13:00 success: 1 1 0"]);
  await client.delete(`${paths.flow}/flows/${made.flowId}`);
  bench.clock.now += hour;
  expect(await counts(made)).toEqual([]);
});

test("a deleted dataset fails the whole batch, and a retry of the run reads the same rows again", async () => {
  const made = await make({ startTime: seconds(hour), frequency: "once" });
  await give(made, event, event);
  await client.delete(`${paths.catalog}/dataSets/${made.datasetId}`);
  bench.clock.now += hour;
  const [run] = await runsOf(made);
  expect(run).toMatchObject({
    state: "failed",
    metrics: {
      recordSummary: { inputRecordCount: 2, outputRecordCount: 0, failedRecordCount: 2 },
      fileSummary: { inputFileCount: 1, outputFileCount: 0 },
      statusSummary: { errors: [{ code: "INGEST-1212-400" }, { code: "MAPPER-3700-400" }, {}] },
    },
    activities: [{ id: "copyActivity" }, { id: "promotionActivity" }],
  });
  await give(made, event);
  for (const op of ["RE_TRIGGER", "re-trigger"]) {
    const retried = await client.post(`${paths.flow}/runs/${run?.id}/action?op=${op}`);
    expect([retried.status, retried.text("id") === run?.id]).toEqual([200, false]);
  }
  expect(await counts(made)).toEqual(Array(3).fill("11:00 failed: 2 0 2"));
});

test("a run on demand reads what no run has read, or a window in seconds or milliseconds", async () => {
  const made = await make({ startTime: seconds(hour), frequency: "once" });
  const start = bench.clock.now;
  await give(made, event, event);
  const demand = (params?: object) =>
    client.post(`${paths.flow}/runs`, { flowId: made.flowId, ...(params === undefined ? {} : { params }) });
  const first = await demand();
  expect([first.status, first.headers.get("location")?.endsWith(first.text("id"))]).toEqual([201, true]);
  bench.clock.now += 1000;
  await give(made, event);
  await demand({ windowStartTime: start, windowEndTime: start + 1000 });
  await demand({ windowStartTime: (start + 1000) / 1000, windowEndTime: (start + 2000) / 1000 });
  bench.clock.now += hour;
  expect(await counts(made)).toEqual([
    "10:00 success: 2 2 0",
    "10:00 success: 2 2 0",
    "10:00 success: 1 1 0",
    "11:00 success: 1 1 0",
  ]);
});

test("a run lasts as long as the ledger says", async () => {
  await client.put("/_emulator/settings", { assumptions: { batchRunMilliseconds: 5000 } });
  const made = await make({ startTime: seconds(hour), frequency: "once" });
  bench.clock.now += hour;
  expect(await counts(made)).toEqual(["11:00 inProgress: 0 0 0"]);
  bench.clock.now += 5000;
  expect(await counts(made)).toEqual(["11:00 success: 0 0 0"]);
});

test("only source connections take rows, and only JSON objects are rows", async () => {
  const made = await make({ startTime: seconds(hour), frequency: "once" });
  expect((await give({ ...made, sourceId: made.flowId }, event)).status).toBe(404);
  expect((await give(made, event, 1)).status).toBe(400);
  const path = `/_emulator/sources/${made.sourceId}/rows`;
  expect((await client.post(path, { rows: [event] })).body).toEqual({ added: 1 });
  expect((await client.post(path, event)).body).toEqual({ added: 1 });
  expect((await client.get(path)).at("rows")).toEqual([event, event]);
});

test("years without a look miss runs, but no rows", async () => {
  const made = await make({ startTime: seconds(hour), frequency: "minute", interval: 15 });
  await give(made, event, bad);
  bench.clock.now += 3 * 365 * 24 * hour;
  const later = await connect(client.url);
  const runs = await later.get(`${paths.flow}/runs?property=flowId==${made.flowId}&count=true`);
  expect(runs.at("count")).toBeLessThan(1100);
  expect(await rowsIn(made)).toHaveLength(2);
});
