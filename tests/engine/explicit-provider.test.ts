import { type EmulatorProcess, startEmulatorProcess } from "../support/emulator";
import { createStack, succeeded, type TestStack } from "../support/stack";

/** Two sandboxes in one program, on the real engine. */
jest.setTimeout(120_000);

const SECRET = "canary-of-the-explicit-provider";
let emulator: EmulatorProcess;
let stack: TestStack;

beforeAll(async () => {
  emulator = await startEmulatorProcess();
  stack = await createStack({
    program: "tests/engine/programs/two-sandboxes",
    // Host and organization come from the environment, for both.
    env: emulator.environment,
  });
  await stack.setConfig("productionSecret", SECRET, { secret: true });
});

afterAll(async () => {
  await stack?.dispose();
  await emulator?.stop();
});

describe("an explicit provider", () => {
  it("makes its objects in its own sandbox, with its own credentials", async () => {
    succeeded(await stack.up());
    const posts = (await emulator.requests()).filter(
      ({ method, path }) => method === "POST" && path.includes("/schemaregistry/"),
    );
    const seen = posts.map(({ headers, path }) =>
      [headers["x-sandbox-name"], headers["x-api-key"], path.split("/").at(-1)].join(" "),
    );
    expect(seen.sort()).toEqual([
      "dev program-under-test fieldgroups",
      "dev program-under-test schemas",
      "prod the-production-client fieldgroups",
      "prod the-production-client schemas",
    ]);
    const located = (await stack.resources()).map(({ outputs }) => outputs.location).filter(Boolean);
    expect(located).toHaveLength(4);
  });

  it("keeps its secret out of the recorded state", async () => {
    expect(await stack.exportText()).not.toContain(SECRET);
  });

  it("is unchanged by a second up, and is destroyed where it was made", async () => {
    await emulator.clearRequests();
    expect(succeeded(await stack.up()).changes).toEqual({ same: 6 });
    expect(await emulator.requests()).toEqual([]);
    succeeded(await stack.destroy());
    const deletes = (await emulator.requests()).filter(({ method }) => method === "DELETE");
    expect(deletes.map(({ headers }) => headers["x-sandbox-name"]).sort()).toEqual([
      "dev",
      "dev",
      "prod",
      "prod",
    ]);
  });
});
