import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { z } from "zod";
import { event, row } from "../emulator/tutorial";
import { type EmulatorProcess, startEmulatorProcess } from "../support/emulator";
import { type CommandResult, everythingSaid, runCommand } from "./command-process";
import { badEvent, type Dataflows, makeDataflows, names } from "./dataflows";
import { configuration, fakePulumi } from "./fake-pulumi";

/** `pulumi-aep mapping test`, `graph`, `sources`, `doctor`, and where settings come from. */
const SECRET = "canary-secret-of-the-commands";
let emulator: EmulatorProcess;
let env: Readonly<Record<string, string>>;
let flows: Dataflows;
let folder: string;

beforeAll(async () => {
  emulator = await startEmulatorProcess();
  env = { ...emulator.environment, AEP_CLIENT_SECRET: SECRET };
  flows = await makeDataflows(emulator);
});

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "pulumi-aep-"));
  await emulator.control("PUT", "/faults", []);
  await emulator.clearRequests();
});

afterEach(() => rm(folder, { recursive: true, force: true }));

afterAll(async () => {
  await emulator?.stop();
  expect(everythingSaid.join("")).not.toContain(SECRET);
});

const command = (...words: string[]): Promise<CommandResult> => runCommand(words, { env });

async function sampleFile(name: string, text: string): Promise<string> {
  const file = path.join(folder, name);
  await writeFile(file, text);
  return file;
}

const answerInstead = (where: string, items: readonly unknown[]) =>
  emulator.control("PUT", "/faults", [
    { method: "GET", path: where, action: { status: 200, body: { items, _links: {} } } },
  ]);

describe("mapping test", () => {
  const tried = z.object({
    mappingSet: z.object({ id: z.string(), version: z.number(), newestVersion: z.number().optional() }),
    flow: z.object({ id: z.uuid(), name: z.string() }).optional(),
    mappings: z.array(
      z.object({
        sourceType: z.enum(["ATTRIBUTE", "EXPRESSION", "STATIC"]),
        source: z.string(),
        destination: z.string(),
        errors: z.array(z.object({ message: z.string(), destination: z.string().optional() })),
      }),
    ),
    samples: z.array(
      z.object({
        sample: z.unknown(),
        result: z.unknown(),
        errors: z.array(z.object({ message: z.string() })),
      }),
    ),
  });

  it("shows what the mapping of a flow makes of samples, and writes nothing", async () => {
    const before = await emulator.state();
    const file = await sampleFile("events.json", JSON.stringify([event, event]));
    const { code, stdout } = await command("mapping", "test", names.webhook, "--sample", file);
    expect(code).toBe(0);
    expect(stdout).toMatch(/ok {2}data\.identifiers\.email +_extconndev\.email\n/);
    expect(stdout).toContain("Sample 2 of 2 becomes");
    expect(stdout).toContain('"cio_id": "d9c106000001"');
    expect(stdout.replace(/\n/g, " ")).toContain("Adobe advises to pause ingestion for five minutes");
    const lines = await sampleFile("events.jsonl", `${JSON.stringify(event)}\n\n${JSON.stringify(event)}\n`);
    const json = await command("mapping", "test", flows.mappingId, "--sample", lines, "--json");
    const { samples } = tried.parse(JSON.parse(json.stdout));
    expect(samples.map(({ result }) => result)).toEqual([row, row]);
    expect(await emulator.state()).toEqual(before);
  });

  it("ends with 2 when a sample meets an error", async () => {
    const file = await sampleFile("event.json", JSON.stringify({ ...event, timestamp: "yesterday" }));
    const { code, stdout } = await command("mapping", "test", flows.webhook, "--sample", file);
    expect(code).toBe(2);
    expect(stdout).toMatch(/ ! .*timestamp/);
  });

  it("ends with 1 when a mapping is not valid, and tells of a newer version", async () => {
    const { client, mappingId, mappingBody } = flows;
    const { mappings, ...rest } = z
      .looseObject({ mappings: z.array(z.unknown()) })
      .parse(structuredClone(mappingBody));
    const wrong = { sourceType: "ATTRIBUTE", source: "email", destination: "_extconndev.nowhere" };
    await client.put(`/data/foundation/conversion/mappingSets/${mappingId}`, {
      ...rest,
      mappings: [...mappings, wrong],
    });
    const file = await sampleFile("event.json", JSON.stringify(event));
    const bySet = await command("mapping", "test", mappingId, "--sample", file);
    expect(bySet.code).toBe(1);
    expect(bySet.stdout).toMatch(/wrong {2}email +_extconndev\.nowhere\n +The destination/);
    const byFlow = await command("mapping", "test", flows.webhook, "--sample", file, "--json");
    expect(byFlow.code).toBe(0);
    expect(tried.parse(JSON.parse(byFlow.stdout)).mappingSet).toMatchObject({ version: 0, newestVersion: 1 });
  });

  it("ends with 4 when the samples are none", async () => {
    const file = await sampleFile("broken.jsonl", `${JSON.stringify(badEvent)}\n{"half": `);
    const broken = await command("mapping", "test", names.webhook, "--sample", file);
    expect([broken.code, broken.stderr]).toEqual([4, `pulumi-aep: Line 2 of ${file} is not JSON.\n`]);
    const none = await command("mapping", "test", names.webhook, "--sample", path.join(folder, "none.json"));
    expect([none.code, none.stderr]).toEqual([4, expect.stringContaining("could not be read: ENOENT")]);
  });
});

