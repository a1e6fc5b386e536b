import { type Bench, paths, startBench } from "./client";
import { batchFlow } from "./fidelity/flow-requests";

let bench: Bench;
beforeEach(async () => {
  bench = await startBench({ assumptions: { classRequiredFields: "enforce" } });
});
afterEach(() => bench.emulator.close());

/** A run whose records all lack what their class requires. */
async function failedRun(options: Readonly<Record<string, unknown>>) {
  const { client, clock } = bench;
  const startTime = clock.now / 1000 + 3600;
  const flow = await batchFlow(bench, { startTime, frequency: "once" }, { options });
  const read = await client.get(`${paths.flow}/flows/${flow.text("id")}`);
  const sourceId = read.text("items", 0, "sourceConnectionIds", 0);
  await client.post(`/_emulator/sources/${sourceId}/rows`, [{ metric: "one" }, { metric: "two" }]);
  clock.now += 3_600_000;
  return client.get(`${paths.flow}/runs?property=flowId==${flow.text("id")}`);
}

const manifest = ["items", 0, "activities", 1, "extensions", "manifest"] as const;

test("a flow with error diagnostics keeps the records that failed", async () => {
  const run = await failedRun({ errorDiagnosticsEnabled: true });
  const fetched = async (address: string) => {
    const { pathname, search } = new URL(address);
    return bench.client.get(pathname + search);
  };
  const list = await fetched(run.text(...manifest, "failedRecords"));
  const file = await fetched(list.text("data", 0, "_links", "self", "href"));
  const records = String(file.body)
    .split("\n")
    .map((line): unknown => JSON.parse(line));
  expect(records).toEqual(
    ["one", "two"].map((metric) => ({
      record: { metric },
      _errors: [{ code: "MAPPER-3700-400", message: expect.stringContaining("required") }],
    })),
  );
  expect(list.text("data", 0, "length")).toBe(String(String(file.body).length));
  expect((await fetched(run.text(...manifest, "sampleErrors"))).body).toBe(file.body);
  expect(run.at("items", 0, "metrics", "statusSummary", "errors", 1)).not.toHaveProperty("record");
});

test("other flows keep none, and no batch has files that are not there", async () => {
  const run = await failedRun({});
  expect(run.at("items", 0, "metrics", "recordSummary", "failedRecordCount")).toBe(2);
  expect(run.at(...manifest)).toBeUndefined();
  const batches = "/data/foundation/export/batches";
  const answers = await Promise.all([
    bench.client.get(`${batches}/${run.text("items", 0, "id")}/meta?path=row_errors`),
    bench.client.get(`${batches}/nothing/meta?path=row_errors`),
  ]);
  expect(answers.map(({ status }) => status)).toEqual([404, 404]);
});
