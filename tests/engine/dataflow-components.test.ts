import { z } from "zod";
import { type EmulatorProcess, startEmulatorProcess } from "../support/emulator";
import { describeSteps } from "../support/engine-events";
import { requestsTo } from "../support/requests";
import { createStack, succeeded, type TestStack } from "../support/stack";

/** Components on sources with accounts, and a flow replaced without a gap, on the real engine. */
jest.setTimeout(180_000);

let emulator: EmulatorProcess;
let stack: TestStack;

async function start(program: string, project?: string): Promise<void> {
  stack = await createStack({
    program,
    env: emulator.environment,
    ...(project !== undefined && { project }),
  });
}

async function post(url: unknown, event: unknown): Promise<number> {
  const headers = { "content-type": "application/json" };
  const answer = await fetch(z.string().parse(url), { method: "POST", headers, body: JSON.stringify(event) });
  return answer.status;
}

async function idOf(type: string): Promise<string> {
  return (await stack.resources()).find((resource) => resource.type.endsWith(`:${type}`))?.id ?? "";
}

beforeEach(async () => {
  emulator = await startEmulatorProcess();
});

afterEach(async () => {
  await stack?.dispose();
  await emulator?.stop();
});

it("an HTTP API stream and a folder of files, each in one component", async () => {
  const pristine = await emulator.state();
  await start("tests/engine/programs/dataflows");
  succeeded(await stack.up());
  const outputs = await stack.outputs();
  expect(await post(outputs.webhookUrl, { number: "7", price: 21 })).toBe(200);
  expect(await emulator.rows(z.string().parse(outputs.apiDataset))).toEqual([
    expect.objectContaining({ _extconndev: { order: "7", total: 42 } }),
  ]);
  const flows = requestsTo(await emulator.requests(), "POST", "flows").map(({ body }) => body);
  expect(flows).toContainEqual(
    expect.objectContaining({
      name: "Order files",
      description: "Daily",
      flowSpec: { id: "9753525b-82c7-4dce-8a9b-5ccfce2b9876", version: "1.0" },
      scheduleParams: expect.objectContaining({ frequency: "day", interval: 1 }),
    }),
  );
  const sources = requestsTo(await emulator.requests(), "POST", "sourceConnections").map(({ body }) => body);
  expect(sources).toContainEqual(
    expect.objectContaining({ params: { path: "/orders", type: "folder", recursive: true } }),
  );
  expect(await stack.exportText()).not.toContain("canary-batch-password");

  succeeded(await stack.refresh({ args: ["--expect-no-changes"] }));
  await emulator.clearRequests();
  expect(describeSteps(succeeded(await stack.up()).steps)).toEqual([]);
  expect(await emulator.requests()).toEqual([]);
  succeeded(await stack.destroy());
  expect(await emulator.state()).toEqual(pristine);
});

it("a flow is replaced without a gap", async () => {
  await start("examples/customerio-component", "customerio-component");
  succeeded(await stack.up());
  const before = await stack.outputs();
  const dataset = await idOf("Dataset");

  const change = "overrides: { sourceConnection: { params: { note: 'changed' } } },";
  const source = 'source: "customerio",';
  await stack.edit("index.ts", source, `${source} generation: 2, keepPrevious: true, ${change}`);
  const beside = succeeded(await stack.up());
  expect(describeSteps(beside.steps).sort()).toEqual([
    "create Flow customerio-2",
    "create SourceConnection customerio-2",
    "create TargetConnection customerio-2",
  ]);
  const after = await stack.outputs();
  expect(after.webhookUrl).not.toEqual(before.webhookUrl);
  // Until the source posts to the new address, both take events.
  expect(await post(before.webhookUrl, { metric: "old" })).toBe(200);
  expect(await post(after.webhookUrl, { metric: "new" })).toBe(200);
  expect(await emulator.rows(dataset)).toHaveLength(2);

  await stack.edit("index.ts", "keepPrevious: true, ", "");
  expect(describeSteps(succeeded(await stack.up()).steps).sort()).toEqual([
    "delete Flow customerio",
    "delete SourceConnection customerio",
    "delete TargetConnection customerio",
  ]);
  expect(await stack.outputs()).toEqual(after);
  expect(await post(after.webhookUrl, { metric: "newer" })).toBe(200);
  expect(await emulator.rows(dataset)).toHaveLength(3);
});
