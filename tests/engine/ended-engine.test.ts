import { execFileSync } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
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

beforeAll(async () => {
  emulator = await startEmulatorProcess();
});
beforeEach(async () => {
  await emulator.control("POST", "/reset");
  await emulator.clearRequests();
  stack = await createStack({ program: "examples/customerio", env: emulator.environment });
});
afterEach(() => stack?.dispose());
afterAll(() => emulator?.stop());

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
async function interruptedUp(signals: readonly NodeJS.Signals[]): Promise<number> {
  const slow = {
    method: "POST",
    path: "(sourceConnections|fieldgroups)$",
    action: { slowBodyMilliseconds: 1_500 },
  };
  await emulator.control("PUT", "/faults", [slow]);
  let engine = 0;
  const up = stack.up({
    started: (pid) => {
      engine = pid;
    },
  });
  while (
    !(await emulator.requests()).some(
      ({ method, path }) => method === "POST" && /(sourceConnections|fieldgroups)$/.test(path),
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

it.each<[string, readonly NodeJS.Signals[]]>([
  ["killed", ["SIGKILL"]],
  ["cancelled twice", ["SIGINT", "SIGINT"]],
])("%s", async (_how, signals) => {
  // Nobody is left behind who could go on making objects.
  expect(await interruptedUp(signals)).toBeLessThan(8_000);
  await stack.command("cancel", "--yes");
  succeeded(await stack.up());
  expect(describeWrites(await emulator.requests()).sort()).toEqual(WRITES);
});
