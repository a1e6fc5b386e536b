import { type ProviderProcess, ResourceInitFailed } from "../support/provider-process";
import { addressOf, edited, objectKind } from "./objects";
import { done, errorOf, type Foundation, held, type Platform, startPlatform } from "./platform";

/** A flow that the program keeps running or stopped: AEP takes its state by an action of its own, and by nothing else. */
const flow = objectKind("flow");

let platform: Platform;
let provider: ProviderProcess;
let foundation: Foundation;

beforeAll(async () => {
  platform = await startPlatform();
  provider = platform.provider;
});

beforeEach(async () => {
  foundation = await platform.reset();
});

afterAll(() => platform?.stop());

const ACTION = "POST flows/action If-Match";
const stopped = () => edited(flow.inputs(foundation), { state: "disabled" });
const undeclared = () => edited(flow.inputs(foundation), { state: undefined });

async function made(inputs: ReturnType<typeof stopped>) {
  const { id, outputs } = await provider.create("flow", inputs);
  const sent = await platform.sent();
  return { id, outputs, sent, address: addressOf(flow, id) };
}

/** As somebody else, in the UI. */
async function switchedElsewhere(address: string, operation: "enable" | "disable"): Promise<void> {
  await done(platform.colleague(`${address}/action?op=${operation}`, { method: "POST" }));
}

it("is stopped right after it was made, for AEP refuses a state in the POST", async () => {
  const { id, outputs, sent, address } = await made(stopped());
  expect(sent).toEqual(["POST flows", "POST flows/action", "GET flows"]);
  expect(outputs).toMatchObject({ state: "disabled", status: "disabled" });
  expect(outputs).not.toHaveProperty("pending");
  expect(await held(platform.colleague, address)).toMatchObject({ items: [{ state: "disabled" }] });
  expect((await provider.read("flow", id, outputs)).inputs).toEqual(stopped());
  expect((await provider.diff("flow", id, outputs, stopped())).changes).toBe(false);
});

it("needs no action where a new flow is as declared anyway", async () => {
  expect((await made(flow.inputs(foundation))).sent).toEqual(["POST flows", "GET flows"]);
});

it("is nobody's business where it is not declared", async () => {
  const { id, outputs, address } = await made(undeclared());
  await switchedElsewhere(address, "disable");
  const read = await provider.read("flow", id, outputs);
  expect(read.inputs).toEqual(undeclared());
  expect(read.outputs.status).toBe("disabled");
  expect((await provider.diff("flow", id, read.outputs, undeclared())).changes).toBe(false);
});

it("stays as it is when it is not declared any more", async () => {
  const { id, outputs, address } = await made(stopped());
  expect((await provider.diff("flow", id, outputs, undeclared())).changes).toBe(true);
  const updated = await provider.update("flow", id, outputs, undeclared());
  expect(await platform.sent()).toEqual([]);
  expect(updated).not.toHaveProperty("state");
  expect(await held(platform.colleague, address)).toMatchObject({ items: [{ state: "disabled" }] });
});

it("shows as drift when somebody starts it elsewhere, and is stopped again", async () => {
  const { id, outputs, address } = await made(stopped());
  await switchedElsewhere(address, "enable");
  const read = await provider.read("flow", id, outputs);
  expect(read.inputs).toMatchObject({ state: "enabled" });
  expect(read.outputs).not.toHaveProperty("pending");
  expect((await provider.diff("flow", id, read.outputs, stopped())).changes).toBe(true);
  await platform.sent();
  await provider.update("flow", id, read.outputs, stopped());
  expect(await platform.sent()).toEqual([ACTION, "GET flows"]);
  expect(await held(platform.colleague, address)).toMatchObject({ items: [{ state: "disabled" }] });
});

it("has nothing left to do when somebody did the same elsewhere, without a refresh", async () => {
  const { id, outputs, address } = await made(flow.inputs(foundation));
  await switchedElsewhere(address, "disable");
  const updated = await provider.update("flow", id, outputs, stopped());
  expect(updated).toMatchObject({ state: "disabled", status: "disabled" });
  expect(await platform.sent()).toEqual([ACTION, "GET flows"]);
});

