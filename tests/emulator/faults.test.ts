import { type Bench, type Client, paths, type Reply, startBench } from "./client";
import { flow, makePipeline, sourceConnection } from "./tutorial";

let bench: Bench;
let client: Client;
beforeEach(async () => {
  bench = await startBench();
  client = bench.client;
});
afterEach(() => bench.emulator.close());

const sources = `${paths.flow}/sourceConnections`;
const source = () => client.post(sources, sourceConnection);

async function faults(...list: readonly object[]): Promise<void> {
  const set = await client.put("/_emulator/faults", list);
  expect([set.status, set.body]).toEqual([200, expect.objectContaining({ seed: 1 })]);
}

const statuses = async (count: number): Promise<number[]> => {
  const found: number[] = [];
  for (let number = 0; number < count; number += 1) {
    found.push((await client.get(sources)).status);
  }
  return found;
};

const listed = async (): Promise<number> =>
  ((await client.get(sources)).at("items") as readonly unknown[]).length;

test.each([
  ["html-not-found", 404, (reply: Reply) => String(reply.body).startsWith("<html>")],
  ["hidden-by-label", 404, (reply: Reply) => reply.text("type").endsWith("FLOW-1439-404")],
  ["unauthorized", 401, (reply: Reply) => reply.at("error_code") === "401013"],
  ["forbidden", 403, (reply: Reply) => reply.at("title") === "ForbiddenError"],
  ["precondition-failed", 412, (reply: Reply) => reply.text("type").endsWith("FLOW-1404-412")],
  ["too-many-requests", 429, (reply: Reply) => reply.headers.get("retry-after") === null],
  ["too-many-requests-retry-after", 429, (reply: Reply) => reply.headers.get("retry-after") === "1"],
  ["unavailable", 503, (reply: Reply) => reply.at("status") === 503],
] as const)("%s answers once without effect", async (action, status, shows) => {
  await faults({ method: "POST", path: sources, times: 1, action });
  const failed = await source();
  expect([failed.status, shows(failed)]).toEqual([status, true]);
  expect(failed.headers.get("x-emulator-fault")).toBe("answer");
  expect([await listed(), (await source()).status]).toEqual([0, 201]);
});

test.each([
  ["conflict-created-anyway", 409],
  ["error-created-anyway", 500],
])("%s answers %i and takes effect all the same", async (action, status) => {
  await faults({ method: "POST", path: sources, times: 1, action });
  expect([(await source()).status, await listed()]).toEqual([status, 1]);
});

test("a burst of 503 ends", async () => {
  await faults({ path: sources, times: 3, action: "unavailable" });
  expect(await statuses(5)).toEqual([503, 503, 503, 200, 200]);
});

test("the same seed makes the same chances, another one others", async () => {
  const drawn = async (seed: number) => {
    const list = [{ path: sources, probability: 0.5, action: "unavailable" }];
    expect((await client.put("/_emulator/faults", { seed, faults: list })).at("seed")).toBe(seed);
    return (await statuses(20)).join(" ");
  };
  const first = await drawn(7);
  expect(first).toMatch(/503/);
  expect(first).toMatch(/200/);
  expect(await drawn(7)).toBe(first);
  expect(await drawn(8)).not.toBe(first);
});

test("latency is fixed, and jitter adds to it", async () => {
  await faults(
    { path: sources, action: { delayMilliseconds: 60, jitterMilliseconds: 60 } },
    { path: sources, nth: 2, action: "unavailable" },
  );
  const start = performance.now();
  expect(await statuses(3)).toEqual([200, 503, 200]);
  const taken = performance.now() - start;
  expect(taken).toBeGreaterThan(178);
  expect(taken).toBeLessThan(1500);
});

test("a refused connection comes back after its time", async () => {
  await faults({ path: sources, times: 1, action: { refuseMilliseconds: 300 } });
  const outcome = () =>
    client.get(sources).then(
      ({ status }) => status,
      (error: NodeJS.ErrnoException) => error.code,
    );
  expect(await outcome()).not.toBe(200);
  expect(await outcome()).toBe("ECONNREFUSED");
  await new Promise((resolve) => setTimeout(resolve, 400));
  expect(await outcome()).toBe(200);
});

test("closing the emulator while it refuses connections leaves nothing behind", async () => {
  const own = await startBench();
  await own.client.put("/_emulator/faults", [{ path: sources, action: { refuseMilliseconds: 100 } }]);
  await expect(own.client.get(sources)).rejects.toThrow();
  await own.emulator.close();
  await new Promise((resolve) => setTimeout(resolve, 200));
  await expect(fetch(own.client.url)).rejects.toThrow();
});

test("a truncated body is no JSON, a slow one comes whole", async () => {
  await source();
  await faults(
    { path: sources, nth: 1, action: "truncated-json" },
    { path: sources, nth: 2, action: { slowBodyMilliseconds: 200 } },
  );
  await expect(client.get(sources)).rejects.toThrow(/JSON/);
  const start = performance.now();
  expect((await client.get(sources)).at("items")).toHaveLength(1);
  expect(performance.now() - start).toBeGreaterThan(150);
});

