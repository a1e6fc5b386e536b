import { paths } from "../client";
import { makePipeline, sourceConnection, targetConnection } from "../tutorial";
import { batchFlow, inAnHour, s3Account, s3Auth, s3Spec, setSwitches } from "./flow-requests";
import type { Provocation } from "./provocation";

/** The codes of Flow Service for base, source and target connections. */
export const connectionProvocations: readonly Provocation[] = [
  {
    code: "FLOW-1414-400",
    input: "a PATCH of a connection's connection spec",
    provoke: async (bench) => {
      const made = await bench.client.post(`${paths.flow}/connections`, s3Account);
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
      bench.client.post(`${paths.flow}/connections`, { ...s3Account, auth: { ...s3Auth, specName: "None" } }),
  },
  {
    code: "FLOW-1416-400",
    input: "a PATCH of a connection that is still updating (switch `connectionUpdatingMilliseconds`)",
    provoke: async (bench) => {
      await setSwitches(bench, { connectionUpdatingMilliseconds: 1000 });
      const made = await bench.client.post(`${paths.flow}/connections`, s3Account);
      const path = `${paths.flow}/connections/${made.text("id")}`;
      const change = [{ op: "replace", path: "/name", value: "other" }];
      const changed = await bench.client.patch(path, change, {
        headers: { "if-match": made.text("etag") },
      });
      return bench.client.patch(path, change, { headers: { "if-match": changed.text("etag") } });
    },
  },
  {
    code: "FLOW-1101-404",
    input: "a look into a file of an account that does not exist",
    provoke: async ({ client }) => {
      const made = await client.post(`${paths.flow}/connections`, s3Account);
      const query = "objectType=FILE&object=none.json";
      return client.get(`${paths.flow}/connections/${made.text("id")}/explore?${query}`);
    },
  },
  {
    code: "FLOW-1418-400",
    input: "the deletion of a base connection that a flow reads through",
    provoke: async (bench) => {
      await batchFlow(bench, { startTime: inAnHour(bench), frequency: "once" });
      const bases = await bench.client.get(`${paths.flow}/connections`);
      return bench.client.delete(`${paths.flow}/connections/${bases.text("items", 0, "id")}`);
    },
  },
  {
    code: "FLOW-1447-400",
    input: "the deletion of a source connection that a flow lists",
    provoke: async (bench) => {
      const { sourceId } = await makePipeline(bench.client);
      return bench.client.delete(`${paths.flow}/sourceConnections/${sourceId}`);
    },
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
      const base = await bench.client.post(`${paths.flow}/connections`, s3Account);
      return bench.client.post(`${paths.flow}/sourceConnections`, {
        ...sourceConnection,
        baseConnectionId: base.text("id"),
      });
    },
  },
  {
    code: "FLOW-1417-400",
    input: "the deletion of a connection that is initializing (switch `connectionInitializingMilliseconds`)",
    provoke: async (bench) => {
      await setSwitches(bench, { connectionInitializingMilliseconds: 90_000 });
      const made = await bench.client.post(`${paths.flow}/connections`, s3Account);
      return bench.client.delete(`${paths.flow}/connections/${made.text("id")}`);
    },
  },
];
