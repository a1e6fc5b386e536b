import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { ProviderProcess } from "../support/provider-process";
import { startRun } from "./in-process";
import { EACH_KIND, edited, OBJECT_KINDS, objectKind } from "./objects";
import { errorOf, type Foundation, logged, type Platform, startPlatform } from "./platform";
import { type PlatformProxy, startProxy } from "./proxy";

/** Neither the client secret nor a token is in anything that a terminal, a log or a state may show. */
const CANARY = "canary/5ecr3t+of the=client";
const PASSWORD = 'canary "pa55word"+of/an=account';
const WRITTEN = [CANARY, PASSWORD].flatMap((secret) => [
  secret,
  encodeURIComponent(secret),
  new URLSearchParams({ "": secret }).toString().slice(1),
  JSON.stringify(secret).slice(1, -1),
]);

let platform: Platform;
let proxy: PlatformProxy;
let provider: ProviderProcess;
let foundation: Foundation;
let journal: string;

beforeAll(async () => {
  platform = await startPlatform();
  proxy = await startProxy(platform.emulator.url);
  journal = await mkdtemp(path.join(tmpdir(), "aep-journal-"));
  provider = await platform.another({
    env: { AEP_ENDPOINT: proxy.url, AEP_CLIENT_SECRET: CANARY, AEP_JOURNAL_DIR: journal },
  });
});

beforeEach(async () => {
  foundation = await platform.reset();
});

afterEach(() => proxy.answer(() => undefined));

afterAll(async () => {
  await platform?.stop();
  await proxy?.stop();
  await rm(journal, { recursive: true, force: true });
});

test("nothing secret is in the journal or in the platform's log", async () => {
  for (const { kind, inputs } of OBJECT_KINDS)
    await provider.create(kind, { ...inputs(foundation), __owner: `secrets-${kind}` });
  const files = (await readdir(journal)).filter((file) => file.startsWith("secrets-"));
  expect(files).toHaveLength(OBJECT_KINDS.length);
  const intents = await Promise.all(files.map((file) => readFile(path.join(journal, file), "utf8")));
  expectClean(provider, intents, await platform.emulator.requests());
});

/** Everything that the process has let out so far, and what a test has seen of it. */
function expectClean(process: ProviderProcess, ...seen: readonly unknown[]): void {
  const everything = JSON.stringify([process.messages, process.text(), ...seen]);
  for (const secret of [...WRITTEN, ...proxy.tokens]) expect(everything).not.toContain(secret);
}

it.each(EACH_KIND)("%s: nothing secret is in state, messages or output", async (kind, object) => {
  const inputs = object.inputs(foundation);
  const { id, outputs } = await provider.create(kind, inputs);
  const read = await provider.read(kind, id, outputs);
  const updated = await provider.update(
    kind,
    id,
    outputs,
    edited(inputs, object.edits[0]?.change(foundation) ?? {}),
  );
  await provider.delete(kind, id, updated);
  await logged();
  expect(proxy.tokens.size).toBeGreaterThan(0);
  expectClean(provider, outputs, read, updated);
});

