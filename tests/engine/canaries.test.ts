import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { type PlatformProxy, startProxy } from "../process/proxy";
import { type EmulatorProcess, startEmulatorProcess } from "../support/emulator";
import { createStack, type RunOptions, type StackRun, succeeded, type TestStack } from "../support/stack";

/** Where every credential and secret input is, and is not, after each verb at the highest verbosity. On the real engine. */
jest.setTimeout(300_000);

const canary = (name: string) => `canary${Buffer.from(name).toString("hex")}/+=`;

/** What passes through Pulumi: stack configuration and inputs. */
const PASSED = {
  password: canary("password"),
  privateKey: canary("private key"),
  passPhrase: canary("pass phrase"),
  note: canary("note"),
  ownSecret: canary("own secret"),
  configuredSecret: canary("configured secret"),
};
/** What AEP does not take. */
const REFUSED = {
  password: canary("refused password"),
  privateKey: canary("refused private key"),
  passPhrase: canary("refused pass phrase"),
  note: canary("refused note"),
};
/** What this package reads from the environment itself. */
const ENVIRONMENT_SECRET = canary("environment's secret");

const HIGHEST = ["--logtostderr", "-v=9", "--logflow", "--debug"];

let emulator: EmulatorProcess;
let proxy: PlatformProxy;
let stack: TestStack;
let folder: string;
/** An access token in the stack's configuration, and one in the environment. */
let configuredToken: string;
let environmentToken: string;
/** Everything printed so far. */
let printed = "";

beforeAll(async () => {
  emulator = await startEmulatorProcess();
  proxy = await startProxy(emulator.url);
  configuredToken = await newToken();
  environmentToken = await newToken();
  const { AEP_CLIENT_SECRET: _secret, ...env } = emulator.environment;
  stack = await createStack({
    program: "tests/engine/programs/canaries",
    env: {
      ...env,
      AEP_ENDPOINT: proxy.url,
      AEP_TRACE: "1",
      SFTP_PRIVATE_KEY: PASSED.privateKey,
      SFTP_PASS_PHRASE: PASSED.passPhrase,
    },
  });
  folder = path.dirname(stack.folder);
  await stack.setConfig("password", PASSED.password, { secret: true });
  await stack.setConfig("note", PASSED.note, { secret: true });
  await stack.setConfig("ownSecret", PASSED.ownSecret, { secret: true });
  await stack.setConfig("aep:clientSecret", PASSED.configuredSecret, { secret: true });
});

afterAll(async () => {
  await stack?.dispose();
  await proxy?.stop();
  await emulator?.stop();
});

async function newToken(): Promise<string> {
  const body = new URLSearchParams({
    grant_type: "client_credentials",
    client_id: "program-under-test",
    client_secret: "secret-of-whoever-fetched-it",
    scope: "openid",
  });
  const answer: unknown = await (
    await fetch(`${emulator.url}/ims/token/v3`, { method: "POST", body })
  ).json();
  const token = answer !== null && typeof answer === "object" && "access_token" in answer;
  if (!token || typeof answer.access_token !== "string") throw new Error("There is no token.");
  return answer.access_token;
}

async function run(verb: "up" | "refresh" | "destroy", { env, ...options }: RunOptions): Promise<StackRun> {
  const AEP_JOURNAL_DIR = path.join(folder, "journal");
  const args = [...HIGHEST, ...(options.args ?? [])];
  const result = await stack[verb]({ ...options, args, env: { ...env, AEP_JOURNAL_DIR } });
  printed += result.text;
  return result;
}

/** A secret as it may be written: escaping changes none of these characters, and base64 has three alignments. */
function writtenForms(secret: string): string[] {
  const plain = secret.replace(/\/\+=$/, "");
  const encoded = [0, 1, 2].map((before) => {
    const text = Buffer.from(`${" ".repeat(before)}${plain}`).toString("base64");
    return text.slice(4, text.length - 4);
  });
  return [plain, ...encoded];
}

/** Pulumi itself prints what passes through it, whatever a provider does: docs/secrets.md says at which verbosity. */
const PRINTED_BY_PULUMI = [
  /"msg":"(Unmarshaling|Marshaling) property for RPC\[.*"v":9\}$/,
  /"msg":"RegisterResource RPC finished: .*"v":3\}$/,
  /"msg":"eventSink::Debug\(.*RegisterResource RPC finished: .*"v":9\}$/,
  /^[ +~]{0,3} .*debug: RegisterResource RPC finished: /,
];

