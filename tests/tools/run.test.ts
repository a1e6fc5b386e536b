import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { repositoryRoot } from "../support/repository";
import { startScript } from "./run-script";

jest.setTimeout(180_000);

/** A checkout with a state of its own: what runs is copied, what is installed and built is shared. */
let checkout: string;
let environment: Record<string, string>;

beforeAll(async () => {
  checkout = mkdtempSync(path.join(tmpdir(), "pulumi-aep-checkout-"));
  for (const copied of ["tools", "examples", "Pulumi.yaml"]) {
    const filter = (source: string) => path.basename(source) !== "node_modules";
    cpSync(path.join(repositoryRoot, copied), path.join(checkout, copied), { recursive: true, filter });
  }
  const manifests = ["package.json", "package-lock.json", "tsconfig.json", "tsconfig.base.json"];
  for (const shared of ["node_modules", "provider", "emulator", ...manifests]) {
    symlinkSync(path.join(repositoryRoot, shared), path.join(checkout, shared));
  }
  // The same files have the same stamp: what other suites are loading at this moment is not compiled again.
  const built = path.join(repositoryRoot, ".local", "built");
  mkdirSync(path.join(checkout, ".local"));
  if (existsSync(built)) cpSync(built, path.join(checkout, ".local", "built"));
  const inherited = Object.entries(process.env).filter(([name]) => !/^(AEP|PULUMI)_/.test(name));
  environment = {
    ...(Object.fromEntries(inherited) as Record<string, string>),
    AEP_EMULATOR_PORT: String(await freePort()),
    // A real tenant's settings that must not be followed: with them the run would end in an error.
    AEP_ENDPOINT: "https://platform.invalid",
    AEP_SANDBOX: "prod",
  };
});

afterAll(async () => {
  await run("emulator:stop");
  rmSync(checkout, { recursive: true, force: true });
});

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}

function run(...verbAndArguments: string[]) {
  const script = path.join(checkout, "tools", "run.mjs");
  return startScript([script, ...verbAndArguments], environment, 120_000).result;
}

async function succeed(...verbAndArguments: string[]): Promise<string> {
  const { code, stdout, stderr } = await run(...verbAndArguments);
  if (code !== 0) throw new Error(`${verbAndArguments.join(" ")} ended with ${code}:\n${stdout}${stderr}`);
  return stdout + stderr;
}

test("the example goes up, stays as it is, takes events, and goes away again, by the npm verbs", async () => {
  const up = await succeed("up");
  expect(up).not.toContain("Compiling");
  const [, created = "none"] = /\+ (\d+) created/.exec(up) ?? [];
  expect(up).toMatch(/inletUrl *: "http:\/\/127\.0\.0\.1:\d+\/collection\//);
  expect(up).toMatch(/webhookUrl *: "http:\/\/127\.0\.0\.1:\d+\/collection\/.*x-adobe-flow-id=/);

  const again = await succeed("up", "--skip-preview");
  expect(again).toContain(`${created} unchanged`);
  expect(again).not.toContain("Previewing");

  const events = readdirSync(path.join(checkout, "examples", "customerio", "events"));
  const sent = await succeed("send");
  for (const event of events) expect(sent).toMatch(new RegExp(`${event} +200 `));
  expect(sent).toContain(`${events.length} rows landed`);
  // Received, written, failed.
  expect(sent).toMatch(new RegExp(`│ ${events.length} +│ ${events.length} +│ 0 +│`));

  expect(await succeed("emulator:stop")).toContain("has stopped");
  expect(await succeed("emulator:stop")).toContain("No emulator is running");

  const destroyed = await succeed("destroy");
  expect(destroyed).toContain("The emulator runs at");
  expect(destroyed).toContain(`${created} deleted`);

  expect(await run("send")).toMatchObject({
    code: 1,
    stderr: "The dataflow is not up. Run `npm run up` first.\n",
  });
});
