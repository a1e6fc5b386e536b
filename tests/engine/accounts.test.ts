import { type EmulatorProcess, startEmulatorProcess } from "../support/emulator";
import { describeSteps } from "../support/engine-events";
import { describeRequests, requestsTo } from "../support/requests";
import { createStack, succeeded, type TestStack } from "../support/stack";

/** Accounts and their credentials, on the real engine. */
jest.setTimeout(180_000);

const PASSWORD = "canary-password-1f2e";
const NEXT_PASSWORD = "canary-password-3d4c";

let emulator: EmulatorProcess;
let stack: TestStack;
let pristine: unknown;

beforeAll(async () => {
  emulator = await startEmulatorProcess();
  pristine = await emulator.state();
  stack = await createStack({ program: "tests/engine/programs/accounts", env: emulator.environment });
  await stack.setConfig("password", PASSWORD, { secret: true });
});

afterAll(async () => {
  await stack?.dispose();
  await emulator?.stop();
});

async function idOf(name: string): Promise<string> {
  return (await stack.resources()).find(({ urn }) => urn.endsWith(`BaseConnection::${name}`))?.id ?? "";
}

describe("accounts", () => {
  it("are made with their credentials, tested, and read through", async () => {
    succeeded(await stack.up());
    const requests = await emulator.requests();
    const posts = requestsTo(requests, "POST", "connections");
    expect(posts).toHaveLength(2);
    expect(requests.filter(({ path }) => path.endsWith("/test"))).toHaveLength(1);
    expect(await stack.outputs()).toEqual({ inletUrl: expect.stringMatching(/\/collection\/[0-9a-f]+$/) });
  });

  it("keep every credential out of the recorded state and out of what is shown", async () => {
    expect(await stack.exportText()).not.toContain(PASSWORD);
    const preview = succeeded(await stack.preview({ args: ["--diff", "--show-replacement-steps"] }));
    expect(preview.text).not.toContain(PASSWORD);
    // What the catalogue knows to be harmless stays readable.
    expect(await stack.exportText()).toContain("sftp.example.com");
  });

  it("show no drift, and nothing to do", async () => {
    succeeded(await stack.refresh({ args: ["--expect-no-changes"] }));
    await emulator.clearRequests();
    expect(describeSteps(succeeded(await stack.up()).steps)).toEqual([]);
    expect(await emulator.requests()).toEqual([]);
  });

  it("get a new password by one PATCH of all parameters", async () => {
    await stack.setConfig("password", NEXT_PASSWORD, { secret: true });
    await emulator.clearRequests();
    const up = succeeded(await stack.up());
    expect(describeSteps(up.steps)).toEqual(["update BaseConnection orders"]);
    expect(up.text).not.toContain(NEXT_PASSWORD);
    const requests = await emulator.requests();
    expect(describeRequests(requests)).toEqual(["PATCH connections If-Match", "GET connections"]);
    const [patch] = requestsTo(requests, "PATCH", "connections");
    expect(patch?.body).toEqual([
      {
        op: "replace",
        path: "/auth/params",
        value: expect.objectContaining({ host: "sftp.example.com", userName: "reader" }),
      },
    ]);
    expect(await stack.exportText()).not.toContain(NEXT_PASSWORD);
  });

  it("are replaced, with what is read through them, for another way to sign in", async () => {
    await stack.edit(
      "index.ts",
      '"Basic Authentication for sftp"',
      '"SSH PublicKey Authentication for sftp"',
    );
    await stack.edit("index.ts", "password: config", "privateKeyContent: config");
    const before = await idOf("orders");
    const preview = succeeded(await stack.preview());
    expect(describeSteps(preview.steps)).toEqual(
      expect.arrayContaining(["replace BaseConnection orders", "replace SourceConnection orders"]),
    );
    succeeded(await stack.up());
    expect(await idOf("orders")).not.toBe(before);
  });

  it.each([
    [
      "an unknown way to sign in",
      '"SSH PublicKey Authentication for sftp"',
      '"SSH PublicKey"',
      /is no way to sign in at SFTP/,
    ],
    [
      "a missing parameter",
      'host: "sftp.example.com", ',
      "",
      /auth\.params\.host: is required to sign in at SFTP/,
    ],
    [
      "an account for a webhook",
      'connectionSpec: "sftp",\n  auth',
      'connectionSpec: "customerio",\n  auth',
      /has no account/,
    ],
    ["a source without its account", "  baseConnectionId: account.id,\n", "", /read through an account/],
  ])("refuse %s in the preview", async (_what, from, to, message) => {
    await stack.edit("index.ts", from, to);
    const preview = await stack.preview();
    expect(preview.code).not.toBe(0);
    expect(preview.text).toMatch(message);
    if (to === "" && from.startsWith("  base")) {
      await stack.edit("index.ts", '  data: { format: "delimited"', `${from}  data: { format: "delimited"`);
    } else if (to === "") await stack.edit("index.ts", 'userName: "reader"', `${from}userName: "reader"`);
    else await stack.edit("index.ts", to, from);
  });

  it("go away last", async () => {
    succeeded(await stack.destroy());
    expect(await emulator.state()).toEqual(pristine);
  });
});
