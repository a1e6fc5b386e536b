import { again, mayHaveHappened } from "../../../provider/api/again";
import type { Effect } from "../../../provider/api/client";
import { rememberSuccess } from "../../../provider/api/remember";
import {
  type Attempt,
  attemptRepeatedly,
  delayBefore,
  pollUntil,
  retryAfter,
} from "../../../provider/api/retry";
import { RetryBudget } from "../../../provider/api/retry-budget";
import type { Exchange } from "../../../provider/api/transport";
import { fakeClock } from "./platform-server";

function answered(status: number, retryAfterHeader: string | null = null): Exchange {
  const header = (name: string) => (name === "retry-after" ? retryAfterHeader : null);
  return { kind: "answered", status, text: "", header };
}

function failed(sent: "no" | "perhaps", transient = true): Exchange {
  return { kind: "failed", sent, transient, why: "", cause: new Error() };
}

describe("what is sent again", () => {
  const always: readonly Effect[] = ["read", "repeatable", "once"];
  const harmless: readonly Effect[] = ["read", "repeatable"];
  test.each<[string, Exchange, readonly Effect[]]>([
    ["429", answered(429), always],
    ["never sent", failed("no"), always],
    ["never sent, and never will be", failed("no", false), []],
    ["a lost answer", failed("perhaps"), harmless],
    ...[408, 500, 502, 503, 504].map((status): [string, Exchange, readonly Effect[]] => [
      `${status}`,
      answered(status),
      harmless,
    ]),
    ["503 with Retry-After", answered(503, "1"), harmless],
    ...[200, 204, 302, 400, 401, 403, 404, 409, 412, 501].map(
      (status): [string, Exchange, readonly Effect[]] => [`${status}`, answered(status), []],
    ),
  ])("%s", (_name, exchange, effects) => {
    expect(always.filter((effect) => again(exchange, effect, 0) !== false)).toEqual(effects);
  });

  test("what may have had its effect", () => {
    expect(
      [failed("perhaps"), answered(500), answered(503), answered(408), answered(302)].map(mayHaveHappened),
    ).not.toContain(false);
    expect(
      [failed("no"), answered(429), answered(400), answered(404), answered(501)].map(mayHaveHappened),
    ).not.toContain(true);
  });

  test("the server's waiting time is handed on", () => {
    expect(again(answered(429, "7"), "once", 0)).toEqual({ afterMilliseconds: 7_000 });
  });
});

test.each<[string | null, number | undefined]>([
  [null, undefined],
  ["3", 3_000],
  ["1.5", 1_500],
  ["Thu, 01 Jan 2026 00:00:10 GMT", 10_000],
  ["Wed, 31 Dec 2025 00:00:00 GMT", 0],
  ["soon", undefined],
  ["-1", undefined],
])("Retry-After %s is %s ms", (header, expected) => {
  expect(retryAfter(header, Date.UTC(2026, 0, 1))).toBe(expected);
});

describe("attempts", () => {
  const failing = (afterMilliseconds?: number): Attempt<string> => ({
    result: "no",
    again: afterMilliseconds === undefined ? {} : { afterMilliseconds },
  });

  test("six of them, 0.3 s apart at first, twice as long each time", async () => {
    const clock = fakeClock();
    expect(await attemptRepeatedly(async () => failing(), clock)).toEqual({ result: "no", attempts: 6 });
    expect(clock.slept).toEqual([300, 600, 1_200, 2_400, 4_800]);
    expect(delayBefore(9, undefined, 1)).toBe(8_000);
    expect(delayBefore(3, undefined, 0.5)).toBe(600);
  });

  test("stop at the first result that is good", async () => {
    const clock = fakeClock();
    let calls = 0;
    const attempt = async (): Promise<Attempt<string>> =>
      ++calls < 3 ? failing() : { result: "yes", again: false };
    expect(await attemptRepeatedly(attempt, clock)).toEqual({ result: "yes", attempts: 3 });
    expect(clock.slept).toHaveLength(2);
  });

  test("none begins when a minute has passed", async () => {
    const clock = fakeClock();
    const slow = async () => {
      clock.time += 30_000;
      return failing();
    };
    expect((await attemptRepeatedly(slow, clock)).attempts).toBe(2);
  });

  test("none is waited for that would begin too late, unless the server asked for it", async () => {
    const attempts = async (afterMilliseconds?: number) => {
      const clock = fakeClock();
      const slow = async () => {
        clock.time += 59_900;
        return failing(afterMilliseconds);
      };
      return (await attemptRepeatedly(slow, clock)).attempts;
    };
    expect([await attempts(), await attempts(1_000)]).toEqual([1, 2]);
  });

  test("wait as long as the server says, but a minute at most", async () => {
    const clock = fakeClock(0);
    await attemptRepeatedly(async () => failing(2_000), clock);
    expect(clock.slept).toEqual([2_000, 2_000, 2_000, 2_000, 2_000]);
    const impatient = fakeClock(0);
    expect((await attemptRepeatedly(async () => failing(3_600_000), impatient)).attempts).toBe(2);
    expect(impatient.slept).toEqual([60_000]);
  });
});

