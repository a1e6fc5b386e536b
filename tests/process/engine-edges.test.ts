import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type EmulatorProcess, startEmulatorProcess } from "../support/emulator";
import { describeWrites } from "../support/requests";
import { type Run, startRun } from "./in-process";

/** A process that stands still, and answers that never end: bounded, nothing lost, nothing made twice. */
let emulator: EmulatorProcess;
let journal: string;
let run: Run;

beforeAll(async () => {
  emulator = await startEmulatorProcess();
  journal = await mkdtemp(path.join(tmpdir(), "aep-journal-"));
});
beforeEach(async () => {
  await emulator.control("POST", "/reset");
  await emulator.clearRequests();
  run = startRun({ ...emulator.environment, AEP_JOURNAL_DIR: journal });
});
afterEach(async () => {
  run.end();
  await emulator.control("PUT", "/faults", []);
});
afterAll(async () => {
  await emulator?.stop();
  await rm(journal, { recursive: true, force: true });
});

const KIND = "sourceConnection";
const declared = (name: string, more: object = {}) => ({
  name,
  connectionSpec: "customerio",
  data: { format: "json" },
  __owner: `edges-${name}`,
  ...more,
});
const slow = (method: string, slowBodyMilliseconds: number) =>
  emulator.control("PUT", "/faults", [
    { method, path: "sourceConnections", action: { slowBodyMilliseconds } },
  ]);
const writes = async () => describeWrites(await emulator.requests());

it("a process that stands still for 5 s while it makes 20 objects makes each once", async () => {
  await slow("POST", 300);
  const start = performance.now();
  const all = Array.from({ length: 20 }, (_, index) => run.create(KIND, declared(`n${index}`)));
  while ((await writes()).length === 0) await sleep(10);
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5_000);
  const ids = (await Promise.all(all)).map(({ id }) => id);
  expect(performance.now() - start).toBeLessThan(10_000);
  expect(new Set(ids).size).toBe(20);
  expect(await writes()).toHaveLength(20);
  expect(run.warnings).toEqual([]);
});

describe("an answer that never ends", () => {
  const NEVER = 60_000;
  const within = { __timeouts: { create: 1, update: 1 } };
  let began: number;
  beforeEach(() => {
    began = performance.now();
  });
  afterEach(() => expect(performance.now() - began).toBeLessThan(5_000));

  it("to a create: the object is looked for and taken over", async () => {
    await slow("POST", NEVER);
    const { id, outputs } = await run.create(KIND, declared("created", within));
    expect(run.warnings).toEqual([expect.stringContaining(`no clear answer, but AEP made it (${id})`)]);
    expect(await writes()).toEqual(["POST sourceConnections"]);
    await run.read(KIND, id, outputs);
  });

  it("to an update: what it wrote is seen, and not written again", async () => {
    const { id, outputs } = await run.create(KIND, declared("updated"));
    await slow("PATCH", NEVER);
    const inputs = declared("updated", { ...within, description: "New" });
    const updated = await run.update(KIND, id, outputs, inputs);
    expect(updated).toMatchObject({
      description: "New",
      etag: expect.not.stringMatching(String(outputs.etag)),
    });
    expect(await run.diff(KIND, id, updated, inputs)).toBe(false);
    expect(await writes()).toEqual(["POST sourceConnections", "PATCH sourceConnections If-Match"]);
  });
});
