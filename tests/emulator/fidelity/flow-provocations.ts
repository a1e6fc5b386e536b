import { type Bench, paths, type Reply } from "../client";
import { makePipeline } from "../tutorial";
import { type Body, changedFlow, patchedFlow, setSwitches } from "./flow-requests";
import type { Provocation } from "./provocation";

const withMapping = (sent: Body, mappingId: string, mappingVersion: number): Body => ({
  ...sent,
  transformations: [{ name: "Mapping", params: { mappingId, mappingVersion } }],
});

const list =
  (query: string) =>
  (bench: Bench): Promise<Reply> =>
    bench.client.get(`${paths.flow}/flows?${query}`);

/** The codes of Flow Service for flows, and those for its objects of every kind. */
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
    code: "FLOW-1419-400",
    input: "a flow with a mapping set that does not exist",
    provoke: (bench) => changedFlow(bench, (sent) => withMapping(sent, "0".repeat(32), 0)),
  },
  {
    code: "FLOW-1420-400",
    input: "a PATCH of a flow that is still disabling (switch `transitionMilliseconds`)",
    provoke: async (bench) => {
      await setSwitches(bench, { transitionMilliseconds: "never" });
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
      await setSwitches(bench, { transitionMilliseconds: "never" });
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
      await setSwitches(bench, { notFoundStatus: "400" });
      return bench.client.get(`${paths.flow}/flows/none`);
    },
  },
  {
    code: "FLOW-1443-400",
    input: "a filter that compares with several values by order",
    provoke: list("property=createdAt%3E1,2"),
  },
  {
    code: "FLOW-1435-400",
    input: "an action with a sub-operation that there is not",
    provoke: async (bench) => {
      const { flowId } = await makePipeline(bench.client);
      return bench.client.post(`${paths.flow}/flows/${flowId}/action?op=disable&subOp=reverse`);
    },
  },
  {
    code: "FLOW-1436-400",
    input: "an action with the sub-operation of long ones",
    provoke: async (bench) => {
      const { flowId } = await makePipeline(bench.client);
      return bench.client.post(`${paths.flow}/flows/${flowId}/action?op=disable&subOp=PROGRESS`);
    },
  },
  {
    code: "FLOW-1440-400",
    input: "a filter with the operator ~",
    provoke: list("property=name~Customer"),
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
    code: "FLOW-2110-400",
    input: "a call with x-sandbox-id",
    provoke: (bench) => bench.client.get(`${paths.flow}/flows`, { headers: { "x-sandbox-id": "none" } }),
  },
  {
    code: "FLOW-2111-403",
    input: "a call for all sandboxes at once",
    provoke: (bench) => bench.client.get(`${paths.flow}/flows`, { sandbox: "*" }),
  },
  {
    code: "FLOW-2105-400",
    input: "a call without a sandbox (switch `sandboxHeaderMissing`)",
    provoke: async (bench) => {
      await setSwitches(bench, { sandboxHeaderMissing: "refuse" });
      return bench.client.get(`${paths.flow}/flows`, { sandbox: "" });
    },
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
    code: "FLOW-1368-400",
    input: "a mode in the body of a flow",
    provoke: (bench) => changedFlow(bench, (sent) => ({ ...sent, mode: "draft" })),
  },
  {
    code: "FLOW-1457-400",
    input: "a PATCH of what is being deleted (switch `deleteFinalizingMilliseconds`)",
    provoke: async (bench) => {
      await setSwitches(bench, { deleteFinalizingMilliseconds: 5000 });
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
      await setSwitches(bench, { deleteFinalizingMilliseconds: 5000 });
      const { flowId } = await makePipeline(bench.client);
      await bench.client.delete(`${paths.flow}/flows/${flowId}`);
      return bench.client.delete(`${paths.flow}/flows/${flowId}`);
    },
  },
];
