import { z } from "zod";
import { type Properties, ResourceInitFailed } from "../support/provider-process";
import { addressOf, edited, objectKind, valueAt } from "./objects";
import {
  errorOf,
  type Foundation,
  held,
  logged,
  type Platform,
  patchAsColleague,
  startPlatform,
} from "./platform";

/** Flows of tables, in which AEP has a hand of its own, and accounts that AEP completes. */
const flow = objectKind("flow");

let platform: Platform;
let foundation: Foundation;

beforeAll(async () => {
  platform = await startPlatform();
});

beforeEach(async () => {
  foundation = await platform.reset();
});

afterAll(() => platform?.stop());

const COLUMN = { name: "updated_at", dateFormat: "YYYY-MM-DD", timezone: "UTC" };

/** With `Copy` and `Mapping`, on an account of its own. */
async function inputs(): Promise<Properties> {
  const { provider } = platform;
  const account = await provider.create("baseConnection", {
    name: "Shop",
    connectionSpec: "mysql",
    auth: {
      specName: "Connection String Based Authentication",
      params: { connectionString: "Server=db.example.com" },
    },
  });
  const source = await provider.create("sourceConnection", {
    name: "Orders",
    connectionSpec: "mysql",
    baseConnectionId: account.id,
    data: { format: "tabular" },
    params: { tableName: "orders" },
  });
  return edited(flow.inputs(foundation), {
    flowSpec: "CRMToAEP",
    sourceConnectionIds: [source.id],
    transformations: [
      { name: "Copy", params: { mode: "full" } },
      { name: "Mapping", params: { mappingId: foundation.mappingSetId, mappingVersion: 0 } },
    ],
    scheduleParams: { frequency: "once" },
    state: undefined,
  });
}

/** A flow whose delta column AEP wrote. */
async function completedByAep() {
  const declared = await inputs();
  const { id, outputs } = await platform.provider.create("flow", declared);
  const address = addressOf(flow, id);
  await patchAsColleague(platform.colleague, address, [
    { op: "add", path: "/transformations/0/params/deltaColumn", value: COLUMN },
  ]);
  const read = await platform.provider.read("flow", id, outputs);
  await platform.sent();
  return { id, declared, address, read };
}

it("a delta column that AEP writes into Copy is no drift", async () => {
  const { id, declared, read } = await completedByAep();
  expect(read.inputs).toEqual(declared);
  expect((await platform.provider.diff("flow", id, read.outputs, declared)).changes).toBe(false);
  await logged();
  expect(platform.warnings()).toEqual([]);
});

it("a change of the steps keeps the delta column, and finds each step where AEP has it", async () => {
  const { id, declared, address, read } = await completedByAep();
  const desired = edited(declared, {
    transformations: [
      { name: "Copy", params: { mode: "incremental" } },
      { name: "Mapping", params: { mappingId: foundation.mappingSetId, mappingVersion: 1 } },
    ],
  });
  const updated = await platform.provider.update("flow", id, read.outputs, desired);
  // A look first: the recorded state does not know the column.
  expect(await platform.sent()).toEqual(["GET flows", "PATCH flows If-Match"]);
  expect(valueAt(await held(platform.colleague, address), "items.0.transformations")).toEqual([
    { name: "Copy", params: { mode: "incremental", deltaColumn: COLUMN } },
    { name: "Mapping", params: { mappingId: foundation.mappingSetId, mappingVersion: 1 } },
  ]);
  expect((await platform.provider.read("flow", id, updated)).inputs).toEqual(desired);
});

