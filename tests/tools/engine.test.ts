import { existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createMachine, type Machine, type MachineOptions } from "./fake-go";
import { evaluate, type RunningScript, startScript } from "./run-script";

let machine: Machine;
afterEach(() => machine?.dispose());

function findEngine(overrides: Readonly<Record<string, string>> = {}): RunningScript {
  return startScript(["tools/engine/main.mjs"], { ...machine.environment, ...overrides });
}

async function findOn(options: MachineOptions) {
  machine = createMachine(options);
  return findEngine().result;
}

/** The finished engines in the cache: what is neither a lock, nor a log, nor half done. */
function engines(): string[] {
  return readdirSync(machine.cache).filter((name) => !/\.(lock|log|partial)/.test(name));
}

async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error("it did not come about within 10 s");
    await sleep(20);
  }
}

test("versions are read from what the tools say, and compared by number", async () => {
  const texts = ["v3.259.0", "go version go1.26 linux/amd64", "3.9.12-alpha.1+dirty", "none"];
  const answer = await evaluate(`
    const { parseVersion, isAtLeast } = await import("./tools/engine/version.mjs");
    const versions = ${JSON.stringify(texts)}.map(parseVersion);
    const minimum = { major: 3, minor: 216, patch: 1 };
    const others = ["3.216.1", "3.216.0", "3.99.9", "4.0.0", "3.216.10"].map(parseVersion);
    console.log(JSON.stringify({ versions: versions.map((v) => v ?? null), others: others.map((v) => isAtLeast(v, minimum)) }));
  `);
  expect(answer).toEqual({
    versions: [
      { major: 3, minor: 259, patch: 0 },
      { major: 1, minor: 26, patch: 0 },
      { major: 3, minor: 9, patch: 12 },
      null,
    ],
    others: [true, false, false, true, true],
  });
});

describe("the engine on the PATH", () => {
  test("is taken when it is new enough", async () => {
    const { stdout } = await findOn({ pulumi: "3.216.0" });
    expect(JSON.parse(stdout)).toMatchObject({ command: "pulumi", version: "3.216.0", source: "path" });
    expect(JSON.parse(stdout)).not.toHaveProperty("path");
  });

  test("gives way to a built one when it is too old", async () => {
    const { stdout } = await findOn({ pulumi: "3.215.9", go: "1.25.0" });
    expect(JSON.parse(stdout)).toMatchObject({
      source: "built",
      path: expect.stringContaining(machine.cache),
    });
  });
});

describe("without a usable engine or compiler", () => {
  test.each<[string, MachineOptions, string[]]>([
    ["there is neither", {}, ["there is no pulumi on the PATH", "there is no go"]],
    ["Go is too old", { go: "1.24.9" }, ["there is no pulumi on the PATH", "go 1.24.9 is older than 1.25.0"]],
    [
      "both are too old",
      { go: "1.19.8", pulumi: "3.100.0" },
      ["pulumi 3.100.0 on the PATH is older than 3.216.0"],
    ],
  ])("one sentence says so and what to install: %s", async (_case, options, sentences) => {
    const { code, stderr } = await findOn(options);
    expect(code).toBe(1);
    for (const sentence of sentences) expect(stderr).toContain(sentence);
    expect(stderr).toContain("https://www.pulumi.com/docs/iac/download-install/");
    expect(stderr).toContain("https://go.dev/doc/install");
    expect(stderr.trim().split("\n")).toHaveLength(1);
  });
});

describe("a build", () => {
  test("leaves a complete folder, which is used from then on", async () => {
    const first = await findOn({ go: "1.26.8" });
    expect(first.stderr).toBe("");
    const second = await findEngine().result;
    expect(JSON.parse(second.stdout)).toEqual(JSON.parse(first.stdout));
    expect(machine.builds()).toBe(1);
    const [folder = "none"] = engines();
    expect(readdirSync(machine.cache)).toEqual([folder]);
    expect(readdirSync(path.join(machine.cache, folder)).sort()).toEqual([
      "pulumi",
      "pulumi-language-nodejs",
      "pulumi-language-nodejs.mjs",
      "pulumi-resource-pulumi-nodejs",
    ]);
  });

  test("is made once by two that start at the same time", async () => {
    machine = createMachine({ go: "1.26.8" });
    const [first, second] = await Promise.all([findEngine().result, findEngine().result]);
    expect([first.code, second.code]).toEqual([0, 0]);
    expect(second.stdout).toBe(first.stdout);
    expect(machine.builds()).toBe(1);
  });

  test("that is killed leaves nothing that looks finished, and the next one takes over", async () => {
    machine = createMachine({ go: "1.26.8", build: "hang" });
    const killed = findEngine();
    await until(() => machine.builds() === 1);
    killed.kill("SIGKILL");
    await killed.result;
    expect(engines()).toEqual([]);
    expect(readdirSync(machine.cache).some((name) => name.endsWith(".lock"))).toBe(true);

    const next = await findEngine({ FAKE_GO_BUILD: "succeed" }).result;
    expect(next.code).toBe(0);
    expect(readdirSync(machine.cache)).toEqual(engines());
  });

  test("that is told to end takes everything away", async () => {
    machine = createMachine({ go: "1.26.8", build: "hang" });
    const interrupted = findEngine();
    await until(() => machine.builds() === 1);
    interrupted.kill("SIGTERM");
    expect((await interrupted.result).code).toBe(1);
    expect(readdirSync(machine.cache).filter((name) => !name.endsWith(".log"))).toEqual([]);
  });

  test("waits for a holder on another machine only as long as that gives signs of life", async () => {
    machine = createMachine({ go: "1.26.8" });
    await findEngine().result;
    const [folder = "none"] = engines();
    machine.dispose();
    machine = createMachine({ go: "1.26.8" });
    const lock = path.join(machine.cache, `${folder}.lock`);
    mkdirSync(machine.cache, { recursive: true });
    writeFileSync(lock, JSON.stringify({ token: "another", processId: 1, host: "another-machine" }));
    const waiting = findEngine();
    await sleep(1_000);
    expect(machine.builds()).toBe(0);

    const longAgo = new Date(Date.now() - 60_000);
    utimesSync(lock, longAgo, longAgo);
    expect((await waiting.result).code).toBe(0);
    expect(machine.builds()).toBe(1);
  });

  test.each<[NonNullable<MachineOptions["build"]>, string]>([
    ["fill the disk", "The disk is full"],
    ["fail to compile", "engine.go:7: undefined: everything"],
  ])("that fails (%s) says why in one line, and where the log is", async (build, reason) => {
    const { code, stderr } = await findOn({ go: "1.26.8", build });
    expect(code).toBe(1);
    expect(stderr).toContain(reason);
    expect(stderr.trim().split("\n")).toHaveLength(1);
    const log = /The log: (.*)$/.exec(stderr.trim())?.[1] ?? "none";
    expect(existsSync(log)).toBe(true);
    expect(engines()).toEqual([]);
  });
});
