import { type Bench, paths } from "../client";
import { event, fieldGroup, mappingSet, schema, targetConnection } from "../tutorial";
import { batchFlow, changedFlow, streamingInlet } from "./flow-requests";
import { ifMatch, probe, runStates, type SwitchProbes, status } from "./switch-probe";

const { flow: fs, registry, catalog, dataPrep } = paths;

const soon = (bench: Bench): number => bench.clock.now / 1000 + 60;

async function batch(bench: Bench, scheduleParams: object, rows: readonly unknown[] = []) {
  const made = await batchFlow(bench, { startTime: soon(bench), ...scheduleParams });
  const id = made.text("id");
  const read = await bench.client.get(`${fs}/flows/${id}`);
  if (rows.length > 0) {
    await bench.client.post(
      `/_emulator/sources/${read.text("items", 0, "sourceConnectionIds", 0)}/rows`,
      rows,
    );
  }
  return id;
}

/** Of the ledger's areas Flow Service and Streaming ingestion: the schedules of flows, and their runs. */
export const scheduleAndRunProbes: SwitchProbes = {
  runsOfDeletedFlow: probe(async (bench) => {
    const { path, flowId } = await streamingInlet(bench);
    await bench.client.post(path, event);
    await bench.client.delete(`${fs}/flows/${flowId}`);
    return runStates(bench);
  }),
  runStatusSpelling: probe(async (bench) => {
    await bench.client.post((await streamingInlet(bench)).path, event);
    return runStates(bench);
  }),
  emptyBatchRuns: probe(async (bench) => {
    await batch(bench, { frequency: "once" });
    bench.clock.now += 60_000;
    return runStates(bench);
  }),
  batchRunMilliseconds: probe(
    async (bench) => {
      await batch(bench, { frequency: "once" });
      bench.clock.now += 60_000;
      return runStates(bench);
    },
    1000,
    "never",
  ),
  batchWithFailedRecords: probe(async (bench) => {
    const { client } = bench;
    const group = fieldGroup("Required");
    const properties = group.definitions.customFields.properties;
    const strict = {
      ...group,
      definitions: { customFields: { type: "object", properties, required: ["_extconndev"] } },
    };
    const made = await client.post(`${registry}/tenant/fieldgroups`, strict);
    const schemaId = (
      await client.post(`${registry}/tenant/schemas`, schema("Strict", made.text("$id")))
    ).text("$id");
    const contentType = "application/vnd.adobe.xed-full+json;version=1";
    const id = (
      await client.post(`${catalog}/dataSets`, { name: "s", schemaRef: { id: schemaId, contentType } })
    )
      .text(0)
      .slice(11);
    const target = await client.post(`${fs}/targetConnections`, targetConnection(schemaId, id));
    const set = await client.post(`${dataPrep}/mappingSets`, mappingSet(schemaId));
    const transformations = [{ name: "Mapping", params: { mappingId: set.text("id"), mappingVersion: 0 } }];
    const flowMade = await batchFlow(
      bench,
      { startTime: soon(bench), frequency: "once" },
      { targetConnectionIds: [target.text("id")], transformations },
    );
    const read = await client.get(`${fs}/flows/${flowMade.text("id")}`);
    await client.post(`/_emulator/sources/${read.text("items", 0, "sourceConnectionIds", 0)}/rows`, [
      event,
      {},
    ]);
    bench.clock.now += 60_000;
    return runStates(bench);
  }),
  runsOfDisabledFlow: probe(async (bench) => {
    const path = `${fs}/flows/${await batch(bench, { frequency: "once" }, [event])}`;
    await bench.client.post(`${path}/action?op=disable`);
    bench.clock.now += 120_000;
    await bench.client.post(`${path}/action?op=enable`);
    return runStates(bench);
  }),
  runParameterUnit: probe(async (bench) => {
    const flowId = await batch(bench, { frequency: "once" }, [event]);
    const windowStartTime = Math.floor(bench.clock.now / 1000) - 10;
    const params = { windowStartTime, windowEndTime: windowStartTime + 20 };
    const run = await bench.client.post(`${fs}/runs`, { flowId, params });
    const read = await bench.client.get(`${fs}/runs/${run.text("id")}`);
    return read.at("items", 0, "metrics", "recordSummary", "inputRecordCount");
  }),
  runWithoutParameters: probe(async (bench) =>
    status(bench.client.post(`${fs}/runs`, { flowId: await batch(bench, { frequency: "once" }) })),
  ),
  scheduleOfStreamingFlow: probe((bench) =>
    status(changedFlow(bench, (sent) => ({ ...sent, scheduleParams: { startTime: 1 } }))),
  ),
  patchOfUnknownScheduleParam: probe(async (bench) => {
    const path = `${fs}/flows/${await batch(bench, { frequency: "once" })}`;
    const etag = (await bench.client.get(path)).text("items", 0, "etag");
    const change = [{ op: "add", path: "/scheduleParams/timeUnit", value: "day" }];
    return status(bench.client.patch(path, change, ifMatch(etag)));
  }),
  deltaColumnRequired: probe((bench) =>
    status(
      batchFlow(
        bench,
        { startTime: soon(bench), frequency: "day", interval: 1 },
        { flowSpec: { id: "14518937-270c-4525-bdec-c2ba7cce3860", version: "1.0" } },
      ),
    ),
  ),
  runWindowMilliseconds: probe(
    async (bench) => {
      const { path } = await streamingInlet(bench);
      await bench.client.post(path, event);
      const seen = [await runStates(bench)];
      bench.clock.now += 10_000;
      seen.push(await runStates(bench));
      bench.clock.now += 1_000_000;
      return [...seen, await runStates(bench)];
    },
    10_000,
    "never",
  ),
};
