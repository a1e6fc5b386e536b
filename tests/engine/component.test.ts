import { readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { type EmulatorProcess, startEmulatorProcess } from "../support/emulator";
import { describeSteps } from "../support/engine-events";
import { repositoryRoot } from "../support/repository";
import { describeWrites } from "../support/requests";
import { createStack, succeeded, type TestStack } from "../support/stack";

/** The pipeline in one component, on the real engine, with an event going through it. */
jest.setTimeout(120_000);

let emulator: EmulatorProcess;
let stack: TestStack;
let pristine: unknown;

beforeAll(async () => {
  emulator = await startEmulatorProcess();
  pristine = await emulator.state();
  stack = await createStack({
    program: "examples/customerio-component",
    project: "customerio-component",
    env: emulator.environment,
  });
});

afterAll(async () => {
  await stack?.dispose();
  await emulator?.stop();
});

async function send(): Promise<void> {
  const { webhookUrl } = z.object({ webhookUrl: z.string() }).parse(await stack.outputs());
  const event = readFileSync(path.join(repositoryRoot, "examples/customerio/events/subscribed.json"), "utf8");
  const headers = { "content-type": "application/json" };
  expect((await fetch(webhookUrl, { method: "POST", headers, body: event })).status).toBe(200);
}

async function rows(): Promise<readonly unknown[]> {
  const dataset = (await stack.resources()).find(({ type }) => type.endsWith(":Dataset"));
  return emulator.rows(dataset?.id ?? "");
}

describe("StreamingDataflow", () => {
  it("says the tutorial in twenty lines", () => {
    const text = readFileSync(path.join(repositoryRoot, "examples/customerio-component/index.ts"), "utf8");
    expect(text.trimEnd().split("\n").length).toBeLessThanOrEqual(20);
  });

  it("makes the seven objects with seven writes", async () => {
    succeeded(await stack.up());
    expect(describeWrites(await emulator.requests()).sort()).toEqual([
      "POST dataSets",
      "POST fieldgroups",
      "POST flows",
      "POST mappingSets",
      "POST schemas",
      "POST sourceConnections",
      "POST targetConnections",
    ]);
  });

  it("carries an event into the dataset", async () => {
    await send();
    expect(await rows()).toEqual([
      expect.objectContaining({
        _extconndev: {
          id: "d9c106000001",
          email: "test@example.com",
          event: "01E4C4CT6YDC7Y5M7FE1GWWPQJ",
          metric: "subscribed",
          type: "customer",
          at: 1613063089,
        },
      }),
    ]);
  });

  it("is unchanged by a second up, adds a field in place, and goes away whole", async () => {
    await emulator.clearRequests();
    expect(describeSteps(succeeded(await stack.up()).steps)).toEqual([]);
    expect(await emulator.requests()).toEqual([]);

    await stack.edit("index.ts", 'at: "integer"', 'at: "integer", recipient: "string"');
    await stack.edit("index.ts", 'at: "timestamp",', 'at: "timestamp", recipient: "data.email_address",');
    const up = succeeded(await stack.up());
    expect(describeWrites(await emulator.requests())).toEqual([
      "PATCH fieldgroups",
      "PUT mappingSets",
      "PATCH flows If-Match",
    ]);
    expect(up.diagnostics).toContainEqual(
      expect.objectContaining({ severity: "info", message: expect.stringContaining("for five minutes") }),
    );
    await send();
    expect((await rows())[1]).toMatchObject({ _extconndev: { recipient: "test@example.com" } });

    succeeded(await stack.destroy());
    expect(await emulator.state()).toEqual(pristine);
  });
});
