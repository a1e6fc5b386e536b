import { type Bench, paths, type Reply } from "../client";
import { flow, makePipeline, type Pipeline, sourceConnection, targetConnection } from "../tutorial";
import type { Provocation } from "./provocation";

type Body = Readonly<Record<string, unknown>>;

export const s3Spec = { id: "ecadc60c-7455-4d87-84dc-2a0e293d997b", version: "1.0" };
const auth = { specName: "Access Key", params: { s3AccessKey: "a", s3SecretKey: "b" } };
const account: Body = { name: "S3", connectionSpec: s3Spec, auth };

/** A flow that reads files from S3 on a schedule. */
export async function batchFlow(bench: Bench, scheduleParams: Body, more: Body = {}): Promise<Reply> {
  const { client } = bench;
  const pipeline = await makePipeline(client);
  const base = await client.post(`${paths.flow}/connections`, account);
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

const later = (bench: Bench): number => bench.clock.now / 1000 + 3600;

async function changedFlow(bench: Bench, change: (sent: Body, pipeline: Pipeline) => Body): Promise<Reply> {
  const pipeline = await makePipeline(bench.client);
  const sent = flow(pipeline.sourceId, pipeline.targetId, pipeline.mappingId);
  return bench.client.post(`${paths.flow}/flows`, change(sent, pipeline));
}

async function patchedFlow(bench: Bench, body: unknown, etag?: string): Promise<Reply> {
  const { flowId, flowEtag } = await makePipeline(bench.client);
  return bench.client.patch(`${paths.flow}/flows/${flowId}`, body, {
    headers: { "if-match": etag ?? flowEtag },
  });
}

const turn = (bench: Bench, assumptions: Body): Promise<Reply> =>
  bench.client.put("/_emulator/settings", { assumptions });

/** A change of an hourly schedule, some seconds after the flow was made. */
async function patchedSchedule(
  bench: Bench,
  op: string,
  path: string,
  value: unknown,
  seconds = 0,
): Promise<Reply> {
  const made = await batchFlow(bench, { startTime: later(bench), frequency: "hour", interval: 1 });
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

const withMapping = (sent: Body, mappingId: string, mappingVersion: number): Body => ({
  ...sent,
  transformations: [{ name: "Mapping", params: { mappingId, mappingVersion } }],
});

const list =
  (query: string) =>
  (bench: Bench): Promise<Reply> =>
    bench.client.get(`${paths.flow}/flows?${query}`);

export const flowProvocations: readonly Provocation[] = [
  {
    code: "FLOW-1100-400",
    input: "a create whose body lacks the flow spec",
    provoke: (bench) => changedFlow(bench, ({ flowSpec: _flowSpec, ...rest }) => rest),
  },
  { code: "FLOW-1401-400", input: "a list with limit and count", provoke: list("limit=1&count=true") },
  {
    code: "FLOW-1402-400",
    input: "the action finalize",
    provoke: async (bench) => {
      const { flowId } = await makePipeline(bench.client);
      return bench.client.post(`${paths.flow}/flows/${flowId}/action?op=FINALIZE`);
    },
  },
  {
    code: "FLOW-1403-400",
    input: "a PATCH without If-Match",
    provoke: async (bench) => {
      const { flowId } = await makePipeline(bench.client);
      return bench.client.patch(`${paths.flow}/flows/${flowId}`, []);
    },
  },
  {
    code: "FLOW-1404-412",
    input: "a PATCH with another etag than the current one",
    provoke: (bench) => patchedFlow(bench, [{ op: "replace", path: "/name", value: "x" }], '"old"'),
  },
  { code: "FLOW-1405-400", input: "a PATCH with an empty body", provoke: (bench) => patchedFlow(bench, "") },
  {
    code: "FLOW-1410-400",
    input: "a create of a flow with a state",
    provoke: (bench) => changedFlow(bench, (sent) => ({ ...sent, state: "enabled" })),
  },
  {
    code: "FLOW-1412-400",
    input: "a flow that pins a version that its mapping set does not have",
    provoke: (bench) => changedFlow(bench, (sent, { mappingId }) => withMapping(sent, mappingId, 7)),
  },
  {
    code: "FLOW-1413-400",
    input: "a flow with an unknown flow spec",
    provoke: (bench) => changedFlow(bench, (sent) => ({ ...sent, flowSpec: { id: "none", version: "1.0" } })),
  },
  {
    code: "FLOW-1414-400",
    input: "a PATCH of a connection's connection spec",
    provoke: async (bench) => {
      const made = await bench.client.post(`${paths.flow}/connections`, account);
      const change = [{ op: "replace", path: "/connectionSpec/id", value: "other" }];
      return bench.client.patch(`${paths.flow}/connections/${made.text("id")}`, change, {
        headers: { "if-match": made.text("etag") },
      });
    },
  },
  {
    code: "FLOW-1415-400",
    input: "a connection with an auth spec that its connection spec does not have",
    provoke: (bench) =>
      bench.client.post(`${paths.flow}/connections`, { ...account, auth: { ...auth, specName: "None" } }),
  },
  {
    code: "FLOW-1418-400",
    input: "the deletion of a base connection that a flow reads through",
    provoke: async (bench) => {
      await batchFlow(bench, { startTime: later(bench), frequency: "once" });
      const bases = await bench.client.get(`${paths.flow}/connections`);
      return bench.client.delete(`${paths.flow}/connections/${bases.text("items", 0, "id")}`);
    },
  },
  {
    code: "FLOW-1419-400",
    input: "a flow with a mapping set that does not exist",
    provoke: (bench) => changedFlow(bench, (sent) => withMapping(sent, "0".repeat(32), 0)),
  },
  {
    code: "FLOW-1420-400",
    input: "a PATCH of a flow that is still disabling (switch `transitionMilliseconds`)",
    provoke: async (bench) => {
      await bench.client.put("/_emulator/settings", { assumptions: { transitionMilliseconds: "never" } });
      const { flowId } = await makePipeline(bench.client);
      const action = await bench.client.post(`${paths.flow}/flows/${flowId}/action?op=disable`);
      return bench.client.patch(
        `${paths.flow}/flows/${flowId}`,
        [{ op: "replace", path: "/name", value: "x" }],
        { headers: { "if-match": action.text("etag") } },
      );
    },
  },
  {
    code: "FLOW-1421-400",
    input: "an action on a flow that is still updating (switch `transitionMilliseconds`)",
    provoke: async (bench) => {
      await bench.client.put("/_emulator/settings", { assumptions: { transitionMilliseconds: "never" } });
      const { flowId, flowEtag } = await makePipeline(bench.client);
      const change = [{ op: "replace", path: "/name", value: "x" }];
      await bench.client.patch(`${paths.flow}/flows/${flowId}`, change, {
        headers: { "if-match": flowEtag },
      });
      return bench.client.post(`${paths.flow}/flows/${flowId}/action?op=disable`);
    },
  },
  {
    code: "FLOW-1422-400",
    input: "enabling a flow that is enabled",
    provoke: async (bench) => {
      const { flowId } = await makePipeline(bench.client);
      return bench.client.post(`${paths.flow}/flows/${flowId}/action?op=enable`);
    },
  },
  {
    code: "FLOW-1425-400",
    input: "a flow whose mapping set maps to another schema than its dataset has",
    provoke: async (bench) => {
      const other = await makePipeline(bench.client, "Other");
      return changedFlow(bench, (sent) => withMapping(sent, other.mappingId, 0));
    },
  },
  {
    code: "FLOW-1426-400",
    input: "the creation of a connection spec",
    provoke: (bench) => bench.client.post(`${paths.flow}/connectionSpecs`, {}),
  },
  {
    code: "FLOW-1427-400",
    input: "a PUT of a run",
    provoke: (bench) => bench.client.put(`${paths.flow}/runs/none`, {}),
  },
  { code: "FLOW-1432-400", input: "an order by a sign alone", provoke: list("orderby=-") },
  { code: "FLOW-1433-400", input: "an order by what is no field", provoke: list("orderby=%23id") },
  {
    code: "FLOW-1434-400",
    input: "a PATCH with the operation move",
    provoke: (bench) => patchedFlow(bench, [{ op: "move", from: "/name", path: "/description" }]),
  },
  {
    code: "FLOW-1439-404",
    input: "a look-up of an id that does not exist",
    provoke: (bench) => bench.client.get(`${paths.flow}/flows/none`),
  },
  {
    code: "FLOW-1439-400",
    input: "the same with the switch `notFoundStatus`",
    provoke: async (bench) => {
      await bench.client.put("/_emulator/settings", { assumptions: { notFoundStatus: "400" } });
      return bench.client.get(`${paths.flow}/flows/none`);
    },
  },
  {
    code: "FLOW-1443-400",
    input: "a filter that compares with several values by order",
    provoke: list("property=createdAt%3E1,2"),
  },
  {
    code: "FLOW-1447-400",
    input: "the deletion of a source connection that a flow lists",
    provoke: async (bench) => {
      const { sourceId } = await makePipeline(bench.client);
      return bench.client.delete(`${paths.flow}/sourceConnections/${sourceId}`);
    },
  },
  { code: "FLOW-1450-400", input: "a filter with an unknown operator", provoke: list("property=id!%3E1") },
  { code: "FLOW-1451-400", input: "a list with a limit of nothing", provoke: list("limit=0") },
  { code: "FLOW-1453-400", input: "a filter without a value", provoke: list("property=createdAt==") },
  {
    code: "FLOW-1455-400",
    input: "a PATCH that replaces what is not there",
    provoke: (bench) => patchedFlow(bench, [{ op: "replace", path: "/none/deep", value: 1 }]),
  },
  {
    code: "FLOW-1456-400",
    input: "a PATCH of the state to a word that is none",
    provoke: (bench) => patchedFlow(bench, [{ op: "replace", path: "/state", value: "delete-finalizing" }]),
  },
  {
    code: "FLOW-2100-404",
    input: "a call for a sandbox that does not exist",
    provoke: (bench) => bench.client.get(`${paths.flow}/flows`, { sandbox: "none" }),
  },
  {
    code: "FLOW-1307-400",
    input: "a target connection with another spec than the data lake's",
    provoke: (bench) =>
      bench.client.post(`${paths.flow}/targetConnections`, {
        ...targetConnection("https://ns.adobe.com/extconndev/schemas/none", "none"),
        connectionSpec: s3Spec,
      }),
  },
  {
    code: "FLOW-1317-400",
    input: "a flow of a scheduled spec without a schedule",
    provoke: (bench) => batchFlow(bench, {}),
  },
  {
    code: "FLOW-1320-400",
    input: "a flow without a source connection",
    provoke: (bench) => changedFlow(bench, ({ sourceConnectionIds: _ids, ...rest }) => rest),
  },
  {
    code: "FLOW-1321-400",
    input: "a flow with two target connections",
    provoke: (bench) => changedFlow(bench, (sent) => ({ ...sent, targetConnectionIds: ["a", "b"] })),
  },
  {
    code: "FLOW-1325-400",
    input: "a target connection without a dataset",
    provoke: (bench) =>
      bench.client.post(`${paths.flow}/targetConnections`, {
        ...targetConnection("https://ns.adobe.com/extconndev/schemas/none", "none"),
        params: {},
      }),
  },
  {
    code: "FLOW-1332-400",
    input: "a base connection for a source that has none",
    provoke: async (bench) => {
      const base = await bench.client.post(`${paths.flow}/connections`, account);
      return bench.client.post(`${paths.flow}/sourceConnections`, {
        ...sourceConnection,
        baseConnectionId: base.text("id"),
      });
    },
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
    provoke: (bench) => batchFlow(bench, { startTime: later(bench), frequency: "once", interval: 1 }),
  },
  {
    code: "FLOW-1362-400",
    input: "an interval of 14 minutes",
    provoke: (bench) => batchFlow(bench, { startTime: later(bench), frequency: "minute", interval: 14 }),
  },
  {
    code: "FLOW-1364-400",
    input: "backfill with the frequency once",
    provoke: (bench) => batchFlow(bench, { startTime: later(bench), frequency: "once", backfill: true }),
  },
  {
    code: "FLOW-1366-400",
    input: "a change of a schedule that has started",
    provoke: async (bench) => {
      const made = await batchFlow(bench, { startTime: later(bench), frequency: "hour", interval: 1 });
      bench.clock.now += 2 * 3600 * 1000;
      const path = `${paths.flow}/flows/${made.text("id")}`;
      const etag = (await bench.client.get(path)).text("items", 0, "etag");
      const change = [{ op: "replace", path: "/scheduleParams/startTime", value: later(bench) }];
      return bench.client.patch(path, change, { headers: { "if-match": etag } });
    },
  },
  {
    code: "FLOW-1368-400",
    input: "a mode in the body of a flow",
    provoke: (bench) => changedFlow(bench, (sent) => ({ ...sent, mode: "draft" })),
  },
  {
    code: "FLOW-1363-400",
    input: "an interval of 2 hours for a REST source",
    provoke: (bench) =>
      batchFlow(
        bench,
        { startTime: later(bench), frequency: "hour", interval: 2 },
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
      tableFlow(bench, { startTime: later(bench), frequency: "day", interval: 1 }, { name: "Copy" }),
  },
  {
    code: "FLOW-1369-400",
    input: "a delta column for a table that is read once",
    provoke: (bench) =>
      tableFlow(
        bench,
        { startTime: later(bench), frequency: "once" },
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
  {
    code: "FLOW-1417-400",
    input: "the deletion of a connection that is initializing (switch `connectionInitializingMilliseconds`)",
    provoke: async (bench) => {
      await turn(bench, { connectionInitializingMilliseconds: 90_000 });
      const made = await bench.client.post(`${paths.flow}/connections`, account);
      return bench.client.delete(`${paths.flow}/connections/${made.text("id")}`);
    },
  },
  {
    code: "FLOW-1457-400",
    input: "a PATCH of what is being deleted (switch `deleteFinalizingMilliseconds`)",
    provoke: async (bench) => {
      await turn(bench, { deleteFinalizingMilliseconds: 5000 });
      const { flowId, flowEtag } = await makePipeline(bench.client);
      await bench.client.delete(`${paths.flow}/flows/${flowId}`);
      return bench.client.patch(
        `${paths.flow}/flows/${flowId}`,
        [{ op: "replace", path: "/name", value: "x" }],
        { headers: { "if-match": flowEtag } },
      );
    },
  },
  {
    code: "FLOW-1458-400",
    input: "the deletion of what is being deleted (switch `deleteFinalizingMilliseconds`)",
    provoke: async (bench) => {
      await turn(bench, { deleteFinalizingMilliseconds: 5000 });
      const { flowId } = await makePipeline(bench.client);
      await bench.client.delete(`${paths.flow}/flows/${flowId}`);
      return bench.client.delete(`${paths.flow}/flows/${flowId}`);
    },
  },
];
