import {
  LIMITER_LAW,
  Limiter,
  OutOfTimeError,
  sharedLimiter,
  type Turn,
} from "../../../provider/api/limiter";
import { RetryBudget } from "../../../provider/api/retry-budget";
import { demand, serve } from "./limited-server";
import { virtualTime } from "./virtual-time";

test("other limits are found, too", async () => {
  const found: Record<string, number> = {};
  for (const requests of [2, 30, 100]) {
    const time = virtualTime();
    const { count, request } = serve(time, { requests, perMilliseconds: 1_000, latencyMilliseconds: 50 });
    demand(new Limiter(time), request, 200);
    await time.pass(15_000);
    const before = count.accepted;
    await time.pass(10_000);
    found[requests] = (count.accepted - before) / 10 / requests;
  }
  for (const [requests, used] of Object.entries(found))
    expect([requests, used > 0.85 ? "used" : used]).toEqual([requests, "used"]);
});

test("two hundred and fifty calls under twenty a minute all pass, with few refusals", async () => {
  const time = virtualTime();
  const { count, request } = serve(time, { requests: 20, perMilliseconds: 60_000, latencyMilliseconds: 100 });
  const limiter = new Limiter(time);
  let done = 0;
  for (let call = 0; call < 250; call++) {
    void (async () => {
      let again = false;
      while (!(await limiter.run(request, { again }))) again = true;
      done++;
    })();
  }
  await time.pass(25 * 60_000);
  expect(done).toBe(250);
  expect(count.refused).toBeLessThan(100);
});

test("without a limit nothing is slowed down, and more is sent at once as it goes well", async () => {
  const time = virtualTime();
  const { count, request } = serve(time, {
    requests: Number.POSITIVE_INFINITY,
    perMilliseconds: 1_000,
    latencyMilliseconds: 100,
  });
  const limiter = new Limiter(time);
  demand(limiter, request, 200);
  await time.pass(100);
  expect(count.most).toBe(16);
  await time.pass(10_000);
  expect(count.most).toBe(64);
  expect(limiter.perSecond).toBeUndefined();
  expect(count.accepted).toBeGreaterThan((10_000 / 125) * 50);
});

test("a limit that is lifted is left behind", async () => {
  const time = virtualTime();
  const server = { requests: 10, perMilliseconds: 1_000, latencyMilliseconds: 20 };
  const { count, request } = serve(time, server);
  demand(new Limiter(time), request, 50);
  await time.pass(20_000);
  server.requests = 100;
  await time.pass(60_000);
  const before = count.accepted;
  await time.pass(10_000);
  expect((count.accepted - before) / 10).toBeGreaterThan(80);
});

describe("a 429", () => {
  const refusedOnce = async (afterMilliseconds?: number) => {
    const time = virtualTime();
    const limiter = new Limiter(time);
    const started: number[] = [];
    const begin = time.now();
    const call = async (refused: boolean) => {
      started.push(time.now() - begin);
      await time.sleep(10);
      return refused
        ? { result: 0, refused: afterMilliseconds === undefined ? {} : { afterMilliseconds } }
        : { result: 0 };
    };
    for (let index = 0; index < 20; index++) void limiter.run(() => call(false), { again: false });
    await time.pass(900);
    void limiter.run(() => call(true), { again: false });
    await time.pass(20);
    return { time, limiter, started, call };
  };

  test("halves what was sent in the second before", async () => {
    const { limiter } = await refusedOnce();
    expect(limiter.perSecond).toBeCloseTo((20 / 2) * LIMITER_LAW.headroom, 5);
  });

  test("with a Retry-After stops everything for so long, a minute at most", async () => {
    const { limiter, time, started, call } = await refusedOnce(7_000);
    void limiter.run(() => call(false), { again: false });
    await time.pass(20_000);
    expect(started.at(-1)).toBe(7_910);
    const long = await refusedOnce(3_600_000);
    void long.limiter.run(() => long.call(false), { again: false });
    await long.time.pass(61_000);
    expect(long.started.at(-1)).toBe(60_910);
  });

  test("counts once for all requests that were under way", async () => {
    const time = virtualTime();
    const limiter = new Limiter(time);
    for (let index = 0; index < 10; index++) {
      void limiter.run(
        async () => {
          await time.sleep(10 + index);
          return { result: 0, refused: {} };
        },
        { again: false },
      );
    }
    await time.pass(50);
    // One second's worth of nothing is one request.
    expect(limiter.perSecond).toBeCloseTo(0.5 * LIMITER_LAW.headroom, 3);
  });
});