test("a hidden rate limit counts requests in its window", async () => {
  const rateLimit = { requests: 2, perMilliseconds: 1000, retryAfterSeconds: 3 };
  await faults({ path: sources, action: { rateLimit } });
  expect(await statuses(4)).toEqual([200, 200, 429, 429]);
  expect((await client.get(sources)).headers.get("retry-after")).toBe("3");
  bench.clock.now += 1000;
  expect(await statuses(3)).toEqual([200, 200, 429]);
});

test("a late inletUrl shows when the fault is over", async () => {
  const { flowId } = await makePipeline(client);
  bench.clock.now += 5000;
  await faults({ path: `/flows/${flowId}`, times: 2, action: "late-inlet" });
  const inlet = async () =>
    (await client.get(`${paths.flow}/flows/${flowId}`)).at("items", 0, "options", "inletUrl");
  expect([await inlet(), await inlet()]).toEqual([undefined, undefined]);
  expect(await inlet()).toMatch(/collection/);
});

test("a stuck transition keeps a flow from further writes", async () => {
  const { flowId, flowEtag } = await makePipeline(client);
  await faults({ method: "PATCH", path: "/flows/", nth: 1, action: "stuck-state" });
  const change = [{ op: "replace", path: "/name", value: "x" }];
  const path = `${paths.flow}/flows/${flowId}`;
  const patched = await client.patch(path, change, { headers: { "if-match": flowEtag } });
  expect(patched.status).toBe(200);
  bench.clock.now += 3_600_000;
  const stuck = await client.get(path);
  expect(stuck.at("items", 0, "state")).toBe("updating");
  const headers = { "if-match": stuck.text("items", 0, "etag") };
  expect((await client.patch(path, change, { headers })).text("type")).toMatch(/1420-400$/);
});

test("a switch turns for one request alone", async () => {
  await faults({ path: sources, nth: 1, action: { assume: { etagFormat: "uuid" } } });
  expect((await source()).text("etag")).toMatch(/^"[0-9a-f]{8}-[0-9a-f]{4}-4/);
  expect((await source()).text("etag")).toMatch(/0000"$/);
});

test("lists lag behind the writes, reads of one object too, each for its time and no longer", async () => {
  await faults(
    { path: sources, action: { listLagMilliseconds: 2000 } },
    { path: sources, action: { readLagMilliseconds: 500 } },
  );
  const { id, etag } = (await source()).body as { id: string; etag: string };
  const read = () => client.get(`${sources}/${id}`);
  expect([await listed(), (await read()).status]).toEqual([0, 404]);
  bench.clock.now += 500;
  expect([await listed(), (await read()).status]).toEqual([0, 200]);
  bench.clock.now += 1500;
  expect(await listed()).toBe(1);
  const change = [{ op: "replace", path: "/name", value: "New" }];
  await client.patch(`${sources}/${id}`, change, { headers: { "if-match": etag } });
  expect((await read()).at("items", 0, "name")).not.toBe("New");
  expect((await client.delete(`${sources}/${id}`)).status).toBe(204);
  expect([await listed(), (await read()).status]).toEqual([1, 200]);
  bench.clock.now += 2000;
  expect([await listed(), (await read()).status]).toEqual([0, 404]);
});

test("writes do not lag: a flow finds the connections that lists do not show yet", async () => {
  await faults({ path: ".", action: { listLagMilliseconds: 60_000 } });
  const { sourceId, targetId, mappingId } = await makePipeline(client);
  const again = await client.post(`${paths.flow}/flows`, flow(sourceId, targetId, mappingId));
  expect([again.status, await listed()]).toEqual([201, 0]);
});

test.each([
  { path: "x", action: "nonsense" },
  { path: "x", action: { assume: { nonsense: 1 } } },
  { path: "x", action: { assume: { etagFormat: "round" } } },
  { path: "x", action: { listLagMilliseconds: 60_001 } },
  { path: "x", probability: 2, action: "hang" },
  { path: "(", action: "hang" },
])("%j is refused", async (fault) => {
  const answer = await client.put("/_emulator/faults", [fault]);
  expect([answer.status, (await client.get("/_emulator/faults")).at("faults")]).toEqual([400, []]);
});

test("the clock is moved by hand and goes on from there", async () => {
  const start = bench.clock.now;
  const moved = await client.post("/_emulator/clock", { advanceMilliseconds: 1000 });
  expect(moved.body).toEqual({
    now: start + 1000,
    time: new Date(start + 1000).toISOString(),
    offsetMilliseconds: 1000,
  });
  await client.post("/_emulator/clock", { set: "2026-12-24T18:00:00Z" });
  // A month later the token has expired.
  expect((await source()).at("error_code")).toBe("401013");
  const system = await client.post("/_emulator/clock", { set: "system" });
  expect(system.at("offsetMilliseconds")).toBe(0);
  for (const body of [{}, { advanceMilliseconds: -1 }, { set: "tomorrow" }, { set: 1, more: 2 }]) {
    expect((await client.post("/_emulator/clock", body)).status).toBe(400);
  }
});