describe("polling", () => {
  test("is less and less frequent, and ends with one last look", async () => {
    const clock = fakeClock();
    let probes = 0;
    const probe = async () => void probes++;
    expect(await pollUntil(probe, 20_000, clock)).toBeUndefined();
    expect(clock.slept).toEqual([200, 400, 800, 1_600, 3_200, 5_000, 5_000, 3_800]);
    expect(probes).toBe(9);
  });

  test("gives the first answer, false included", async () => {
    const clock = fakeClock();
    const answers = [undefined, undefined, false];
    expect(await pollUntil(async () => answers.shift(), 20_000, clock)).toBe(false);
    expect(clock.slept).toEqual([200, 400]);
  });
});

test("concurrent callers share one load; a failure is forgotten, a success kept", async () => {
  let loads = 0;
  const load = rememberSuccess(async () => {
    loads++;
    if (loads === 1) throw new Error("first");
    return loads;
  });
  const first = await Promise.allSettled([load(), load()]);
  expect(first.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  expect(await Promise.all([load(), load()])).toEqual([2, 2]);
  expect(await load()).toBe(2);
  expect(loads).toBe(2);
});

describe("another attempt", () => {
  it("waits as long as the server says, and otherwise as the law says", () => {
    expect(again(answered(503, "2"), "read", 0)).toEqual({ afterMilliseconds: 2_000 });
    expect(again(answered(503), "read", 0)).toStrictEqual({});
  });

  it("may double what a server did that redirects, and not what it refused", () => {
    expect([300, 399, 408, 500, 502].map((status) => mayHaveHappened(answered(status)))).not.toContain(false);
    expect([299, 400, 407, 409, 499, 501].map((status) => mayHaveHappened(answered(status)))).not.toContain(
      true,
    );
  });

  it("after too many requests counts for five minutes, and as none of six", async () => {
    const clock = fakeClock();
    const attempt = async () => {
      clock.time += 10_000;
      return { result: "no", again: { paced: true } as const };
    };
    expect((await attemptRepeatedly(attempt, clock)).attempts).toBe(30);
    expect(clock.slept).toEqual([]);
  });

  it("is told that it is one", async () => {
    const told: boolean[] = [];
    await attemptRepeatedly(async (repeated) => {
      told.push(repeated);
      return { result: 0, again: told.length < 3 ? {} : false };
    }, fakeClock());
    expect(told).toEqual([false, true, true]);
  });

  it("does not begin after the time that is given, nor when the run has used up its own", async () => {
    const clock = fakeClock();
    const failing = async () => ({ result: "no", again: {} });
    expect((await attemptRepeatedly(failing, clock, { until: clock.now() + 300 })).attempts).toBe(1);
    expect((await attemptRepeatedly(failing, clock, { until: clock.now() + 301 })).attempts).toBe(2);
    let left = 2;
    const mayRetry = () => left-- > 0;
    expect((await attemptRepeatedly(failing, clock, { mayRetry })).attempts).toBe(3);
  });

  it.each([
    [" 3 ", 3_000],
    ["3s", undefined],
    ["x3", undefined],
    ["10.25", 10_250],
    ["1.", undefined],
    ["2026-01-01T00:00:10Z", undefined],
    ["thu, 01 Jan 2026 00:00:10 GMT", 10_000],
  ])("after %s", (header, expected) => {
    expect(retryAfter(header, Date.UTC(2026, 0, 1))).toBe(expected);
  });

  it("is earned by five successes", () => {
    const budget = new RetryBudget();
    for (let index = 0; index < 200; index++) budget.take();
    for (let index = 0; index < 4; index++) budget.succeeded();
    expect(budget.take()).toBe(false);
    budget.succeeded();
    // Fifths are no binary fractions.
    budget.succeeded();
    expect(budget.take()).toBe(true);
    expect(budget.take()).toBe(false);
    const full = new RetryBudget();
    for (let index = 0; index < 50; index++) full.succeeded();
    let retries = 0;
    while (full.take()) retries++;
    expect(retries).toBe(200);
  });
});