describe("a request that waits", () => {
  test("is told of after two seconds, and every ten", async () => {
    const time = virtualTime();
    const told: [number, string][] = [];
    const begin = time.now();
    const limiter = new Limiter(time, { report: (status) => told.push([time.now() - begin, status]) });
    demand(
      limiter,
      serve(time, { requests: 1, perMilliseconds: 1_000, latencyMilliseconds: 20 }).request,
      30,
    );
    await time.pass(30_000);
    expect(told[0]?.[0]).toBeGreaterThanOrEqual(2_000);
    expect(told[0]?.[0]).toBeLessThan(4_500);
    expect(told.length).toBeLessThanOrEqual(4);
    expect(told.map(([, status]) => status).join()).toMatch(/\d+ requests wait for AEP, which takes .*429/);
  });

  test("gives up when its time is over, and nobody else does", async () => {
    const time = virtualTime();
    const limiter = new Limiter(time);
    const slow = { requests: 1, perMilliseconds: 10_000, latencyMilliseconds: 20 };
    const { request } = serve(time, slow);
    demand(limiter, request, 20);
    await time.pass(1_000);
    const late = limiter.run(request, { again: false, until: time.now() + 3_000 });
    const failure = late.catch((error: unknown) => error);
    await time.pass(60_000);
    const error = await failure;
    expect(error).toBeInstanceOf(OutOfTimeError);
    expect(String(error)).toMatch(
      /the time given was over\. \d+ requests? waits? for AEP.* It waited for \d+ s/,
    );
  });

  test("is not lost when others throw", async () => {
    const time = virtualTime();
    const limiter = new Limiter(time);
    const broken = () => Promise.reject(new Error("broken"));
    const outcomes = Promise.allSettled(
      Array.from({ length: 100 }, (_, index) =>
        index % 2 === 0
          ? limiter.run(broken, { again: false })
          : limiter.run(async () => ({ result: index }), { again: false }),
      ),
    );
    await time.pass(10);
    expect((await outcomes).filter(({ status }) => status === "fulfilled")).toHaveLength(50);
  });
});

test("no storm of refusals, pauses, failures and deadlines leaves a request behind", async () => {
  const stuck: string[] = [];
  for (let seed = 1; seed <= 60; seed++) {
    const time = virtualTime(seed);
    const limiter = new Limiter(time);
    const callers = 1 + Math.floor(time.random() * 200);
    let ended = 0;
    const request = async (refusals: number): Promise<Turn<boolean>> => {
      await time.sleep(time.random() * 3_000);
      const chance = time.random();
      if (chance < 0.1) throw new Error("broken");
      if (chance > 0.5 || refusals > 20) return { result: true };
      const named = time.random() < 0.5;
      return { result: false, refused: named ? { afterMilliseconds: time.random() * 5_000 } : {} };
    };
    const call = async () => {
      await time.sleep(time.random() * 20_000);
      const until = time.random() < 0.2 ? time.now() + time.random() * 10_000 : Number.POSITIVE_INFINITY;
      for (let refusals = 0; ; refusals++) {
        const over = await limiter
          .run(() => request(refusals), { again: refusals > 0, until })
          .catch(() => true);
        if (over) break;
      }
      ended++;
    };
    for (let caller = 0; caller < callers; caller++) void call();
    await time.pass(24 * 60 * 60_000);
    if (ended < callers) stuck.push(`seed ${seed}: ${ended} of ${callers}`);
  }
  expect(stuck).toEqual([]);
});

test("one limiter for a key", () => {
  const time = virtualTime();
  expect(sharedLimiter("a", time, {})).toBe(sharedLimiter("a", time, {}));
  expect(sharedLimiter("a", time, {})).not.toBe(sharedLimiter("b", time, {}));
});

test("retries of a run are bounded where nothing succeeds, and not where one in ten fails", () => {
  const down = new RetryBudget();
  let retries = 0;
  while (down.take()) retries++;
  expect(retries).toBe(200);
  const storm = new RetryBudget();
  for (let call = 0; call < 10_000; call++) {
    if (call % 10 === 0) expect(storm.take()).toBe(true);
    else storm.succeeded();
  }
});