async function expectNowhere(): Promise<void> {
  const passed = [...Object.values(PASSED), ...Object.values(REFUSED), configuredToken].flatMap(writtenForms);
  const kept = [ENVIRONMENT_SECRET, ...proxy.tokens].filter((token) => token !== configuredToken);
  const own = kept.flatMap(writtenForms);
  const all = [...passed, ...own];
  const holds = (text: string, secrets: readonly string[]) => secrets.some((secret) => text.includes(secret));

  const lines = printed.split("\n");
  expect(lines.filter((line) => holds(line, own))).toEqual([]);
  const unexpected = lines.filter(
    (line) => holds(line, passed) && !PRINTED_BY_PULUMI.some((own) => own.test(line)),
  );
  expect(unexpected).toEqual([]);

  const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) =>
    entry.isFile(),
  );
  for (const { parentPath, name } of files) {
    // The event log that only tests ask for repeats what --debug prints.
    if (name === "events.jsonl") continue;
    const text = await readFile(path.join(parentPath, name), "latin1");
    expect([path.join(parentPath, name), holds(text, all)]).toEqual([path.join(parentPath, name), false]);
  }
  // AEP's own record of requests holds what is a secret to the program alone.
  const toAep = all.filter((form) => ![PASSED.note, REFUSED.note].flatMap(writtenForms).includes(form));
  expect(holds(JSON.stringify(await emulator.requests()), toAep)).toBe(false);
}

describe("a secret is nowhere it does not belong", () => {
  it("after an up with the stack's client secret", async () => {
    succeeded(await run("up", {}));
    expect((await readdir(path.join(folder, "journal"))).length).toBe(4);
    await expectNowhere();
  });

  it("after an up with an edit and the environment's client secret", async () => {
    await stack.edit("index.ts", "As it was made", "Edited");
    succeeded(await run("up", { env: { AEP_CLIENT_SECRET: ENVIRONMENT_SECRET } }));
    await expectNowhere();
  });

  it("after updates that AEP refuses with answers that repeat them, and the stack's token", async () => {
    await stack.setConfig("aep:accessToken", configuredToken, { secret: true });
    await stack.setConfig("password", REFUSED.password, { secret: true });
    await stack.setConfig("note", REFUSED.note, { secret: true });
    proxy.answer(({ method, authorization, body }) => {
      if (method !== "PATCH") return undefined;
      const said = `${authorization} may not do ${body}`;
      return { status: 400, body: JSON.stringify({ title: said, detail: said }) };
    });
    // What comes from the environment Pulumi does not know as a secret of the stack, and masks nowhere.
    const env = { SFTP_PRIVATE_KEY: REFUSED.privateKey, SFTP_PASS_PHRASE: REFUSED.passPhrase };
    const up = await run("up", { env, args: ["--continue-on-error"] });
    expect(up.code).not.toBe(0);
    expect(
      up.text.match(/Could not update the base connection .* may not do .*\[redacted\]/g),
    ).not.toBeNull();
    // A description is no secret of an account, but the program says that this one is.
    expect(up.text).toMatch(/"path":"\/description","value":"\[redacted\]"/);
    expect(proxy.tokens).toContain(configuredToken);
    proxy.answer(() => undefined);
    await expectNowhere();
  });

  it("after a refresh with the environment's token", async () => {
    succeeded(await run("refresh", { env: { AEP_ACCESS_TOKEN: environmentToken } }));
    expect(proxy.tokens).toContain(environmentToken);
    await expectNowhere();
  });

  it("after a destroy", async () => {
    succeeded(await run("destroy", { env: { AEP_CLIENT_SECRET: ENVIRONMENT_SECRET } }));
    await expectNowhere();
  });

  it("though Pulumi was asked to say everything, and did", () => {
    // What a test looks for must be there to be seen: else the verbosity is not what it seems to be.
    for (const printedByPulumi of PRINTED_BY_PULUMI.slice(0, 3))
      expect(printed.split("\n").some((line) => printedByPulumi.test(line))).toBe(true);
    expect(printed).toMatch(/PATCH \/data\/foundation\/flowservice\/connections.* in \d+ ms/);
  });
});
