import { type Bench, paths, type Reply } from "../client";
import { type Body, batchFlow, inAnHour } from "./flow-requests";
import type { Provocation } from "./provocation";

/** A change of an hourly schedule, some seconds after the flow was made. */
async function patchedSchedule(
  bench: Bench,
  op: string,
  path: string,
  value: unknown,
  seconds = 0,
): Promise<Reply> {
  const made = await batchFlow(bench, { startTime: inAnHour(bench), frequency: "hour", interval: 1 });
  bench.clock.now += seconds * 1000;
  const flowPath = `${paths.flow}/flows/${made.text("id")}`;
  const etag = (await bench.client.get(flowPath)).text("items", 0, "etag");
  return bench.client.patch(flowPath, [{ op, path, value }], { headers: { "if-match": etag } });
}

/** A flow that reads a table. */
const tableFlow = (bench: Bench, scheduleParams: Body, step: Body): Promise<Reply> =>
  batchFlow(bench, scheduleParams, {
    flowSpec: { id: "14518937-270c-4525-bdec-c2ba7cce3860", version: "1.0" },
    transformations: [step],
  });

/** The codes of Flow Service for the schedule of a batch flow, and for what it makes a flow need. */
export const scheduleProvocations: readonly Provocation[] = [
  {
    code: "FLOW-1317-400",
    input: "a flow of a scheduled spec without a schedule",
    provoke: (bench) => batchFlow(bench, {}),
  },
  {
    code: "FLOW-1359-400",
    input: "a schedule without a start time",
    provoke: (bench) => batchFlow(bench, { frequency: "once" }),
  },
  {
    code: "FLOW-1360-400",
    input: "a schedule that starts in the past",
    provoke: (bench) => batchFlow(bench, { startTime: 1, frequency: "once" }),
  },
  {
    code: "FLOW-1361-400",
    input: "an interval with the frequency once",
    provoke: (bench) => batchFlow(bench, { startTime: inAnHour(bench), frequency: "once", interval: 1 }),
  },
  {
    code: "FLOW-1362-400",
    input: "an interval of 14 minutes",
    provoke: (bench) => batchFlow(bench, { startTime: inAnHour(bench), frequency: "minute", interval: 14 }),
  },
  {
    code: "FLOW-1364-400",
    input: "backfill with the frequency once",
    provoke: (bench) => batchFlow(bench, { startTime: inAnHour(bench), frequency: "once", backfill: true }),
  },
  {
    code: "FLOW-1366-400",
    input: "a change of a schedule that has started",
    provoke: async (bench) => {
      const made = await batchFlow(bench, { startTime: inAnHour(bench), frequency: "hour", interval: 1 });
      bench.clock.now += 2 * 3600 * 1000;
      const path = `${paths.flow}/flows/${made.text("id")}`;
      const etag = (await bench.client.get(path)).text("items", 0, "etag");
      const change = [{ op: "replace", path: "/scheduleParams/startTime", value: inAnHour(bench) }];
      return bench.client.patch(path, change, { headers: { "if-match": etag } });
    },
  },
  {
    code: "FLOW-1363-400",
    input: "an interval of 2 hours for a REST source",
    provoke: (bench) =>
      batchFlow(
        bench,
        { startTime: inAnHour(bench), frequency: "hour", interval: 2 },
        { flowSpec: { id: "6499120c-0b15-42dc-936e-847ea3c24d72", version: "1.0" } },
      ),
  },
  {
    code: "FLOW-1365-400",
    input: "a PATCH of a member of scheduleParams that does not exist",
    provoke: (bench) => patchedSchedule(bench, "add", "/scheduleParams/none", 1),
  },
  {
    code: "FLOW-1367-400",
    input: "a Copy step without a delta column for a table that is read again and again",
    provoke: (bench) =>
      tableFlow(bench, { startTime: inAnHour(bench), frequency: "day", interval: 1 }, { name: "Copy" }),
  },
  {
    code: "FLOW-1369-400",
    input: "a delta column for a table that is read once",
    provoke: (bench) =>
      tableFlow(
        bench,
        { startTime: inAnHour(bench), frequency: "once" },
        { name: "Copy", params: { deltaColumn: { name: "updated" } } },
      ),
  },
  {
    code: "FLOW-1404-400",
    input: "a change of backfill after the start time has passed",
    provoke: (bench) => patchedSchedule(bench, "add", "/scheduleParams/backfill", false, 2 * 3600),
  },
  {
    code: "FLOW-1403-400",
    input: "a change of the frequency to once after the start time has passed",
    provoke: (bench) => patchedSchedule(bench, "replace", "/scheduleParams/frequency", "once", 2 * 3600),
  },
];