describe.each(["read", "create", "update", "delete"] as const)(
  "a platform that echoes the token to a %s",
  (verb) => {
    const source = objectKind("sourceConnection");

    it.each([
      ["a refusal", 400, "application/json"],
      ["the title of a refusal", 403, "application/json"],
      ["a failure", 501, "application/json"],
      ["a web page", 400, "text/html"],
      ["a redirection", 307, "text/html"],
      ["a success that is none", 200, "application/json"],
    ])("in %s", async (_where, status, contentType) => {
      const inputs = source.inputs(foundation);
      const { id, outputs } = await provider.create(source.kind, inputs);
      proxy.answer(({ path, authorization }) => {
        if (!path.includes("sourceConnections")) return undefined;
        const text = `Bearer token: ${authorization.slice("Bearer ".length)} of ${CANARY}`;
        const body =
          contentType === "text/html"
            ? `<p>${text}</p>`
            : JSON.stringify({ title: text, detail: text, id: [text] });
        return {
          status,
          headers: {
            "content-type": contentType,
            location: `http://127.0.0.1:9/${authorization}`,
            "x-request-id": authorization,
          },
          body,
        };
      });
      const calls = {
        read: () => provider.read(source.kind, id, outputs),
        create: () => provider.create(source.kind, edited(inputs, { name: "Another" })),
        update: () => provider.update(source.kind, id, outputs, edited(inputs, { name: "Another" })),
        delete: () => provider.delete(source.kind, id, outputs),
      };
      const failed = await Promise.allSettled([calls[verb]()]);
      await logged();
      expectClean(
        provider,
        failed.map((outcome) => (outcome.status === "rejected" ? String(outcome.reason) : outcome.value)),
      );
    });
  },
);

describe("a platform that repeats what it was sent", () => {
  const account = {
    name: "Orders",
    connectionSpec: "sftp",
    auth: {
      specName: "Basic Authentication for sftp",
      params: { host: "sftp.example.com", userName: "reader", password: PASSWORD },
    },
  };

  it.each(["create", "update"] as const)("in the refusal of a %s", async (verb) => {
    const { id, outputs } = await provider.create("baseConnection", edited(account, { auth: undefined }));
    proxy.answer(({ path, body }) =>
      body.includes("pa55word") && path.includes("/connections")
        ? {
            status: 400,
            body: JSON.stringify({ title: "Refused", detail: `cannot sign in by ${body} or ${PASSWORD}` }),
          }
        : undefined,
    );
    const { message } = await errorOf(
      verb === "create"
        ? provider.create("baseConnection", account)
        : provider.update("baseConnection", id, outputs, account),
    );
    expectClean(provider, message);
    // What is harmless stays readable.
    expect(message).toMatch(/cannot sign in by .*sftp\.example\.com.*\[redacted\].* or \[redacted\]/s);
  });
});