it("is finished by the next update when the action failed after the creation", async () => {
  await platform.fail({
    method: "POST",
    path: "/action",
    action: { status: 403, body: { title: "Forbidden" } },
  });
  const failure = await errorOf(provider.create("flow", stopped()));
  if (!(failure instanceof ResourceInitFailed)) throw failure;
  expect(failure.properties).toMatchObject({ state: "disabled", pending: expect.arrayContaining(["state"]) });
  expect(failure.message).toMatch(/disable the flow "Order flow"/);
  expect((await provider.diff("flow", failure.id, failure.properties, stopped())).changes).toBe(true);

  await platform.fail();
  await platform.sent();
  const outputs = await provider.update("flow", failure.id, failure.properties, stopped());
  expect(await platform.sent()).toEqual(["GET flows", ACTION, "GET flows"]);
  expect(outputs).not.toHaveProperty("pending");
  expect(outputs.status).toBe("disabled");
});

it("shows as a difference after a refresh when the action failed after the creation", async () => {
  await platform.fail({ method: "POST", path: "/action", times: 1, action: { status: 403, body: {} } });
  const failure = await errorOf(provider.create("flow", stopped()));
  if (!(failure instanceof ResourceInitFailed)) throw failure;
  const read = await provider.read("flow", failure.id, failure.properties);
  expect(read.inputs).toMatchObject({ state: "enabled" });
  expect(platform.warnings()).toEqual([]);
  expect(await provider.diff("flow", failure.id, read.outputs, stopped())).toMatchObject({
    changes: true,
    replaces: [],
  });
});

it("is not switched twice when the action's answer was lost", async () => {
  const { id, outputs } = await made(flow.inputs(foundation));
  await platform.fail({ method: "POST", path: "/action", times: 1, action: "reset-after" });
  const updated = await provider.update("flow", id, outputs, stopped());
  expect(updated.status).toBe("disabled");
  expect((await platform.sent()).filter((line) => line === ACTION)).toHaveLength(1);
});

it("is waited for while the flow is on its way", async () => {
  await platform.assume({ transitionMilliseconds: 600 });
  const { id, outputs, address } = await made(stopped());
  expect(outputs.status).toBe("disabled");
  // Renamed and started at once: the flow is "updating" when it is to be started.
  const desired = edited(stopped(), { name: "Renamed", state: "enabled" });
  const updated = await provider.update("flow", id, outputs, desired);
  expect(updated).toMatchObject({ name: "Renamed", state: "enabled", status: "enabled" });
  expect(await held(platform.colleague, address)).toMatchObject({
    items: [{ name: "Renamed", state: "enabled" }],
  });
  expect((await provider.read("flow", id, updated)).inputs).toEqual(desired);
});

it("is no drift while the flow is on its way", async () => {
  const { id, outputs } = await made(stopped());
  await platform.assume({ transitionMilliseconds: "never" });
  const impatient = { ...outputs, __timeouts: { update: 1 } };
  const desired = { ...edited(stopped(), { state: "enabled" }), __timeouts: { update: 1 } };
  const failure = await errorOf(provider.update("flow", id, impatient, desired));
  if (!(failure instanceof ResourceInitFailed)) throw failure;
  const read = await provider.read("flow", id, failure.properties);
  expect(read.inputs).toMatchObject({ state: "enabled" });
  expect(read.outputs).toMatchObject({ status: "enabling", pending: ["state"] });
});

it("keeps what a colleague changed, and says so", async () => {
  const { id, outputs, address } = await made(flow.inputs(foundation));
  await switchedElsewhere(address, "disable");
  await switchedElsewhere(address, "enable");
  const updated = await provider.update("flow", id, outputs, stopped());
  expect(updated.status).toBe("disabled");
  // The recorded etag was not the current one: a look, then the action.
  expect(await platform.sent()).toEqual([ACTION, "GET flows", ACTION, "GET flows"]);
});
