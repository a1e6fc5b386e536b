import { Limiter } from "../../../provider/api/limiter";
import { demand, type LimitedServer, serve } from "./limited-server";
import { virtualTime } from "./virtual-time";

/**
 * How much of a hidden limit of ten requests a second is used, and how many requests are refused, in the minute after
 * the first seconds: docs/decisions/0006 gives these figures. `npx jest limiter-use --verbose` shows the table.
 */
const LIMIT = { requests: 10, perMilliseconds: 1_000 };
const CALLERS = 50;
const MINUTE = 60_000;

interface Use {
  readonly used: number;
  readonly refused: number;
}

async function useOf(server: LimitedServer, seed: number, afterMilliseconds: number): Promise<Use> {
  const time = virtualTime(seed);
  const { count, request } = serve(time, server);
  demand(new Limiter(time), request, CALLERS);
  await time.pass(afterMilliseconds);
  const before = { ...count };
  await time.pass(MINUTE);
  const accepted = count.accepted - before.accepted;
  const refused = count.refused - before.refused;
  return {
    used: accepted / ((MINUTE / server.perMilliseconds) * server.requests),
    refused: refused / (accepted + refused),
  };
}

async function expectUse(server: LimitedServer, least: Use, afterMilliseconds = 5_000): Promise<void> {
  for (const seed of [1, 2]) {
    const { used, refused } = await useOf(server, seed, afterMilliseconds);
    expect({ seed, used }).toEqual({ seed, used: Math.max(used, least.used) });
    expect({ seed, refused }).toEqual({ seed, refused: Math.min(refused, least.refused) });
  }
}

type Counting = NonNullable<LimitedServer["counting"]>;
const RETRY_AFTER = { retryAfterMilliseconds: 1_000 };

describe.each<[Counting]>([["moving window"], ["fixed window"], [{ bucket: 10 }]])(
  "ten a second, counted in a %p",
  (counting) => {
    test.each([5, 50, 150])(
      "of a server that answers after %d ms and half are used, and seldom touched",
      (latency) =>
        expectUse({ ...LIMIT, counting, latencyMilliseconds: latency }, { used: 0.94, refused: 0.02 }),
    );

    test.each([
      [5, 0.9],
      [50, 0.9],
      [150, 0.88],
    ])("and one that names a second to wait, after %d ms", (latencyMilliseconds, used) =>
      expectUse({ ...LIMIT, ...RETRY_AFTER, counting, latencyMilliseconds }, { used, refused: 0.02 }),
    );
  },
);

describe("where less is used", () => {
  test.each<[string, Counting, number, Use]>([
    // Requests that overtake one another by a tenth of a second fall eleven into one second.
    ["400 to 600 ms, moving window", "moving window", 400, { used: 0.88, refused: 0.02 }],
    ["400 to 600 ms, fixed window", "fixed window", 400, { used: 0.92, refused: 0.02 }],
    ["a bucket of three", { bucket: 3 }, 50, { used: 0.83, refused: 0.02 }],
    // Nothing may follow another closer than by a tenth of a second.
    ["a bucket of one", { bucket: 1 }, 50, { used: 0.55, refused: 0.02 }],
  ])("%s", (_what, counting, latencyMilliseconds, least) =>
    expectUse({ ...LIMIT, counting, latencyMilliseconds }, least),
  );

  test.each<[string, Counting, number, Use]>([
    ["400 to 600 ms, moving window", "moving window", 400, { used: 0.82, refused: 0.02 }],
    ["400 to 600 ms, fixed window", "fixed window", 400, { used: 0.84, refused: 0.02 }],
    ["a bucket of three", { bucket: 3 }, 50, { used: 0.79, refused: 0.02 }],
    ["a bucket of one", { bucket: 1 }, 50, { used: 0.55, refused: 0.02 }],
  ])("%s, and a second to wait is named", (_what, counting, latencyMilliseconds, least) =>
    expectUse({ ...LIMIT, ...RETRY_AFTER, counting, latencyMilliseconds }, least),
  );

  test("a bucket of three is found after half a minute", () =>
    expectUse(
      { ...LIMIT, counting: { bucket: 3 }, latencyMilliseconds: 50 },
      { used: 0.98, refused: 0.02 },
      30_000,
    ));
});
