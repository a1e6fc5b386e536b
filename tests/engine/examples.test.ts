import { z } from "zod";
import { type EmulatorProcess, startEmulatorProcess } from "../support/emulator";
import { describeSteps } from "../support/engine-events";
import { describeWrites } from "../support/requests";
import { createStack, succeeded, type TestStack } from "../support/stack";

/** The examples that have no test of their own, on the real engine: up, no drift, nothing to do, and away. */
jest.setTimeout(300_000);

const webhooks = z.object({ webhookUrls: z.record(z.string(), z.string()) });

let emulator: EmulatorProcess;
let stack: TestStack;

beforeEach(async () => {
  emulator = await startEmulatorProcess();
});

afterEach(async () => {
  await stack?.dispose();
  await emulator?.stop();
});

async function start(example: string, config: Readonly<Record<string, string>> = {}): Promise<void> {
  stack = await createStack({
    program: `examples/${example}`,
    project: example,
    env: emulator.environment,
    config,
  });
}

async function post(url: string | undefined, event: unknown): Promise<number> {
  const headers = { "content-type": "application/json" };
  const answer = await fetch(url ?? "", { method: "POST", headers, body: JSON.stringify(event) });
  return answer.status;
}

async function hasNothingToDo(): Promise<void> {
  succeeded(await stack.refresh({ args: ["--expect-no-changes"] }));
  await emulator.clearRequests();
  expect(describeSteps(succeeded(await stack.up()).steps)).toEqual([]);
  expect(await emulator.requests()).toEqual([]);
}

it("many-dataflows: a flow for each line of a file", async () => {
  const pristine = await emulator.state();
  await start("many-dataflows");
  succeeded(await stack.up());
  const { webhookUrls } = webhooks.parse(await stack.outputs());
  expect(new Set(Object.values(webhookUrls)).size).toBe(20);
  expect(await post(webhookUrls.oslo, { order: { id: "o-1", total: 12 } })).toBe(200);
  const dataset = (await stack.resources()).find(({ urn }) => urn.endsWith("Dataset::oslo"));
  expect(await emulator.rows(dataset?.id ?? "")).toEqual([
    expect.objectContaining({ _extconndev: { store: "oslo", order: "o-1", total: 12, currency: "NOK" } }),
  ]);
  await hasNothingToDo();

  // A line less is a dataflow less, and touches no other.
  await stack.edit("stores.json", '  { "name": "oslo", "title": "Oslo", "currency": "NOK" },\n', "");
  await emulator.clearRequests();
  succeeded(await stack.up());
  expect(describeWrites(await emulator.requests()).sort()).toEqual([
    "DELETE dataSets",
    "DELETE flows",
    "DELETE mappingSets",
    "DELETE sourceConnections",
    "DELETE targetConnections",
  ]);
  succeeded(await stack.destroy());
  expect(await emulator.state()).toEqual(pristine);
});

it("two-sandboxes: the same pipeline side by side, production where it is named", async () => {
  const pristine = await emulator.state();
  await start("two-sandboxes");
  const refused = await stack.up();
  expect(refused.code).not.toBe(0);
  expect(refused.text).toContain("aep:allowProduction");
  await stack.setConfig("aep:allowProduction", "prod");
  succeeded(await stack.up());

  const { webhookUrls } = webhooks.parse(await stack.outputs());
  expect(await post(webhookUrls.prod, { metric: "sent" })).toBe(200);
  const datasets = (await stack.resources()).filter(({ type }) => type.endsWith(":Dataset"));
  const counts = datasets.map(async ({ id, urn }) => [
    urn.split("::").at(-1),
    (await emulator.rows(id ?? "")).length,
  ]);
  expect(Object.fromEntries(await Promise.all(counts))).toEqual({
    "customerio-dev": 0,
    "customerio-prod": 1,
  });
  await hasNothingToDo();
  succeeded(await stack.destroy());
  expect(await emulator.state()).toEqual(pristine);
});

it("a stack for each sandbox: the same program, only the configuration differs", async () => {
  await start("customerio-component");
  const elsewhere = await createStack({
    program: "examples/customerio-component",
    project: "customerio-component",
    env: { ...emulator.environment, AEP_SANDBOX: "" },
    config: { "aep:sandbox": "prod", "aep:allowProduction": "prod" },
  });
  try {
    succeeded(await stack.up());
    succeeded(await elsewhere.up());
    const sandboxes = (recorded: readonly { outputs: Record<string, unknown> }[]) =>
      new Set(
        recorded.flatMap(({ outputs: { location } }) =>
          location === undefined ? [] : [z.object({ sandbox: z.string() }).parse(location).sandbox],
        ),
      );
    expect(sandboxes(await stack.resources())).toEqual(new Set(["dev"]));
    expect(sandboxes(await elsewhere.resources())).toEqual(new Set(["prod"]));
  } finally {
    await elsewhere.dispose();
  }
});

it("adopt-existing: takes over what was made by hand without a write", async () => {
  const byHand = await createStack({ program: "examples/customerio", env: emulator.environment });
  try {
    succeeded(await byHand.up());
    const made = await emulator.state();
    await start("adopt-existing");
    await emulator.clearRequests();
    succeeded(await stack.up());
    expect(describeWrites(await emulator.requests())).toEqual([]);
    expect(await emulator.state()).toEqual(made);
    succeeded(await stack.preview({ args: ["--expect-no-changes"] }));
    expect((await stack.resources()).filter(({ protect }) => protect)).toHaveLength(4);
  } finally {
    await byHand.dispose();
  }
});
