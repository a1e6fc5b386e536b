import path from "node:path";
import { type EmulatorProcess, startEmulatorProcess } from "../support/emulator";
import { describeRequests, describeWrites } from "../support/requests";
import { createStack, type RunOptions, type StackRun, succeeded, type TestStack } from "../support/stack";

/** A sandbox that turns out to be production, or that AEP gives no type of: every verb and mode, on the real engine. */
jest.setTimeout(300_000);

let emulator: EmulatorProcess;
let stack: TestStack;
let journal: string;
let before: unknown;
let pristine: unknown;

beforeAll(async () => {
  emulator = await startEmulatorProcess({ args: ["--set", "inletDelayMilliseconds=0"] });
  pristine = await emulator.state();
  stack = await createStack({ program: "examples/customerio", env: emulator.environment });
  journal = path.join(path.dirname(stack.folder), "journal");
  succeeded(await stack.up({ env: { AEP_JOURNAL_DIR: journal } }));
  before = await emulator.state();
});

afterAll(async () => {
  await stack?.dispose();
  await emulator?.stop();
});

async function sandboxIs(type: "production" | undefined): Promise<void> {
  const body = { name: "dev", ...(type !== undefined && { type }) };
  const fault = { method: "GET", path: "sandbox-management", action: { status: 200, body } };
  await emulator.control("PUT", "/faults", [fault]);
  await emulator.clearRequests();
}

const IN_PLACE = ['description: "Streaming Dataflow for Customer.io"', 'description: "Edited"'] as const;

/** Refused with the way out, and nothing written. */
async function expectRefused(run: StackRun, sandbox: RegExp): Promise<void> {
  expect(run.code).not.toBe(0);
  expect(run.text).toMatch(sandbox);
  expect(run.text).toContain("pulumi config set aep:allowProduction dev");
  expect(run.text).toContain("pulumi refresh and pulumi destroy use the configuration of the last pulumi up");
  expect(describeWrites(await emulator.requests())).toEqual([]);
  expect(await emulator.state()).toEqual(before);
}

const PRODUCTION = /The sandbox "dev" is a production sandbox; nothing was written/;
const UNTYPED = /The sandbox "dev" is of the type "\(none given\)", not development; nothing was written/;

it("what an interrupted run made is not taken up to be changed; what is adopted is only looked at", async () => {
  // A state that was never saved: the same stack, without what its journal knows.
  const unsaved = await createStack({ program: "examples/customerio", env: emulator.environment });
  try {
    const source = (await stack.resources()).find(({ type }) => type.endsWith(":SourceConnection"));
    const name = 'name: "Streaming Source Connection for Customer.io",';
    await unsaved.edit("index.ts", name, `adopt: "${source?.id}", ${name}`);
    await unsaved.edit("index.ts", 'title: "Customer.io event",', 'title: "Edited",');
    await sandboxIs("production");
    await expectRefused(await unsaved.up({ env: { AEP_JOURNAL_DIR: journal } }), PRODUCTION);
    expect((await unsaved.resources()).map(({ id }) => id)).toContain(source?.id);
  } finally {
    await unsaved.dispose();
  }
});

it("a preview of changes and replacements sends nothing", async () => {
  await stack.edit("index.ts", ...IN_PLACE);
  await stack.edit("index.ts", 'data: { format: "json" },', 'data: { format: "delimited" },');
  await sandboxIs("production");
  const preview = succeeded(await stack.preview());
  expect(preview.changes).toMatchObject({ replace: 2 });
  expect(await emulator.requests()).toEqual([]);
});

it.each<[string, RunOptions, "production" | undefined, RegExp]>([
  ["an up without a preview", { args: ["--continue-on-error"] }, "production", PRODUCTION],
  ["an up with a refresh before it", { args: ["--refresh"] }, undefined, UNTYPED],
  [
    "an up of one resource",
    { args: ["--target", "**SourceConnection::customerio", "--target-dependents"] },
    undefined,
    UNTYPED,
  ],
])("%s is refused", async (_what, options, type, message) => {
  await sandboxIs(type);
  await expectRefused(await stack.up(options), message);
});

it("a refresh only looks", async () => {
  await sandboxIs("production");
  succeeded(await stack.refresh());
  const requests = describeRequests(await emulator.requests());
  expect(requests.length).toBeGreaterThanOrEqual(7);
  expect(requests.filter((line) => !line.startsWith("GET "))).toEqual([]);
});

it.each<[string, RunOptions, "production" | undefined, RegExp]>([
  ["a destroy", {}, "production", PRODUCTION],
  ["a destroy of one resource", { args: ["--target", "**Flow::customerio"] }, undefined, UNTYPED],
])(
  "%s is refused, also when the stack names the sandbox since the last up",
  async (_what, options, type, message) => {
    await stack.setConfig("aep:allowProduction", "dev");
    await sandboxIs(type);
    await expectRefused(await stack.destroy(options), message);
  },
);

it("whoever names the sandbox writes: the stack to an up, the environment to a destroy at once", async () => {
  await sandboxIs("production");
  succeeded(await stack.up());
  expect(describeWrites(await emulator.requests())).toEqual(
    expect.arrayContaining(["POST sourceConnections", "POST flows", "DELETE flows"]),
  );
  await stack.command("config", "rm", "aep:allowProduction");
  succeeded(await stack.destroy({ env: { AEP_ALLOW_PRODUCTION: "dev" } }));
  expect(await emulator.state()).toEqual(pristine);
});
