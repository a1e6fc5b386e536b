import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { evaluate, startScript } from "./run-script";

function run(...verbAndArguments: string[]) {
  return startScript(["tools/run.mjs", ...verbAndArguments], {}).result;
}

describe("the runner", () => {
  const verbs = ["up", "preview", "refresh", "destroy", "send", "emulator", "emulator:stop", "test"];

  test("lists its verbs", async () => {
    const { code, stdout } = await run();
    expect(code).toBe(0);
    for (const verb of verbs) expect(stdout).toContain(`\n  ${verb} `);
  });

  test("explains each of them with an example", async () => {
    for (const verb of verbs) {
      const { code, stdout } = await run(verb, "--help");
      expect([verb, code]).toEqual([verb, 0]);
      expect(stdout).toContain("Example:\n  ");
    }
  });

  test("refuses what it does not know, in one sentence", async () => {
    const verb = await run("sned");
    expect(verb).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^There is no verb "sned"\. There are: up, .*\n$/),
    });
    const surplus = await run("send", "twice");
    expect(surplus).toMatchObject({ code: 1, stderr: "`send` takes no arguments, but got: twice\n" });
  });

  test("refuses an old Node before anything else", async () => {
    const body =
      'Object.defineProperty(process, "version", { value: "v18.20.4" }); process.argv[2] = "up"; await import("./tools/run.mjs");';
    const { code, stderr } = await startScript(["--input-type=module", "-e", body, "script"], {}).result;
    expect(code).toBe(1);
    expect(stderr).toBe("This is Node v18.20.4; 20.19.0 or later is needed: https://nodejs.org/\n");
  });
});

describe("the emulator's port", () => {
  let server: Server;
  let port: string;
  beforeAll(async () => {
    server = createServer((_request, response) => response.writeHead(404).end("something else"));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    port = String((server.address() as AddressInfo).port);
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  const start = `
    const { ensureEmulator } = await import("./tools/runner/emulator.mjs");
    console.log(JSON.stringify(await ensureEmulator().catch((error) => error.name + ": " + error.message)));`;

  test("taken by something else is an error that names the way out", async () => {
    const taken = Number(port);
    expect(await evaluate(start, { AEP_EMULATOR_PORT: port })).toBe(
      `Failure: Port ${taken} of 127.0.0.1 is taken by something other than the emulator. Free it, or choose another: AEP_EMULATOR_PORT=${taken + 1}.`,
    );
  });

  test.each(["0", "65536", "4010x", ""])("%j is refused as a port", async (setting) => {
    expect(await evaluate(start, { AEP_EMULATOR_PORT: setting })).toBe(
      `Failure: AEP_EMULATOR_PORT is "${setting}": it must be a port number from 1 to 65535.`,
    );
  });
});

describe("the environment of the program", () => {
  const url = "http://127.0.0.1:4010";

  test("holds the emulator's settings and none of the user's", async () => {
    const environment = await evaluate(
      `const { emulatorEnvironment } = await import("./tools/runner/emulator.mjs");
       console.log(JSON.stringify(emulatorEnvironment("${url}")));`,
      {
        AEP_ACCESS_TOKEN: "real",
        AEP_CLIENT_SECRET: "real",
        AEP_PLATFORM_URL: "https://platform.adobe.io",
        LANG: "C",
      },
    );
    expect(environment).toEqual({
      LANG: "C",
      AEP_ENDPOINT: url,
      AEP_CLIENT_ID: "emulator",
      AEP_CLIENT_SECRET: "emulator",
      AEP_ORG_ID: "EMULATOR@AdobeOrg",
      AEP_SANDBOX: "dev",
    });
  });

  test.each<[string, object, object, string | undefined]>([
    ["a local backend gets a passphrase", { backend: "file:///tmp/x" }, {}, "local"],
    ["unless the user has one", { backend: "file:///tmp/x" }, { PULUMI_CONFIG_PASSPHRASE: "own" }, "own"],
    [
      "or has one in a file",
      { backend: "file:///tmp/x" },
      { PULUMI_CONFIG_PASSPHRASE_FILE: "own" },
      undefined,
    ],
    ["a backend of the user's gets none", {}, {}, undefined],
  ])("%s", async (_case, options, base, passphrase) => {
    const environment = await evaluate(`
      const { engineEnvironment } = await import("./tools/engine/environment.mjs");
      const options = { ...${JSON.stringify(options)}, base: ${JSON.stringify(base)} };
      console.log(JSON.stringify(engineEnvironment({ path: undefined }, options)));`);
    expect((environment as Record<string, string>).PULUMI_CONFIG_PASSPHRASE).toBe(passphrase);
  });
});
