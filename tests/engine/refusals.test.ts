import { type EmulatorProcess, startEmulatorProcess } from "../support/emulator";
import { describeSteps } from "../support/engine-events";
import { describeWrites } from "../support/requests";
import { createStack, succeeded, type TestStack } from "../support/stack";

/** Wrong input, wrong place, missing answers: what is said, and that nothing is lost. On the real engine. */
jest.setTimeout(300_000);

let emulator: EmulatorProcess;

beforeAll(async () => {
  emulator = await startEmulatorProcess();
});

afterAll(async () => {
  await emulator?.stop();
});

async function withStack(
  work: (stack: TestStack) => Promise<void>,
  env: Readonly<Record<string, string>> = emulator.environment,
): Promise<void> {
  await emulator.control("POST", "/reset");
  const stack = await createStack({ program: "examples/customerio", env });
  try {
    await work(stack);
  } finally {
    await stack.dispose();
  }
}

describe("bad input is refused in the preview, with its path and the way out", () => {
  const CASES: readonly (readonly [string, string, string, RegExp])[] = [
    [
      "a misspelt property",
      "fieldGroups: [fields.id]",
      "fieldgroups: [fields.id]",
      /Did you mean "fieldGroups"\?/,
    ],
    [
      "a wrong type",
      'title: "Customer.io",',
      "title: 42 as unknown as string,",
      /title: must be a string, not a number/,
    ],
    [
      "an unknown source",
      'connectionSpec: "customerio"',
      'connectionSpec: "custmerio"',
      /Did you mean "customerio"\?/,
    ],
    ["two source connections", "[source.id]", "[source.id, source.id]", /exactly one source connection/],
    ["an empty destination", '"_{TENANT_ID}.email"', '""', /mappings\[1\]\.destination: must not be empty/],
    [
      "a malformed schema id",
      "schemaRef: { id: schema.id },\n  //",
      'schemaRef: { id: "my-schema" },\n  //',
      /schemaRef\.id: must be a schema's id/,
    ],
  ];

  it("says each of them, and sends nothing", async () => {
    await withStack(async (stack) => {
      await emulator.clearRequests();
      for (const [what, from, to, message] of CASES) {
        await stack.edit("index.ts", from, to);
        const preview = await stack.preview();
        expect([what, preview.code === 0]).toEqual([what, false]);
        expect(preview.text).toMatch(message);
        expect(preview.text).not.toMatch(/\n\s+at .*\.js:\d+/);
        await stack.edit("index.ts", to, from);
      }
      expect(await emulator.requests()).toEqual([]);
    });
  });

  it("missing settings: one readable sentence, no stack trace", async () => {
    await withStack(async (stack) => {
      const preview = await stack.preview();
      expect(preview.code).not.toBe(0);
      const errors = preview.diagnostics.filter(({ severity }) => severity === "error");
      expect(errors.map(({ message }) => message)).toEqual([
        expect.stringMatching(/AEP_CLIENT_ID.*AEP_ORG_ID.*AEP_SANDBOX.*pulumi config set/s),
      ]);
      expect(preview.text).not.toMatch(/\n\s+at .*\.js:\d+/);
    }, {});
  });

  it("an unreadable setting is named", async () => {
    await withStack(
      async (stack) => {
        const preview = await stack.preview();
        expect(preview.code).not.toBe(0);
        expect(preview.text).toMatch(/aep:endpoint is not a URL/);
      },
      { ...emulator.environment, AEP_ENDPOINT: "localhost" },
    );
  });
});

describe("another place than the recorded one", () => {
  it("is refused by every verb before any request", async () => {
    await withStack(async (stack) => {
      succeeded(await stack.up());
      await emulator.clearRequests();
      const elsewhere = { env: { AEP_SANDBOX: "prod" } };
      for (const run of [
        await stack.preview(elsewhere),
        await stack.up(elsewhere),
        await stack.refresh(elsewhere),
        await stack.destroy(elsewhere),
      ]) {
        expect(run.code).not.toBe(0);
        expect(run.text).toMatch(/lives in sandbox dev, but the configuration names prod/);
      }
      expect(await emulator.requests()).toEqual([]);
      expect(await stack.resources()).toHaveLength(9);
      succeeded(await stack.destroy());
    });
  });
});

describe("the production guard", () => {
  it("previews, and writes only once the stack names the sandbox", async () => {
    const env = { ...emulator.environment, AEP_SANDBOX: "prod" };
    await withStack(async (stack) => {
      succeeded(await stack.preview());
      await emulator.clearRequests();
      const up = await stack.up();
      expect(up.code).not.toBe(0);
      expect(up.text).toMatch(/pulumi config set aep:allowProduction prod/);
      expect(describeWrites(await emulator.requests())).toEqual([]);
      await stack.setConfig("aep:allowProduction", "prod");
      succeeded(await stack.up());
      succeeded(await stack.destroy());
    }, env);
  });
});

describe("an inlet that does not come", () => {
  it.each([
    ["the next up finishes it", false],
    ["so does the next up after a refresh", true],
  ])("is recorded as pending; %s", async (_what, refreshes) => {
    await withStack(async (stack) => {
      await emulator.control("PUT", "/settings", { assumptions: { inletDelayMilliseconds: "never" } });
      await stack.edit(
        "index.ts",
        "transformations: [mapping.asTransformation()],\n}",
        'transformations: [mapping.asTransformation()],\n}, { customTimeouts: { create: "2s", update: "20s" } }',
      );
      const up = await stack.up();
      expect(up.code).not.toBe(0);
      expect(up.text).toMatch(/has not given it inletUrl\. It is recorded as pending/);
      const recorded = async () => (await stack.resources()).find(({ type }) => type.endsWith(":Flow"));
      expect((await recorded())?.outputs).toMatchObject({ pending: ["inletUrl"] });
      if (refreshes) {
        succeeded(await stack.refresh());
        expect((await recorded())?.initErrors).toEqual([]);
        expect((await recorded())?.outputs).toMatchObject({ pending: ["inletUrl"] });
      }
      // The emulator decides when an object is made whether its inlet ever comes; the test lets it come now.
      await emulator.control("PUT", "/settings", { assumptions: { inletDelayMilliseconds: 0 } });
      await emulator.clearRequests();
      const again = succeeded(await stack.up());
      expect(describeSteps(again.steps)).toEqual(["update Flow customerio"]);
      expect(describeWrites(await emulator.requests())).toEqual([]);
      expect((await recorded())?.outputs.pending).toBeUndefined();
      expect(await stack.outputs()).toMatchObject({
        inletUrl: expect.stringMatching(/\/collection\/[0-9a-f]{64}$/),
      });
    });
  });
});