describe("graph", () => {
  it("draws every dataflow from account to schema, or one", async () => {
    const { code, stdout } = await command("graph");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^flowchart LR\n/);
    for (const drawn of [
      '(["account: S3"])',
      '[/"source: Streaming Source Connection for Customer.io (Customer.io)"/]',
      `[["flow: ${names.files}"]]`,
      '[\\"target: Streaming Target Connection for Customer.io"\\]',
      '[("dataset: Customer.io events")]',
      '{{"schema: Customer.io"}}',
    ]) {
      expect(stdout).toContain(drawn);
    }
    expect(stdout).toMatch(/ n\d -- "mapping [0-9a-f]{8} v0" --> n\d/);
    const one = await command("graph", "--flow", names.webhook, "--json");
    const { nodes, edges } = z
      .object({
        nodes: z.array(z.object({ kind: z.string(), id: z.string(), name: z.string() })),
        edges: z.array(z.object({ from: z.string(), to: z.string(), label: z.string().optional() })),
      })
      .parse(JSON.parse(one.stdout));
    expect(nodes.map(({ kind }) => kind)).toEqual(["source", "flow", "target", "dataset", "schema"]);
    expect(edges).toHaveLength(4);
  });

  it("ends with 4 where there is no such flow, and draws nothing", async () => {
    expect(await command("graph", "--flow", "Orders")).toEqual({
      code: 4,
      stdout: "",
      stderr: 'pulumi-aep: There is no flow named "Orders" in the sandbox "dev".\n',
    });
  });
});

