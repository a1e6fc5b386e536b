import { execFileSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { runCommand } from "../commands/command-process";
import { type EmulatorProcess, startEmulatorProcess } from "../support/emulator";
import { describeWrites } from "../support/requests";
import { createStack, succeeded, type TestStack } from "../support/stack";

/** The engine ends in the middle of an up, on the real engine: the next up makes what is missing, and nothing twice. */
jest.setTimeout(300_000);

const WRITES = [
  "POST dataSets",
  "POST fieldgroups",
  "POST flows",
  "POST mappingSets",
  "POST schemas",
  "POST sourceConnections",
  "POST targetConnections",
];

let emulator: EmulatorProcess;
let stack: TestStack;
let journal: string;

beforeAll(async () => {
  emulator = await startEmulatorProcess();
});
beforeEach(async () => {
  await emulator.control("POST", "/reset");
  await emulator.clearRequests();
  journal = await mkdtemp(path.join(tmpdir(), "aep-journal-"));
  const env = { ...emulator.environment, AEP_JOURNAL_DIR: journal };
  stack = await createStack({ program: "examples/customerio", env });
});
afterEach(async () => {
  await stack?.dispose();
  await rm(journal, { recursive: true, force: true });
});
afterAll(() => emulator?.stop());

const repaired = z.object({
  stack: z.object({
    name: z.string(),
    savedAt: z.number(),
    locks: z.array(z.object({ pid: z.number(), computer: z.string(), isAtWork: z.boolean() })),
  }),
  open: z.array(
    z.object({
      what: z.string(),
      urn: z.string().optional(),
      operation: z.literal("creating").optional(),
      inAep: z.string(),
      candidates: z.array(z.object({ id: z.string(), matches: z.boolean(), ofAnother: z.boolean() })),
      next: z.string(),
      ifRemoved: z.string().optional(),
      need: z.enum(["up", "you", "refresh", "clear"]),
    }),
  ),
  others: z.array(z.unknown()),
  commands: z.array(z.string()),
});

/** What `pulumi-aep repair` says of the stack. */
async function repair() {
  const { code, stdout, stderr } = await runCommand(["repair", "--stack", "test", "--json"], {
    cwd: stack.folder,
    env: stack.environment,
  });
  if (stdout === "") throw new Error(stderr);
  return { code, ...repaired.parse(JSON.parse(stdout)) };
}

/** Processes below one, by their ids. */
function descendants(pid: number): number[] {
  const table = execFileSync("ps", ["-eo", "pid=,ppid="], { encoding: "utf8" });
  const parents = table
    .trim()
    .split("\n")
    .map((row) => row.trim().split(/\s+/).map(Number));
  const found = [pid];
  for (const parent of found)
    for (const [child, its] of parents) if (its === parent && child !== undefined) found.push(child);
  return found.slice(1);
}

function alive(pids: readonly number[]): number[] {
  return pids.filter((pid) => {
    try {
      process.kill(pid, 0);
      return true;
    } catch {
      return false;
    }
  });
}

/** Starts an up, and ends its engine while the first objects are being made; ms until its last process is gone. */
async function interruptedUp(
  signals: readonly NodeJS.Signals[],
  env: Readonly<Record<string, string>> = {},
): Promise<number> {
  const slow = {
    method: "POST",
    path: "(sourceConnections|fieldgroups)$",
    action: { slowBodyMilliseconds: 1_500 },
  };
  await emulator.control("PUT", "/faults", [slow]);
  let engine = 0;
  const up = stack.up({
    env,
    started: (pid) => {
      engine = pid;
    },
  });
  while (
    !(await emulator.requests()).some(
      ({ method, path: to }) => method === "POST" && /(sourceConnections|fieldgroups)$/.test(to),
    )
  )
    await sleep(20);
  const below = descendants(engine);
  const start = performance.now();
  for (const signal of signals) {
    process.kill(engine, signal);
    await sleep(150);
  }
  await up;
  while (alive(below).length > 0 && performance.now() - start < 60_000) await sleep(20);
  const gone = performance.now() - start;
  await emulator.control("PUT", "/faults", []);
  return gone;
}

it("killed: repair says what the next up does", async () => {
  // Nobody is left behind who could go on making objects.
  expect(await interruptedUp(["SIGKILL"])).toBeLessThan(8_000);
  const before = describeWrites(await emulator.requests());
  const said = await repair();
  expect(said.code).toBe(1);
  expect(said.stack.name).toBe("organization/customerio/test");
  expect(said.stack.locks).toEqual([expect.objectContaining({ isAtWork: false })]);
  const ids = said.open.map(({ candidates }) => candidates.map(({ id }) => id).join());
  expect(said.open.map(({ what, next, need }) => [what, next, need]).sort()).toEqual([
    [
      'field group "Customer.io event"',
      expect.stringMatching(/ is taken over, and nothing is made\.$/),
      "up",
    ],
    [
      'source connection "Streaming Source Connection for Customer.io"',
      expect.stringMatching(/ is taken over, and nothing is made\.$/),
      "up",
    ],
  ]);
  expect(said.commands).toEqual(
    ["cancel", "up", "refresh --clear-pending-creates"].map((verb) => `pulumi ${verb} --stack test`),
  );
  expect(describeWrites(await emulator.requests())).toEqual(before);
  await stack.command("cancel", "--yes");
  const up = succeeded(await stack.up());
  for (const id of ids) expect(up.text).toContain(`(${id}). It was taken over`);
  expect((await stack.resources()).map(({ id }) => id)).toEqual(expect.arrayContaining(ids));
  expect(describeWrites(await emulator.requests()).sort()).toEqual(WRITES);
  // The engine keeps its note of a create until it is told to forget it.
  const after = await repair();
  expect([after.code, after.stack.locks, after.commands]).toEqual([
    1,
    [],
    ["pulumi refresh --clear-pending-creates --stack test"],
  ]);
  expect(after.open.map(({ need }) => need)).toEqual(["clear", "clear"]);
  succeeded(await stack.refresh({ args: ["--clear-pending-creates"] }));
  expect(await repair()).toMatchObject({ open: [], commands: [] });
});

it.each(["SIGINT", "SIGTERM"] as const)("ended by one %s: what was under way is saved", async (signal) => {
  expect(await interruptedUp([signal])).toBeLessThan(8_000);
  const saved = await stack.resources();
  const begun = describeWrites(await emulator.requests());
  expect(saved.filter(({ id, type }) => id !== undefined && type.includes("aep:"))).toHaveLength(
    begun.length,
  );
  const up = succeeded(await stack.up());
  expect(up.text).not.toContain("taken over");
  expect(describeWrites(await emulator.requests()).sort()).toEqual(WRITES);
});

it("cancelled twice", async () => {
  expect(await interruptedUp(["SIGINT", "SIGINT"])).toBeLessThan(8_000);
  await stack.command("cancel", "--yes");
  succeeded(await stack.up());
  expect(describeWrites(await emulator.requests()).sort()).toEqual(WRITES);
});

it("killed, where the state is saved once: repair tells what is the stack's own", async () => {
  const once = { PULUMI_SKIP_CHECKPOINTS: "true", PULUMI_EXPERIMENTAL: "true" };
  expect(await interruptedUp(["SIGKILL"], once)).toBeLessThan(8_000);
  const said = await repair();
  expect(said).toMatchObject({ code: 1, others: [] });
  expect(said.open.map(({ what }) => what.split(' "')[0]).sort()).toEqual([
    "field group",
    "source connection",
  ]);
  for (const finding of said.open) {
    expect(finding).not.toHaveProperty("operation");
    expect(finding.next).toMatch(/ is taken over, and nothing is made\.$/);
    expect(finding.ifRemoved).toMatch(/ stays in AEP, in no stack: delete it there, or set adopt /);
  }
  expect(said.commands).toEqual(["cancel", "up"].map((verb) => `pulumi ${verb} --stack test`));
  await stack.command("cancel", "--yes");
  succeeded(await stack.up());
  expect(describeWrites(await emulator.requests()).sort()).toEqual(WRITES);
});
