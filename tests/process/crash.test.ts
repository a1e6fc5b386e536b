import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Properties, ProviderProcess } from "../support/provider-process";
import { addressOf, OBJECT_KINDS, objectKind } from "./objects";
import {
  countObjects,
  countRequests,
  type Fault,
  type Foundation,
  held,
  logged,
  type Platform,
  startPlatform,
} from "./platform";

/** The provider's process is killed, and another one runs the same program: one object each, and nothing else. */
let platform: Platform;
let foundation: Foundation;
let folder: string;

beforeAll(async () => {
  platform = await startPlatform();
});
beforeEach(async () => {
  foundation = await platform.reset();
  folder = await mkdtemp(path.join(tmpdir(), "aep-journal-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));
afterAll(() => platform?.stop());

const start = () => platform.another({ env: { AEP_JOURNAL_DIR: folder } });

function owned(kind: string, stack = "this stack"): Properties {
  const object = objectKind(kind);
  return { ...object.inputs(foundation), __owner: Buffer.from(`${stack} ${kind}`).toString("hex") };
}

async function counts(): Promise<Record<string, number>> {
  const entries = OBJECT_KINDS.map(async ({ collection }) => [
    collection,
    await countObjects(platform.emulator, collection),
  ]);
  return Object.fromEntries(await Promise.all(entries));
}

/** Runs every create, and kills the process when AEP has got them all. */
async function killedWhileCreating(action: Fault["action"]): Promise<void> {
  const provider = await start();
  await platform.fail(...OBJECT_KINDS.map((object) => ({ method: "POST", path: `${object.path}$`, action })));
  const creates = OBJECT_KINDS.map(({ kind }) => provider.create(kind, owned(kind)).catch(() => undefined));
  await requested();
  await provider.kill();
  await Promise.all(creates);
  await platform.fail();
}

async function requested(objects = OBJECT_KINDS): Promise<void> {
  const posts = objects.map((object) => object.collection);
  for (let look = 0; look < 100; look++) {
    const seen = await Promise.all(posts.map((each) => countRequests(platform.emulator, "POST", each)));
    if (seen.every((count) => count > 0)) return;
    await sleep(50);
  }
  throw new Error("not every object was asked for");
}

async function createdAgain(provider: ProviderProcess): Promise<void> {
  for (const { id, kind } of await Promise.all(
    OBJECT_KINDS.map(async ({ kind }) => ({ kind, ...(await provider.create(kind, owned(kind))) })),
  )) {
    await held(platform.colleague, addressOf(objectKind(kind), id));
  }
}

function oneMoreEach(before: Record<string, number>): Record<string, number> {
  return Object.fromEntries(Object.entries(before).map(([name, count]) => [name, count + 1]));
}

it("killed before AEP did anything: every object is made, once", async () => {
  const before = await counts();
  await killedWhileCreating("hang");
  expect(await counts()).toEqual(before);
  await createdAgain(await start());
  expect(await counts()).toEqual(oneMoreEach(before));
});

it("killed after AEP did it and before it said so: every object is taken over", async () => {
  const before = await counts();
  await killedWhileCreating({ slowBodyMilliseconds: 20_000 });
  await platform.emulator.clearRequests();
  const provider = await start();
  await createdAgain(provider);
  expect(await counts()).toEqual(oneMoreEach(before));
  for (const { collection } of OBJECT_KINDS)
    expect(await countRequests(platform.emulator, "POST", collection)).toBe(0);
  await logged();
  expect(
    provider.messages.filter(({ message }) => message.includes("run that was interrupted")),
  ).toHaveLength(OBJECT_KINDS.length);
});

it("killed after create returned, before the engine saved it: every object is taken over by its id", async () => {
  const before = await counts();
  const first = await start();
  const made = await Promise.all(OBJECT_KINDS.map(({ kind }) => first.create(kind, owned(kind))));
  await first.kill();
  await platform.emulator.clearRequests();
  const second = await start();
  const again = await Promise.all(OBJECT_KINDS.map(({ kind }) => second.create(kind, owned(kind))));
  expect(again.map(({ id }) => id)).toEqual(made.map(({ id }) => id));
  expect(await counts()).toEqual(oneMoreEach(before));
  // Until a later call names the ids, the third run must find them, too.
  const third = await start();
  const once = await third.create("flow", owned("flow"));
  expect(once.id).toBe(made[OBJECT_KINDS.findIndex(({ kind }) => kind === "flow")]?.id);
});

describe("a process whose engine is gone", () => {
  const source = objectKind("sourceConnection");

  it("ends at once when it has nothing to do", async () => {
    const provider = await start();
    // Its code is loaded by the first call.
    await provider.create("sourceConnection", owned("sourceConnection"));
    provider.orphan();
    expect(await provider.ended(2_000)).toBe(true);
  });

  it("finishes and remembers what it has sent, begins nothing more, and ends", async () => {
    const provider = await start();
    await platform.fail(
      { method: "POST", path: `${source.path}$`, action: { slowBodyMilliseconds: 700 } },
      {
        method: "POST",
        path: "dataSets$",
        action: { status: 429, headers: { "retry-after": "1" }, body: {} },
      },
    );
    const before = await countObjects(platform.emulator, "sourceConnections");
    const created = provider.create("sourceConnection", owned("sourceConnection")).catch(() => undefined);
    const waiting = provider.create("dataset", owned("dataset")).catch(() => undefined);
    await requested([source, objectKind("dataset")]);
    provider.orphan();
    expect(await provider.ended(5_000)).toBe(true);
    await Promise.all([created, waiting]);
    expect(await countObjects(platform.emulator, "sourceConnections")).toBe(before + 1);
    expect(await countRequests(platform.emulator, "POST", "dataSets")).toBe(1);
    await platform.fail();
    await platform.emulator.clearRequests();
    const second = await start();
    await second.create("sourceConnection", owned("sourceConnection"));
    expect(await platform.sent()).toEqual(["GET sourceConnections"]);
  });

  it("asked to end, finishes and remembers what it has sent", async () => {
    const provider = await start();
    await platform.fail({ method: "POST", path: `${source.path}$`, action: { slowBodyMilliseconds: 700 } });
    const created = provider.create("sourceConnection", owned("sourceConnection")).catch(() => undefined);
    await requested([source]);
    await provider.stop();
    await created;
    await platform.fail();
    await platform.emulator.clearRequests();
    const second = await start();
    await second.create("sourceConnection", owned("sourceConnection"));
    expect(await platform.sent()).toEqual(["GET sourceConnections"]);
  });
});
