import { type ProviderProcess, ResourceInitFailed } from "../support/provider-process";
import { addressOf, edited, objectKind } from "./objects";
import {
  countRequests,
  errorOf,
  type Foundation,
  held,
  logged,
  type Platform,
  patchAsColleague,
  startPlatform,
} from "./platform";

/** A flow that AEP accepts and does not finish: never lost, never made twice, finished by the next update. */
const flow = objectKind("flow");
/** Seconds, as the class hands over the option customTimeouts. */
const IMPATIENT = { __timeouts: { create: 1, update: 1, delete: 5 } };

let platform: Platform;
let provider: ProviderProcess;
let foundation: Foundation;

beforeAll(async () => {
  platform = await startPlatform();
  provider = platform.provider;
});

beforeEach(async () => {
  foundation = await platform.reset();
  await platform.assume({ inletDelayMilliseconds: "never" });
});

afterAll(() => platform?.stop());

const inputs = () => ({ ...flow.inputs(foundation), ...IMPATIENT });

async function initFailure(call: Promise<unknown>): Promise<ResourceInitFailed> {
  const error = await errorOf(call);
  if (!(error instanceof ResourceInitFailed)) throw error;
  return error;
}

describe("a flow whose inlet does not come", () => {
  it("is recorded with what is missing, and can be read, compared and deleted", async () => {
    const failure = await initFailure(provider.create("flow", inputs()));
    expect(failure.keepsProvider).toBe(true);
    expect(failure.properties).toMatchObject({ ...inputs(), pending: ["inletUrl"], status: "enabled" });
    expect(failure.properties.location).toMatchObject({ sandbox: "dev" });
    expect(failure.reasons).toEqual([
      expect.stringMatching(/The flow "Order flow" exists, but after 1 s AEP has not given it inletUrl\./),
    ]);
    await held(platform.colleague, addressOf(flow, failure.id));

    const read = await provider.read("flow", failure.id, failure.properties);
    expect(read.outputs).toMatchObject({ pending: ["inletUrl"] });
    const difference = await provider.diff("flow", failure.id, read.outputs, inputs());
    expect(difference).toEqual({ changes: true, replaces: [], deleteBeforeReplace: false });
    await provider.delete("flow", failure.id, failure.properties);
    expect((await provider.read("flow", failure.id, failure.properties)).id).toBe("");
  });

  it("is finished by the next update, without a write", async () => {
    const { id, properties } = await initFailure(provider.create("flow", inputs()));
    await platform.assume({ inletDelayMilliseconds: 0 });
    await platform.sent();
    const outputs = await provider.update("flow", id, properties, inputs());
    expect(await platform.sent()).toEqual(["GET flows"]);
    expect(outputs).not.toHaveProperty("pending");
    expect(outputs.webhookUrl).toBe(`${outputs.inletUrl}?x-adobe-flow-id=${id}`);
    expect((await provider.diff("flow", id, outputs, inputs())).changes).toBe(false);
  });

  it("is finished by a refresh", async () => {
    const { id, properties } = await initFailure(provider.create("flow", inputs()));
    await platform.assume({ inletDelayMilliseconds: 0 });
    const { outputs } = await provider.read("flow", id, properties);
    expect(outputs).not.toHaveProperty("pending");
    expect((await provider.diff("flow", id, outputs, inputs())).changes).toBe(false);
  });

  it("keeps a change that was written although the wait for the inlet fails again", async () => {
    const { id, properties } = await initFailure(provider.create("flow", inputs()));
    const desired = edited(inputs(), { description: "Described anew" });
    const failure = await initFailure(provider.update("flow", id, properties, desired));
    expect(failure.keepsProvider).toBe(true);
    expect(failure.id).toBe(id);
    expect(failure.properties).toMatchObject({ description: "Described anew", pending: ["inletUrl"] });
    expect((await provider.read("flow", id, failure.properties)).inputs).toEqual(desired);
  });
});

it("a flow is recorded when AEP fails right after it was made", async () => {
  await platform.fail({
    method: "GET",
    path: flow.path,
    action: { status: 403, body: { title: "Forbidden" } },
  });
  const failure = await initFailure(provider.create("flow", inputs()));
  expect(failure.keepsProvider).toBe(true);
  expect(failure.properties).toMatchObject({ name: "Order flow", pending: ["status", "inletUrl"] });
  await platform.fail();
  await platform.assume({ inletDelayMilliseconds: 0 });
  expect(await provider.update("flow", failure.id, failure.properties, inputs())).not.toHaveProperty(
    "pending",
  );
});

it("flows that fail for one common reason are each recorded as themselves", async () => {
  const fresh = await platform.another();
  const patient = { ...flow.inputs(foundation), __timeouts: { create: 10 } };
  const failures = ["One", "Two"].map((name) => initFailure(fresh.create("flow", { ...patient, name })));
  for (let tries = 0; tries < 100 && (await countRequests(platform.emulator, "GET", "flows")) < 2; tries++)
    await logged();
  const body = { error: "invalid_client", error_description: "invalid client_secret parameter" };
  await platform.fail({ method: "POST", path: "^/ims/", action: { status: 400, body } });
  await platform.emulator.control("POST", "/tokens/expire");
  const [one, two] = await Promise.all(failures);
  expect([one?.properties.name, two?.properties.name]).toEqual(["One", "Two"]);
  expect(one?.id).not.toBe(two?.id);

  // The failure is remembered for a while; it is nobody's object.
  const source = objectKind("sourceConnection");
  const later = await errorOf(fresh.create(source.kind, source.inputs(foundation)));
  expect(later).not.toBeInstanceOf(ResourceInitFailed);
  expect(later.message).toBe(one?.message);
});

it("does not take a colleague's change, made while we waited, for its own", async () => {
  const failure = await initFailure(provider.create("flow", inputs()));
  await patchAsColleague(platform.colleague, addressOf(flow, failure.id), [
    { op: "replace", path: "/name", value: "Theirs" },
  ]);
  await platform.assume({ inletDelayMilliseconds: 0 });
  const finished = await provider.update("flow", failure.id, failure.properties, inputs());
  expect(finished).not.toHaveProperty("pending");
  const { message } = await errorOf(
    provider.update("flow", failure.id, finished, edited(inputs(), { name: "Ours" })),
  );
  expect(message).toMatch(/name from ".*" to ".*"\. The program changes the same\. Nothing was written\./);
  expect(await held(platform.colleague, addressOf(flow, failure.id))).toMatchObject({
    items: [{ name: "Theirs" }],
  });
});
