import {
  createFlow,
  deleteFlow,
  errorOf,
  FLOWS,
  fakeClock,
  json,
  type PlatformServer,
  readFlows,
  startPlatform,
  testClient,
} from "./platform-server";

/** `customTimeouts` bound a whole operation: waiting, retries and polling included. */
let platform: PlatformServer | undefined;
afterEach(() => platform?.close());

async function answering(status: number, headers: Record<string, string> = {}): Promise<PlatformServer> {
  platform = await startPlatform((request, response) => {
    if (!request.path.startsWith(FLOWS)) return "default";
    json(response, status, { title: "Busy" }, headers);
    return "handled";
  });
  return platform;
}

test("retries that would begin too late are not waited for, and the last answer is told", async () => {
  const { url, count } = await answering(503);
  const clock = fakeClock();
  const error = await errorOf(testClient(url, {}, clock).within(1).send(deleteFlow));
  expect(count(`${FLOWS}/1`)).toBe(3);
  expect(clock.slept).toEqual([300, 600]);
  expect(error.message).toContain("Busy");
});

test("a limit that AEP names beyond it ends the operation; what AEP said is told", async () => {
  const { url, count } = await answering(429, { "Retry-After": "30" });
  const error = await errorOf(testClient(url, {}, fakeClock()).within(10).send(createFlow));
  expect(error.message).toMatch(/Could not create the flow "Customer.io": AEP said "Busy" \(HTTP 429\)/);
  expect(count(FLOWS)).toBe(1);
});

test("a limit that AEP names within it is waited for", async () => {
  const { url } = await answering(429, { "Retry-After": "4" });
  const clock = fakeClock();
  await errorOf(testClient(url, {}, clock).within(10).send(createFlow));
  expect(clock.slept.reduce((sum, each) => sum + each, 0)).toBeLessThanOrEqual(12_000);
  expect(clock.slept[0]).toBe(4_000);
});

test("nothing is written when it is over; one last look is allowed", async () => {
  const { url, count } = await answering(200);
  const clock = fakeClock();
  const client = testClient(url, {}, clock).within(1);
  clock.time += 1_001;
  expect((await errorOf(client.send(createFlow))).message).toMatch(
    /^Could not create the flow "Customer.io": the time given was over/,
  );
  expect(count(FLOWS)).toBe(0);
  await client.send(readFlows);
  clock.time += 5_000;
  await errorOf(client.send(readFlows));
  expect(count(FLOWS)).toBe(1);
});

test("polling ends with it, and a part of it has no more than the whole", async () => {
  const clock = fakeClock();
  const client = testClient("http://127.0.0.1:9", {}, clock).within(2).within(60);
  let looks = 0;
  await client.waitFor(async () => void looks++, 60_000);
  expect(clock.slept.reduce((sum, each) => sum + each, 0)).toBe(2_000);
});

test("a run whose every request fails stops repeating them", async () => {
  const { url, count } = await answering(503);
  const client = testClient(url, {}, fakeClock());
  const calls = 60;
  for (let call = 0; call < calls; call++) await errorOf(client.send(readFlows));
  // Five retries each would be 360.
  expect(count(FLOWS)).toBe(calls + 200);
});
