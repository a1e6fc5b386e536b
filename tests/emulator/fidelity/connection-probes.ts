import { type Bench, paths, type Reply } from "../client";
import { makePipeline, sourceConnection, targetConnection } from "../tutorial";
import { s3Account, s3Spec } from "./flow-requests";
import { ifMatch, item, probe, rename, type SwitchProbes, status } from "./switch-probe";

const fs = paths.flow;

const account = (bench: Bench, query = "") => bench.client.post(`${fs}/connections${query}`, s3Account);

const files = (bench: Bench, baseConnectionId: string) =>
  bench.client.post(`${fs}/sourceConnections?mode=draft`, {
    name: "Files",
    connectionSpec: s3Spec,
    baseConnectionId,
    data: { format: "json" },
  });

const patched = (bench: Bench, made: Reply, path: string, operations: unknown = rename) =>
  bench.client.patch(`${path}/${made.text("id")}`, operations, ifMatch(made.text("etag")));

/** Of the ledger's area Flow Service: base, source and target connections. */
export const connectionProbes: SwitchProbes = {
  etagFormat: probe(async ({ client }) =>
    (await client.post(`${fs}/sourceConnections`, sourceConnection))
      .text("etag")
      .includes("-0000-0200-0000-"),
  ),
  ifMatchUnquoted: probe(async (bench) => {
    const made = await bench.client.post(`${fs}/sourceConnections`, sourceConnection);
    const etag = made.text("etag").replaceAll('"', "");
    return status(bench.client.patch(`${fs}/sourceConnections/${made.text("id")}`, rename, ifMatch(etag)));
  }),
  connectionEtagMovesAfterCreate: probe(async (bench) => {
    const made = await account(bench);
    bench.clock.now += 1000;
    const read = await bench.client.get(`${fs}/connections/${made.text("id")}`);
    return read.text("items", 0, "etag") === made.text("etag");
  }, 500),
  patchAnswer: probe(async (bench) => {
    const made = await bench.client.post(`${fs}/sourceConnections`, sourceConnection);
    const answer = await patched(bench, made, `${fs}/sourceConnections`);
    return answer.at("items") === undefined;
  }),
  sourceConnectionInUse: probe(async ({ client }) =>
    status(client.delete(`${fs}/sourceConnections/${(await makePipeline(client)).sourceId}`)),
  ),
  baseConnectionInUseBy: probe(async (bench) => {
    const base = (await account(bench)).text("id");
    await files(bench, base);
    return status(bench.client.delete(`${fs}/connections/${base}`));
  }),
  draftOrder: probe(async (bench) => {
    const source = await files(bench, (await account(bench, "?mode=draft")).text("id"));
    return status(bench.client.post(`${fs}/sourceConnections/${source.text("id")}/action?op=publish`));
  }),
  targetDatasetUnknown: probe(({ client }) =>
    status(client.post(`${fs}/targetConnections`, targetConnection("https://ns.adobe.com/x", "none"))),
  ),
  connectionInitializingMilliseconds: probe(
    async (bench) => status(patched(bench, await account(bench), `${fs}/connections`)),
    1000,
    "never",
  ),
  connectionUpdatingMilliseconds: probe(
    async (bench) => {
      const changed = await patched(bench, await account(bench), `${fs}/connections`);
      return ((await item(bench, `${fs}/connections/${changed.text("id")}`)) as { state: string }).state;
    },
    1000,
    "never",
  ),
  configsContent: probe(async (bench) => {
    const made = await account(bench);
    await bench.client.post(`/_emulator/sources/${made.text("id")}/rows?object=/a.json`, { name: "Ada" });
    return (await bench.client.get(`${fs}/connections/${made.text("id")}/configs`)).body;
  }),
  flowNames: probe(async (bench) => {
    await account(bench);
    return status(account(bench));
  }),
  connectionTest: probe(async (bench) =>
    (await bench.client.get(`${fs}/connections/${(await account(bench)).text("id")}/test`)).at("result"),
  ),
  secretsInConnections: probe(async (bench) => {
    const made = await account(bench);
    return ((await item(bench, `${fs}/connections/${made.text("id")}`)) as { auth: object }).auth;
  }),
};