describe("steps that AEP has in another order than the program", () => {
  const copy = { name: "Copy", params: { deltaColumn: COLUMN } };
  const mapping = (mappingVersion: number) => ({
    name: "Mapping",
    params: { mappingId: foundation.mappingSetId, mappingVersion },
  });

  /** A flow that was made with `Copy` first, as the program has it now and as the stack records it. */
  async function made() {
    const scheduleParams = { frequency: "hour", interval: 1 };
    const declared = edited(await inputs(), { scheduleParams, transformations: [copy, mapping(0)] });
    const { id, outputs } = await platform.provider.create("flow", declared);
    return { id, outputs, declared, address: addressOf(flow, id) };
  }

  const liveSteps = async (address: string) =>
    valueAt(await held(platform.colleague, address), "items.0.transformations");

  it("keep their places when the program turned them round beside another change", async () => {
    const { id, outputs, declared, address } = await made();
    const turned = edited(declared, { description: "Turned", transformations: [mapping(0), copy] });
    const recorded = await platform.provider.update("flow", id, outputs, turned);
    await platform.sent();
    const desired = edited(turned, { transformations: [mapping(1), copy] });
    await platform.provider.update("flow", id, recorded, desired);
    expect(await platform.sent()).toEqual(["GET flows", "PATCH flows If-Match"]);
    expect(await liveSteps(address)).toEqual([copy, mapping(1)]);
  });

  it("keep their places when somebody else turned them round before a refresh", async () => {
    const { id, outputs, declared, address } = await made();
    await patchAsColleague(platform.colleague, address, [
      { op: "replace", path: "/transformations", value: [mapping(0), copy] },
    ]);
    const read = await platform.provider.read("flow", id, outputs);
    expect(read.inputs).toEqual(declared);
    const desired = edited(declared, { transformations: [copy, mapping(1)] });
    await platform.provider.update("flow", id, read.outputs, desired);
    expect(await liveSteps(address)).toEqual([mapping(1), copy]);
  });
});

it("a declared delta column that somebody changes elsewhere is drift", async () => {
  const { id, declared, address, read } = await completedByAep();
  const desired = edited(declared, {
    transformations: [
      { name: "Copy", params: { mode: "full", deltaColumn: COLUMN } },
      { name: "Mapping", params: { mappingId: foundation.mappingSetId, mappingVersion: 0 } },
    ],
  });
  const updated = await platform.provider.update("flow", id, read.outputs, desired);
  await patchAsColleague(platform.colleague, address, [
    { op: "replace", path: "/transformations/0/params/deltaColumn/name", value: "created_at" },
  ]);
  const now = await platform.provider.read("flow", id, updated);
  expect(valueAt(now.inputs, "transformations.0.params.deltaColumn.name")).toBe("created_at");
  expect((await platform.provider.diff("flow", id, now.outputs, desired)).changes).toBe(true);
});

it("members of the schedule that somebody changes elsewhere are drift, and those that AEP adds are not", async () => {
  const startTime = Math.floor(Date.now() / 1000) + 86_400;
  const scheduleParams = { startTime, frequency: "hour", interval: 2 };
  const transformations = [
    { name: "Copy", params: { deltaColumn: COLUMN } },
    { name: "Mapping", params: { mappingId: foundation.mappingSetId, mappingVersion: 0 } },
  ];
  const declared = edited(await inputs(), { scheduleParams, transformations });
  const { id, outputs } = await platform.provider.create("flow", declared);
  const patch = (path: string, value: unknown) =>
    patchAsColleague(platform.colleague, addressOf(flow, id), [{ op: "add", path, value }]);
  await patch("/scheduleParams/backfill", "true");
  const untouched = await platform.provider.read("flow", id, outputs);
  expect(untouched.inputs).toEqual(declared);
  expect((await platform.provider.diff("flow", id, untouched.outputs, declared)).changes).toBe(false);
  await logged();
  expect(platform.warnings()).toEqual([]);

  await patch("/scheduleParams/interval", "6");
  const read = await platform.provider.read("flow", id, untouched.outputs);
  expect(read.inputs.scheduleParams).toEqual({ ...scheduleParams, interval: 6 });
  await logged();
  expect(platform.warnings()).toEqual([
    expect.stringMatching(/was changed by .*colleague.*: scheduleParams\[interval\] from 2 to 6/),
  ]);
  const restored = await platform.provider.update("flow", id, read.outputs, declared);
  expect((await platform.provider.read("flow", id, restored)).inputs).toEqual(declared);
});