describe("sources", () => {
  const compared = z.object({
    compared: z.object({ connectionSpecs: z.number(), flowSpecs: z.number() }),
    findings: z.array(
      z.object({
        what: z.enum(["connection spec", "flow spec"]),
        difference: z.enum(["missing", "different", "new"]),
        name: z.string(),
        id: z.string(),
        detail: z.string(),
      }),
    ),
  });

  async function live(): Promise<readonly Record<string, unknown>[]> {
    const { body } = await flows.client.get("/data/foundation/flowservice/connectionSpecs");
    return z.object({ items: z.array(z.record(z.string(), z.unknown())) }).parse(body).items;
  }

  it("ends with 2 when AEP only has more", async () => {
    const { code, stdout } = await command("sources");
    expect(code).toBe(2);
    expect(stdout).toContain("Not in the catalogue");
    expect(stdout).toContain("mailchimp");
  });

  it("ends with 0 when they agree", async () => {
    const { findings } = compared.parse(JSON.parse((await command("sources", "--json")).stdout));
    const added = findings.map(({ id }) => id);
    await answerInstead(
      "/flowservice/connectionSpecs",
      (await live()).filter(({ id }) => !added.includes(String(id))),
    );
    expect(await command("sources")).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("The catalogue agrees with them."),
    });
  });

  it("ends with 1 and says what is missing, and what is different", async () => {
    const specs = (await live()).flatMap((spec) => {
      if (spec.name === "pendo") return [];
      if (spec.name === "lava") return [{ ...spec, id: "00000000-0000-4000-8000-00000000000a" }];
      return spec.name === "chatlio" ? [{ ...spec, version: "2.0" }] : [spec];
    });
    await answerInstead("/flowservice/connectionSpecs", specs);
    const { code, stdout } = await command("sources", "--json");
    expect(code).toBe(1);
    const different = compared
      .parse(JSON.parse(stdout))
      .findings.filter(({ difference }) => difference !== "new")
      .map(({ name, difference, detail }) => `${difference} ${name}: ${detail}`);
    expect(different).toEqual([
      "different chatlio: AEP lists the version 2.0, the catalogue has 1.0.",
      "different lava: AEP lists it with the id 00000000-0000-4000-8000-00000000000a.",
      "missing pendo: AEP does not list it.",
    ]);
  });
});

describe("doctor", () => {
  const examined = z.object({
    findings: z.array(
      z.object({
        check: z.string(),
        outcome: z.enum(["ok", "warning", "failed", "skipped"]),
        detail: z.string(),
      }),
    ),
  });
  const outcomes = ({ stdout }: CommandResult) =>
    Object.fromEntries(
      examined.parse(JSON.parse(stdout)).findings.map(({ check, outcome }) => [check, outcome]),
    );

  it("ends with 0 when everything is there, and writes nothing", async () => {
    const result = await command("doctor", "--json");
    expect(result.code).toBe(0);
    expect(outcomes(result)).toMatchObject({
      node: "ok",
      settings: "ok",
      token: "ok",
      sandbox: "ok",
      "Schema Registry": "ok",
      "Flow Service": "ok",
      "production guard": "ok",
      "write permission": "skipped",
      clock: "ok",
    });
    const methods = (await emulator.requests())
      .filter(({ path: to }) => to.startsWith("/data/"))
      .map(({ method }) => method);
    expect([...new Set(methods)]).toEqual(["GET"]);
    const shown = await command("doctor");
    expect(shown.stdout).toMatch(/^ok {6} +token +was issued for the client/m);
    expect(shown.stdout).toMatch(/^skipped +write permission +was NOT tested: these services/m);
    for (const { stdout, stderr } of [result, shown]) expect(stdout + stderr).not.toContain(SECRET);
  });

  it("says what a production sandbox means", async () => {
    const result = await command("doctor", "--sandbox", "prod");
    expect(result.code).toBe(0);
    expect(result.stdout).toMatch(/^warning +production guard +refuses every write/m);
    expect(result.stdout).toContain("AEP_ALLOW_PRODUCTION=prod");
  });

  it("ends with 1 and the way out when something fails", async () => {
    const unset = await runCommand(["doctor"], { env: {} });
    expect(unset.code).toBe(1);
    expect(unset.stdout).toMatch(/^failed +settings +aep:sandbox is not set: set AEP_SANDBOX/m);
    const elsewhere = await command("doctor", "--sandbox", "west");
    expect([elsewhere.code, elsewhere.stdout.replace(/\s+/g, " ")]).toEqual([
      1,
      expect.stringContaining('no access to a sandbox "west" in EMULATOR@AdobeOrg. It has access to'),
    ]);
    await emulator.control("PUT", "/faults", [
      { path: "/ims/token", action: { status: 401, body: { error: "invalid_client" } } },
    ]);
    const refused = await command("doctor", "--json");
    expect(refused.code).toBe(1);
    expect(outcomes(refused)).toMatchObject({ token: "failed", sandbox: "skipped", Catalog: "skipped" });
    await emulator.control("PUT", "/faults", [
      {
        path: "/catalog/",
        action: { status: 403, body: { title: "ForbiddenError", status: 403, detail: "Permission missing" } },
      },
    ]);
    const forbidden = await command("doctor", "--json");
    expect(outcomes(forbidden)).toMatchObject({ Catalog: "failed", "Data Prep": "ok" });
  });

  it("warns of a Pulumi that needs a newer SDK for X.get than the program has", async () => {
    const sdk = path.join(folder, "node_modules", "@pulumi", "pulumi");
    await mkdir(sdk, { recursive: true });
    const warned = async (engine: string, version: string) => {
      await writeFile(path.join(sdk, "package.json"), JSON.stringify({ name: "@pulumi/pulumi", version }));
      const PATH = await fakePulumi(folder, { version: `v${engine}` });
      const result = await runCommand(["doctor", "--json"], { env: { ...env, PATH }, cwd: folder });
      expect(result.code).toBe(0);
      return outcomes(result)["X.get"];
    };
    expect(await warned("3.272.0", "3.248.0")).toBe("warning");
    expect(await warned("3.272.0", "3.268.0")).toBeUndefined();
    expect(await warned("3.259.0", "3.248.0")).toBeUndefined();
  });

  it("warns of a clock that is wrong", async () => {
    await emulator.control("PUT", "/faults", [
      {
        path: "/data/foundation/",
        action: {
          status: 200,
          takesEffect: false,
          body: { items: [], sandboxes: [], tenantId: "acme", name: "dev", type: "development" },
          headers: { date: new Date(Date.now() + 3_600_000).toUTCString() },
        },
      },
    ]);
    const result = await command("doctor", "--json");
    expect(outcomes(result)).toMatchObject({ clock: "warning" });
  });
});

