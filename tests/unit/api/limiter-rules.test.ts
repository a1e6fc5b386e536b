import { LIMITER_LAW, Limiter } from "../../../provider/api/limiter";
import { virtualTime } from "./virtual-time";

/** Rule by rule, in virtual time; limiter.test.ts has whole servers. */
describe("the limiter", () => {
  const setUp = (report?: (status: string) => void) => {
    const time = virtualTime();
    const limiter = new Limiter(time, report === undefined ? {} : { report });
    const start = time.now();
    const begun: [string, number][] = [];
    const run = (
      name: string,
      milliseconds: number,
      refused?: { readonly afterMilliseconds?: number },
      again = false,
    ) =>
      limiter.run(
        async () => {
          begun.push([name, time.now() - start]);
          await time.sleep(milliseconds);
          return { result: name, ...(refused !== undefined && { refused }) };
        },
        { again },
      );
    return { time, limiter, begun, run };
  };

  it("lets what was refused go before what has waited longer", async () => {
    const { time, begun, run } = setUp();
    for (let index = 0; index < LIMITER_LAW.firstConcurrency; index++) void run("first", 100);
    void run("waiting", 10);
    void run("again", 10, undefined, true);
    await time.pass(1_000);
    expect(begun.slice(LIMITER_LAW.firstConcurrency).map(([name]) => name)).toEqual(["again", "waiting"]);
  });

  it("halves what is under way at the first refusal", async () => {
    const { time, limiter, begun, run } = setUp();
    for (let index = 0; index < 16; index++) void run("refused", 10, {});
    await time.pass(20);
    expect(limiter.perSecond).toBeGreaterThan(0);
    for (let index = 0; index < 20; index++) void run("slow", 600_000);
    await time.pass(300_000);
    expect(begun.filter(([name]) => name === "slow")).toHaveLength(8);
  });

  it("waits a second after the first refusal, and twice as long after each further one in a row", async () => {
    const { time, begun, run } = setUp();
    for (let index = 0; index < 4; index++) {
      void run("refused", 0, {});
      await time.pass(60_000);
    }
    void run("last", 0);
    await time.pass(60_000);
    const first = setUp();
    void first.run("refused", 0, {});
    await first.time.pass(1);
    void first.run("next", 0);
    await first.time.pass(20_000);
    expect(first.begun[1]?.[1]).toBeGreaterThanOrEqual(1_000);
    expect(first.begun[1]?.[1]).toBeLessThan(3_000);
    expect(begun).toHaveLength(5);
  });

  it("says what is waited for: an answer, a pause, or AEP's pace", async () => {
    const told: string[] = [];
    const busy = setUp((status) => told.push(status));
    for (let index = 0; index < 17; index++) void busy.run("slow", 2_500);
    await busy.time.pass(2_400);
    expect(told).toEqual([]);
    void busy.run("another", 0);
    await busy.time.pass(10);
    expect(told).toEqual(["2 requests wait until AEP has answered one of the 16 under way."]);
    told.length = 0;
    const paused = setUp((status) => told.push(status));
    void paused.run("refused", 0, { afterMilliseconds: 30_000 });
    await paused.time.pass(1);
    void paused.run("waiting", 0);
    await paused.time.pass(2_500);
    void paused.run("waiting, too", 0);
    expect(told).toEqual([
      "2 requests wait for AEP, which takes none for another 28 s (429, too many requests).",
    ]);
  });

  it("gives up what is late, in words, and begins nothing of it", async () => {
    const { time, limiter, begun, run } = setUp();
    void run("refused", 0, { afterMilliseconds: 30_000 });
    await time.pass(1);
    const late = limiter
      .run(async () => ({ result: begun.push(["late", 0]) }), { again: false, until: time.now() + 5_000 })
      .catch((error: unknown) => error);
    await time.pass(5_001);
    expect(String(await late)).toContain(
      "the time given was over. 1 request waits for AEP, which takes none for another 25 s (429, too many requests). It " +
        "waited for 5 s.",
    );
    expect(begun).toHaveLength(1);
    const at = limiter.run(async () => ({ result: 1 }), { again: false, until: time.now() });
    await expect(at).rejects.toThrow(/^the time given was over\.$/);
  });

  it("begins sixteen at once, and one more for every four that succeed, sixty-four at most", async () => {
    const { time, begun, run } = setUp();
    for (let index = 0; index < 17; index++) void run("first", 10);
    await time.pass(5);
    expect(begun).toHaveLength(16);
    await time.pass(50);
    for (let index = 0; index < 100; index++) void run("next", 1_000);
    await time.pass(5);
    expect(begun).toHaveLength(17 + 20);
    await time.pass(1_000);
    for (let index = 0; index < 1_000; index++) void run("many", 10);
    await time.pass(60_000);
    const before = begun.length;
    for (let index = 0; index < 100; index++) void run("last", 1_000);
    await time.pass(5);
    expect(begun.length - before).toBe(64);
  });

  it("goes by the pace that AEP took, and keeps to it", async () => {
    const { time, limiter, begun, run } = setUp();
    for (let index = 0; index < 40; index++) {
      void run("taken", 1);
      await time.pass(25);
    }
    void run("refused", 1, {});
    await time.pass(2);
    // The first one was more than a second ago.
    expect(limiter.perSecond).toBeCloseTo(0.5 * 39 * LIMITER_LAW.headroom, 5);
    await time.pass(3_000);
    const from = begun.length;
    for (let index = 0; index < 100; index++) void run("paced", 1);
    await time.pass(1_000);
    expect(begun.length - from).toBeGreaterThan(20);
    expect(begun.length - from).toBeLessThan(40);
  });

  it("takes what was sent before the first refusal, and accepted after it, for a sign of a higher limit", async () => {
    const { time, limiter, run } = setUp();
    void run("refused", 1, {});
    void run("accepted", 5);
    await time.pass(2);
    const before = limiter.perSecond ?? 0;
    await time.pass(10);
    expect(limiter.perSecond).toBeCloseTo(before * 2, 5);
  });

  it("drops what is late when nothing else happens", async () => {
    const clock = { now: Date.now, sleep: () => new Promise<void>(() => undefined), random: Math.random };
    const real = new Limiter(clock);
    for (let index = 0; index < 16; index++)
      void real.run(() => new Promise<never>(() => undefined), { again: false });
    const late = real.run(async () => ({ result: 1 }), { again: false, until: Date.now() + 100 });
    await expect(late).rejects.toThrow("the time given was over.");
  });
});