it("an HTTP API account has its inlet as an output, and what AEP adds to its parameters is nobody's", async () => {
  const declared = {
    name: "HTTP in",
    connectionSpec: "http-api",
    auth: { specName: "Streaming Connection", params: { dataType: "raw" } },
  };
  const { id, outputs } = await platform.provider.create("baseConnection", declared);
  expect(z.object({ inletUrl: z.url() }).parse(outputs).inletUrl).toMatch(/\/collection\/[0-9a-f]{64}$/);
  expect(outputs).not.toHaveProperty("pending");
  const live = await held(platform.colleague, addressOf(objectKind("baseConnection"), id));
  expect(valueAt(live, "items.0.auth.params")).toMatchObject({
    dataType: "raw",
    sourceId: "HTTP in",
    authenticationRequired: false,
  });
  const read = await platform.provider.read("baseConnection", id, outputs);
  expect(read.inputs).toEqual(declared);
  // Changed, exactly what is declared is sent.
  const desired = { ...declared, auth: { ...declared.auth, params: { dataType: "xdm" } } };
  await platform.emulator.clearRequests();
  await platform.provider.update("baseConnection", id, outputs, desired);
  expect((await platform.emulator.requests()).map(({ body }) => body)).toEqual([
    [{ op: "replace", path: "/auth/params", value: { dataType: "xdm" } }],
  ]);
});

describe("an account that is tested and cannot sign in", () => {
  const account = {
    name: "Files",
    connectionSpec: "sftp",
    testConnection: true,
    auth: {
      specName: "Basic Authentication for sftp",
      params: { host: "sftp.example.com", userName: "reader", password: "canary-password" },
    },
  };

  it.each([
    [200, { result: false, errors: [{ code: "SFTP-7", message: "reader: canary-password was refused" }] }],
    [400, { code: "CONNECTOR-1001-400", message: "No", details: "reader: canary-password was refused" }],
  ])("is recorded, and AEP's answer (%i) is shown as it is", async (status, body) => {
    const { provider } = platform;
    const shown = JSON.stringify(body).replace("canary-password", "[redacted]");
    await platform.fail({ path: "/test$", action: { status, body } });
    const failure = await errorOf(provider.create("baseConnection", account));
    expect(failure.message).toContain(shown);
    if (!(failure instanceof ResourceInitFailed)) throw failure;
    const { id, properties, keepsProvider } = failure;
    expect([properties.name, keepsProvider]).toEqual(["Files", true]);
    await held(platform.colleague, addressOf(objectKind("baseConnection"), id));

    // So does an update, which has changed the account all the same.
    const renamed = { ...account, name: "Renamed" };
    const second = await errorOf(provider.update("baseConnection", id, properties, renamed));
    expect(second.message).toContain(shown);
    await platform.fail();
    const read = await provider.read("baseConnection", id, properties);
    expect(read.inputs.name).toBe("Renamed");
    // With nothing else to change, the next update signs in again.
    expect(await provider.update("baseConnection", id, read.outputs, renamed)).toMatchObject(renamed);
    expect(platform.warnings().join()).not.toContain("canary");
  });
});

it("an account that flows still use is not deleted, and they are named", async () => {
  const { provider } = platform;
  const declared = await inputs();
  const [sourceId] = z.tuple([z.string()]).parse(declared.sourceConnectionIds);
  const source = z
    .object({ items: z.tuple([z.object({ baseConnectionId: z.string() })]) })
    .parse(await held(platform.colleague, addressOf(objectKind("sourceConnection"), sourceId))).items[0];
  const user = await provider.create("flow", declared);
  const read = await provider.read("baseConnection", source.baseConnectionId, { name: "Shop" });
  const recorded = { ...read.outputs, __timeouts: { delete: 1 } };
  const { message } = await errorOf(provider.delete("baseConnection", source.baseConnectionId, recorded));
  expect(message).toContain(`It is used by flow "Order flow" (${user.id}).`);
});