describe("settings", () => {
  it("come from the stack of the folder, decrypted by Pulumi itself", async () => {
    const { AEP_CLIENT_SECRET: _secret, AEP_SANDBOX: _sandbox, ...environment } = env;
    const values = { "aep:clientSecret": SECRET, "aep:sandbox": "prod" };
    const bin = await fakePulumi(folder, { config: configuration(values) });
    await writeFile(path.join(folder, "Pulumi.dev.yaml"), "config:\n  aep:sandbox: prod\n");
    const options = { cwd: folder, env: { ...environment, PATH: bin } };
    const fromStack = await runCommand(["runs"], options);
    expect([fromStack.code, fromStack.stdout]).toEqual([
      3,
      'There are no dataflows in the sandbox "prod".\n',
    ]);
    const chosen = await runCommand(["runs", "--sandbox", "dev"], options);
    expect(chosen.stdout).toContain("FLOW");
    const contradicting = await runCommand(["runs"], { ...options, env: { ...env, PATH: bin } });
    expect([contradicting.code, contradicting.stderr]).toEqual([
      4,
      expect.stringContaining('aep:sandbox = "prod", but the environment says AEP_SANDBOX = "dev"'),
    ]);
  });

  it("of a stack that cannot be read are left out with a word, or are an error when it was named", async () => {
    await writeFile(path.join(folder, "Pulumi.dev.yaml"), "config:\n  aep:sandbox: prod\n");
    const options = { cwd: folder, env: { ...env, PATH: path.join(folder, "nothing") } };
    const unread = await runCommand(["runs"], options);
    expect(unread.code).toBe(3);
    expect(unread.stderr).toContain("pulumi is not on the PATH. Only the environment counts.");
    const named = await runCommand(["runs", "--stack", "dev"], options);
    expect([named.code, named.stderr]).toEqual([
      4,
      "pulumi-aep: The configuration of the stack dev could not be read: pulumi is not on the PATH.\n",
    ]);
  });
});