describe("what the program marks as secret", () => {
  const source = {
    name: "Orders",
    description: PASSWORD,
    connectionSpec: "customerio",
    params: {
      url: `https://files.example.com/orders?sig=${CANARY}`,
      columns: [{ name: PASSWORD }],
      pin: 73911937,
    },
    __secrets: [["description"], ["params", "url"], ["params", "columns", 0, "name"], ["params", "pin"]],
  };
  const hidden = [PASSWORD, CANARY, "73911937"];
  const repeating = ({ path, body, method }: { path: string; body: string; method: string }) =>
    method !== "GET" && path.includes("/sourceConnections")
      ? { status: 400, body: JSON.stringify({ title: "Refused", detail: `no ${body} and no ${PASSWORD}` }) }
      : undefined;

  it("is in no refusal of a create, an update or a deletion", async () => {
    const { id, outputs } = await provider.create("sourceConnection", source);
    proxy.answer(repeating);
    const failures = [
      await errorOf(provider.create("sourceConnection", { ...source, name: "Others" })),
      await errorOf(
        provider.update("sourceConnection", id, outputs, { ...source, description: `${PASSWORD}2` }),
      ),
      await errorOf(provider.delete("sourceConnection", id, outputs)),
    ];
    await logged();
    const shown = [provider.messages, provider.text(), ...failures.map(({ message }) => message)];
    for (const secret of hidden) expect(JSON.stringify(shown)).not.toContain(secret);
    expectClean(provider, ...shown);
    expect(failures[0]?.message).toMatch(/no .*"connectionSpec".*\[redacted\]/s);
  });

  it("is in no message about a change elsewhere, nor is what it was changed to", async () => {
    const { id, outputs } = await provider.create("sourceConnection", source);
    const theirs = { ...source, description: "what-they-wrote" };
    await platform.provider.update("sourceConnection", id, outputs, theirs);
    await provider.read("sourceConnection", id, outputs);
    const { message } = await errorOf(
      provider.update("sourceConnection", id, outputs, { ...source, description: "what-we-write" }),
    );
    expect(message).toContain("description. The program changes the same");
    await logged();
    const warnings = provider.messages.map((each) => each.message).join();
    expect(warnings).toMatch(/was changed by .*: description\. pulumi preview/);
    for (const secret of [...hidden, "what-they-wrote", "what-we-write"])
      expect(message + warnings).not.toContain(secret);
  });

  it.each([
    ["name", "sourceConnection", { connectionSpec: "customerio", data: { format: "json" } }],
    ["title", "fieldGroup", { intendedToExtend: ["experienceevent"], fields: { orderId: "string" } }],
  ])(
    "is in no intent, where it is the %s, and is taken up again all the same",
    async (label, kind, inputs) => {
      const secret = `canary-${label}-of-an-object`;
      const marked = { ...inputs, [label]: secret, __owner: `secret-${label}`, __secrets: [[label]] };
      const settings = { ...platform.emulator.environment, AEP_JOURNAL_DIR: journal };
      const { id } = await startRun(settings).create(kind, marked);
      const files = (await readdir(journal)).filter((file) => file.startsWith(`secret-${label}`));
      const intents = await Promise.all(files.map((file) => readFile(path.join(journal, file), "utf8")));
      expect(intents).toEqual([expect.stringContaining(id)]);
      expect(intents.join()).not.toContain(secret);
      // The id did not reach the disk, and the stack has none either.
      await writeFile(path.join(journal, files[0] ?? ""), `${intents[0]?.split("\n")[0]}\n`);
      const next = startRun(settings);
      expect((await next.create(kind, marked)).id).toBe(id);
      expect(next.warnings).toEqual([expect.stringContaining("[redacted]")]);
      expect(next.warnings.join()).not.toContain(secret);
    },
  );

  it("is in no failure of check", async () => {
    const wrong = {
      ...source,
      connectionSpec: PASSWORD,
      __secrets: [["connectionSpec"]],
    };
    const { failures } = await provider.check("sourceConnection", {}, wrong);
    expect(failures).toEqual([
      { property: "", reason: expect.stringContaining('"[redacted]" is not a known source') },
    ]);
  });
});

it("a secret that is refused fails every kind with one clear sentence, after one request", async () => {
  const refused = await platform.another({ env: { AEP_ENDPOINT: proxy.url, AEP_CLIENT_SECRET: CANARY } });
  proxy.answer(({ path }) =>
    path.startsWith("/ims/")
      ? {
          status: 400,
          body: JSON.stringify({
            error: "invalid_client",
            error_description: `invalid client_secret ${CANARY}`,
          }),
        }
      : undefined,
  );
  const before = proxy.tokenRequests();
  await platform.emulator.clearRequests();
  const failures = await Promise.all(
    OBJECT_KINDS.map((object) => errorOf(refused.create(object.kind, object.inputs(foundation)))),
  );
  for (const { message } of failures) expect(message).toMatch(/client secret|AEP_CLIENT_SECRET/);
  expect(new Set(failures.map(({ message }) => message)).size).toBe(1);
  expect(await platform.emulator.requests()).toEqual([]);
  // Nor does the next resource ask again at once.
  const source = objectKind("sourceConnection");
  await errorOf(refused.create(source.kind, source.inputs(foundation)));
  expect(proxy.tokenRequests()).toBe(before + 1);
  await logged();
  expectClean(
    refused,
    failures.map(({ message }) => message),
  );
});

it("tokens that expire while the program runs are renewed once for all", async () => {
  await provider.create("dataset", objectKind("dataset").inputs(foundation));
  const before = proxy.tokenRequests();
  await platform.emulator.control("POST", "/tokens/expire");
  await Promise.all(OBJECT_KINDS.map((object) => provider.create(object.kind, object.inputs(foundation))));
  expect(proxy.tokenRequests()).toBe(before + 1);
});
