import type { ProviderProcess } from "../support/provider-process";
import { EACH_KIND, edited, objectKind } from "./objects";
import { errorOf, type Foundation, type Platform, startPlatform } from "./platform";

/** Which place is written to: the one that is recorded, the one that an explicit provider names, never production by accident. */
let platform: Platform;
let foundation: Foundation;

beforeAll(async () => {
  platform = await startPlatform();
});

beforeEach(async () => {
  foundation = await platform.reset();
});

afterAll(() => platform?.stop());

describe.each([
  [
    "another sandbox",
    "sandbox",
    { AEP_SANDBOX: "prod", AEP_ALLOW_PRODUCTION: "prod" },
    /sandbox dev, but .* prod/,
  ],
  [
    "another organization",
    "orgId",
    { AEP_ORG_ID: "OTHER@AdobeOrg" },
    /EMULATOR@AdobeOrg, but .* OTHER@AdobeOrg/,
  ],
  ["another host", "host", { AEP_ENDPOINT: "localhost" }, /host 127\.0\.0\.1, but .* localhost/],
])("configured for %s", (_place, _part, env, said) => {
  let misled: ProviderProcess;

  beforeAll(async () => {
    const port = new URL(platform.emulator.url).port;
    const endpoint = "AEP_ENDPOINT" in env ? { AEP_ENDPOINT: `http://${env.AEP_ENDPOINT}:${port}` } : {};
    misled = await platform.another({ env: { ...env, ...endpoint } });
  });

  it.each(EACH_KIND)(
    "%s: refuses to compare, read, update and delete, and sends nothing",
    async (kind, object) => {
      const inputs = object.inputs(foundation);
      const { id, outputs } = await platform.provider.create(kind, inputs);
      await platform.emulator.clearRequests();
      const desired = edited(inputs, object.edits[0]?.change(foundation) ?? {});
      const failures = [
        await errorOf(misled.diff(kind, id, outputs, inputs)),
        await errorOf(misled.read(kind, id, outputs)),
        await errorOf(misled.update(kind, id, outputs, desired)),
        await errorOf(misled.delete(kind, id, outputs)),
      ];
      for (const { message } of failures) {
        expect(message).toMatch(said);
        expect(message).toMatch(/Nothing was sent\./);
      }
      expect(await platform.emulator.requests()).toEqual([]);
      expect((await platform.provider.read(kind, id, outputs)).id).toBe(id);
    },
  );
});

describe("a production sandbox", () => {
  const dataset = objectKind("dataset");

  it.each(EACH_KIND)("is not written to unless it is named: %s", async (kind, object) => {
    const provider = await guarded();
    const { message } = await errorOf(provider.create(kind, object.inputs(foundation)));
    expect(message).toMatch(/The sandbox "prod" is a production sandbox; nothing was written\./);
    expect(message).toContain("`pulumi config set aep:allowProduction prod`");
    const requests = await platform.emulator.requests();
    expect(requests.filter(({ method, path }) => method !== "GET" && !path.startsWith("/ims/"))).toEqual([]);
  });

  let shared: ProviderProcess | undefined;
  async function guarded(): Promise<ProviderProcess> {
    shared ??= await platform.another({ env: { AEP_SANDBOX: "prod" } });
    return shared;
  }

  it("is read, compared and checked all the same", async () => {
    const provider = await guarded();
    const inputs = dataset.inputs(foundation);
    expect((await provider.check("dataset", {}, inputs)).failures).toEqual([]);
    const location = { host: "127.0.0.1", orgId: "EMULATOR@AdobeOrg", sandbox: "prod" };
    expect((await provider.read("dataset", "5e8e8b0d0000000000000000", { ...inputs, location })).id).toBe("");
  });

  it("is written to when it is named", async () => {
    const provider = await platform.another({ env: { AEP_SANDBOX: "prod", AEP_ALLOW_PRODUCTION: "prod" } });
    const { outputs } = await provider.create(
      "sourceConnection",
      objectKind("sourceConnection").inputs(foundation),
    );
    expect(outputs.location).toMatchObject({ sandbox: "prod" });
  });

  it("is not written to when another one is named", async () => {
    const provider = await platform.another({ env: { AEP_SANDBOX: "prod", AEP_ALLOW_PRODUCTION: "live" } });
    const inputs = objectKind("sourceConnection").inputs(foundation);
    const { message } = await errorOf(provider.create("sourceConnection", inputs));
    expect(message).toMatch(/aep:allowProduction names another sandbox, "live"/);
  });
});

describe("configuration", () => {
  const source = objectKind("sourceConnection");

  it("of an explicit provider wins over the environment", async () => {
    const provider = await platform.another({
      env: { AEP_SANDBOX: "nowhere", AEP_ORG_ID: "OTHER@AdobeOrg" },
      config: { "aep:explicit": "true", "aep:sandbox": "dev", "aep:orgId": "EMULATOR@AdobeOrg" },
    });
    const { outputs } = await provider.create(source.kind, source.inputs(foundation));
    expect(outputs.location).toEqual({ host: "127.0.0.1", orgId: "EMULATOR@AdobeOrg", sandbox: "dev" });
  });

  it("of a stack that contradicts the environment is refused by every call, and nothing is sent", async () => {
    const provider = await platform.another({ config: { "aep:sandbox": "prod" } });
    const inputs = source.inputs(foundation);
    const { failures } = await provider.check(source.kind, {}, inputs);
    expect(failures).toEqual([
      { property: "", reason: expect.stringMatching(/aep:sandbox = "prod".*AEP_SANDBOX = "dev"/) },
    ]);
    expect((await errorOf(provider.create(source.kind, inputs))).message).toMatch(/AEP_SANDBOX = "dev"/);
    expect(await platform.emulator.requests()).toEqual([]);
  });

  it("without credentials is one readable sentence in the preview", async () => {
    const none = { AEP_CLIENT_ID: "", AEP_CLIENT_SECRET: "", AEP_ORG_ID: "", AEP_SANDBOX: "" };
    const provider = await platform.another({ env: none });
    const { failures } = await provider.check(source.kind, {}, source.inputs(foundation));
    expect(failures).toHaveLength(1);
    expect(failures[0]?.reason).toMatch(/^AEP is not configured: set AEP_CLIENT_ID, .*\.$/);
  });
});
