import { z } from "zod";
import { type EmulatorProcess, startEmulatorProcess } from "../support/emulator";
import { describeSteps } from "../support/engine-events";
import { describeRequests, requestsTo } from "../support/requests";
import { createStack, succeeded, type TestStack } from "../support/stack";

/** A scheduled flow, on the real engine. */
jest.setTimeout(180_000);

const SECRET = "canary-connection-string";
let emulator: EmulatorProcess;
let stack: TestStack;
let pristine: unknown;

beforeAll(async () => {
  emulator = await startEmulatorProcess();
  pristine = await emulator.state();
  stack = await createStack({
    program: "examples/database-batch",
    project: "database-batch",
    env: emulator.environment,
  });
  await stack.setConfig("connectionString", SECRET, { secret: true });
});

afterAll(async () => {
  await stack?.dispose();
  await emulator?.stop();
});

describe("the database example", () => {
  it("comes up with a schedule that starts now", async () => {
    const before = Math.floor(Date.now() / 1000);
    succeeded(await stack.up());
    const [post] = requestsTo(await emulator.requests(), "POST", "flows");
    const { scheduleParams } = z
      .object({ scheduleParams: z.looseObject({ startTime: z.number() }) })
      .parse(post?.body);
    expect(scheduleParams).toMatchObject({ frequency: "hour", interval: 1, backfill: true });
    expect(scheduleParams.startTime).toBeGreaterThanOrEqual(before - 1);
    expect(scheduleParams.startTime).toBeLessThan(before + 60);
    expect(await stack.exportText()).not.toContain(SECRET);
  });

  it("shows no drift, and nothing to do", async () => {
    succeeded(await stack.refresh({ args: ["--expect-no-changes"] }));
    await emulator.clearRequests();
    expect(describeSteps(succeeded(await stack.up()).steps)).toEqual([]);
    expect(await emulator.requests()).toEqual([]);
  });

  it("changes its interval by one PATCH", async () => {
    await stack.edit("index.ts", "interval: 1,", "interval: 6,");
    await emulator.clearRequests();
    expect(describeSteps(succeeded(await stack.up()).steps)).toEqual(["update Flow orders"]);
    const requests = await emulator.requests();
    expect(describeRequests(requests)).toEqual(["PATCH flows If-Match"]);
    expect(requestsTo(requests, "PATCH", "flows")[0]?.body).toEqual([
      { op: "add", path: "/scheduleParams/interval", value: 6 },
    ]);
  });

  it("refuses in the preview what has begun", async () => {
    await stack.edit("index.ts", "backfill: true", "backfill: false");
    const preview = await stack.preview();
    expect(preview.code).not.toBe(0);
    expect(preview.text).toMatch(/scheduleParams\.backfill: The schedule has begun/);
    await stack.edit("index.ts", "backfill: false", "backfill: true");
  });

  it("warns that a new flow ingests again", async () => {
    await stack.edit("index.ts", 'tableName: "orders"', 'tableName: "orders_2026"');
    const preview = succeeded(await stack.preview());
    expect(preview.diagnostics).toContainEqual(
      expect.objectContaining({ severity: "warning", message: expect.stringContaining("ingests again") }),
    );
    await stack.edit("index.ts", 'tableName: "orders_2026"', 'tableName: "orders"');
  });

  it("goes away whole", async () => {
    succeeded(await stack.destroy());
    expect(await emulator.state()).toEqual(pristine);
  });
});
