import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Properties, ProviderProcess } from "../support/provider-process";
import { repositoryRoot } from "../support/repository";
import { addressOf, objectKind } from "./objects";
import { countRequests, type Foundation, type Platform, startPlatform } from "./platform";

/** Runs whose computer's clock is off, one after an interrupted one: only AEP's clock says how long ago that was. */
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

const source = objectKind("sourceConnection");

function owned(): Properties {
  return { ...source.inputs(foundation), __owner: "00112233aabbccdd" };
}

function withClock(shift: number): Promise<ProviderProcess> {
  const clock = path.join(repositoryRoot, "tests", "exam", "platform", "shifted-clock.cjs");
  return platform.another({
    env: {
      NODE_OPTIONS: `--require ${clock}`,
      EXAM_CLOCK_SHIFT_MILLISECONDS: String(shift),
      AEP_JOURNAL_DIR: folder,
    },
  });
}

describe.each([3_600_000, -3_600_000])("a clock that is off by %d ms", (shift) => {
  it("waits for what AEP does not list at once", async () => {
    // Before the object is made: the emulator keeps no past that nobody may ask for.
    const lag = { path: ".", action: { listLagMilliseconds: 4_000 } };
    const action = { slowBodyMilliseconds: 20_000 };
    await platform.fail(lag, { method: "POST", path: `${source.path}$`, times: 1, action });
    const first = await withClock(shift);
    first.create("sourceConnection", owned()).catch(() => undefined);
    while ((await countRequests(platform.emulator, "POST", "sourceConnections")) === 0);
    await first.kill();
    await platform.fail(lag);
    await platform.emulator.clearRequests();
    await (await withClock(shift)).create("sourceConnection", owned());
    expect(await countRequests(platform.emulator, "POST", "sourceConnections")).toBe(0);
  });

  it("makes anew what was deleted meanwhile, and waits for it no longer than lists may lag", async () => {
    const first = await withClock(shift);
    const { id } = await first.create("sourceConnection", owned());
    await first.kill();
    await platform.colleague(addressOf(source, id), { method: "DELETE" });
    const start = performance.now();
    const second = await withClock(shift);
    expect((await second.create("sourceConnection", owned())).id).not.toBe(id);
    expect(performance.now() - start).toBeLessThan(15_000);
  });
});
