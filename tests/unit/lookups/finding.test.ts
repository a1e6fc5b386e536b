import { listDataSets } from "../../../provider/api/catalog";
import type { Client } from "../../../provider/api/client";
import { createClient } from "../../../provider/api/create-client";
import { listSchemas } from "../../../provider/api/schema-registry";
import { connectionSpecs } from "../../../provider/api/specs";
import { findConnection, listConnections } from "../../../provider/lookups/find-connection";
import { findDataset } from "../../../provider/lookups/find-dataset";
import { findConnectionSpec } from "../../../provider/lookups/find-spec";
import { type EmulatorProcess, type PlatformUser, startEmulatorProcess } from "../../support/emulator";

/** Finders against the emulator: pages, filters and names that filters cannot carry. */
let emulator: EmulatorProcess;
let owner: PlatformUser;
let client: Client;
const CUSTOMERIO = { id: "96479064-7b8a-4d69-b9ed-21c5683837ea", version: "1.0" };

beforeAll(async () => {
  emulator = await startEmulatorProcess();
  owner = await emulator.asOther("owner");
  client = createClient({
    platformUrl: emulator.url,
    imsUrl: emulator.url,
    orgId: "EMULATOR@AdobeOrg",
    sandbox: "dev",
    credentials: { clientId: "finder", clientSecret: "secret-of-the-finder", scopes: "openid" },
  });
});

afterAll(() => emulator.stop());

async function make(path: string, body: unknown): Promise<string> {
  const answer = await owner(path, { method: "POST", body });
  if (answer.status >= 300) throw new Error(JSON.stringify(answer.body));
  return JSON.stringify(answer.body);
}

const source = (name: string) =>
  make("/data/foundation/flowservice/sourceConnections", {
    name,
    connectionSpec: CUSTOMERIO,
    data: { format: "json" },
  });

describe("natural keys", () => {
  it("find a source connection by a name that no filter could carry", async () => {
    await source('Orders, "all" of them');
    await source("Orders");
    const found = await findConnection(client, "source", {
      name: 'Orders, "all" of them',
      connectionSpec: "customerio",
    });
    expect(found.name).toBe('Orders, "all" of them');
  });

  it("name all candidates where a name repeats", async () => {
    await source("Twin");
    await source("Twin");
    await expect(findConnection(client, "source", { name: "Twin" })).rejects.toThrow(
      /^There are 2 source connections named "Twin" in the sandbox "dev":\n {2}[0-9a-f-]{36} {2}enabled, connection spec 96479064/,
    );
  });

  it("find nothing under a name that only begins like it", async () => {
    await make("/data/foundation/catalog/dataSets", { name: "Orders*" });
    await make("/data/foundation/catalog/dataSets", { name: "Orders of 2026" });
    const { live } = await findDataset(client, { name: "Orders*" });
    expect(live.name).toBe("Orders*");
    await expect(findDataset(client, { name: "Orders" })).rejects.toThrow(
      'There is no dataset named "Orders" in the sandbox "dev".',
    );
  });

  it("find a spec by its name in the catalogue and by AEP's", async () => {
    const [byCatalogue, byAep] = await Promise.all([
      findConnectionSpec(client, { name: "customerio" }),
      findConnectionSpec(client, { name: "customer-io" }),
    ]);
    expect([byCatalogue.id, byAep.id]).toEqual([CUSTOMERIO.id, CUSTOMERIO.id]);
    await expect(findConnectionSpec(client, { name: "customer-jo" })).rejects.toThrow(
      'There is no connection spec named "customer-jo" in the sandbox "dev".',
    );
  });
});

describe("pages", () => {
  it("are all read: datasets, connections, specs", async () => {
    const before = (await listDataSets(client, { attempt: "count" })).length;
    for (let number = 0; number < 205; number++) {
      await make("/data/foundation/catalog/dataSets", { name: `dataset ${number}` });
      await source(`source ${number}`);
    }
    const datasets = await listDataSets(client, { attempt: "list the datasets" });
    expect(datasets).toHaveLength(before + 205);
    expect(new Set(datasets.map(({ id }) => id)).size).toBe(before + 205);
    const sources = await listConnections(client, "source", { spec: CUSTOMERIO.id });
    const numbered = sources.map(({ name }) => name).filter((name) => /^source \d+$/.test(name ?? ""));
    expect(new Set(numbered).size).toBe(205);
    expect((await connectionSpecs.list(client)).length).toBeGreaterThan(30);
  });

  it("are all read: schemas", async () => {
    for (let number = 0; number < 305; number++) {
      await make("/data/foundation/schemaregistry/tenant/schemas", {
        type: "object",
        title: `Schema ${number}`,
        description: "",
        allOf: [{ $ref: "https://ns.adobe.com/xdm/context/profile" }],
      });
    }
    const found = await listSchemas(client, { attempt: "list the schemas" });
    expect(new Set(found.map(({ title }) => title)).size).toBe(305);
    const one = await listSchemas(client, { attempt: "look", title: "Schema 304" });
    expect(one.map(({ title }) => title)).toEqual(["Schema 304"]);
  });
});
