import { Session } from "../../../provider/lifecycle/session";
import {
  errorOf,
  FLOWS,
  fakeClock,
  json,
  type PlatformServer,
  readFlows,
  settingsFor,
  startPlatform,
  testClient,
} from "./platform-server";

/** What takes longer than two seconds says what is waited for. */
let platform: PlatformServer | undefined;
afterEach(() => platform?.close());

/** A client whose reports are kept, with the time at which they came, in ms. */
function listening(url: string) {
  const clock = fakeClock();
  const start = clock.time;
  const told: [number, string][] = [];
  const report = (status: string) => void told.push([clock.time - start, status]);
  return { told, client: testClient(url, {}, { ...clock, now: clock.now, report }) };
}

async function failing(failures: number, headers: Record<string, string> = {}): Promise<PlatformServer> {
  platform = await startPlatform((request, response) => {
    if (!request.path.startsWith(FLOWS) || failures-- <= 0) return "default";
    json(response, 503, { title: "Busy" }, headers);
    return "handled";
  });
  return platform;
}

test("a wait before the next attempt is told at once, where it is a long one", async () => {
  const { told, client } = listening((await failing(1, { "Retry-After": "5" })).url);
  await client.send(readFlows);
  expect(told).toEqual([[0, "Could not list the flows yet: AEP answered 503. It is tried again in 5 s."]]);
});

test("a short one is not, and long ones not more often than every ten seconds", async () => {
  const { told, client } = listening((await failing(6)).url);
  await errorOf(client.send(readFlows));
  // 0.3 + 0.6 + 1.2 + 2.4 + 4.8 s
  expect(told).toEqual([
    [2_100, "Could not list the flows yet: AEP answered 503. It is tried again in 2 s."],
  ]);
});

test("a failure on the way is told as such, without what the operation keeps secret", async () => {
  platform = await startPlatform();
  const gone = await startPlatform();
  await gone.close();
  const clock = fakeClock();
  const told: string[] = [];
  const client = testClient(
    platform.url,
    { platformUrl: gone.url },
    { ...clock, report: (status) => told.push(status) },
  );
  await errorOf(client.within(60, ["canary"]).send({ ...readFlows, attempt: 'look for the flow "canary"' }));
  expect(told[0]).toMatch(
    /^Could not look for the flow "\[redacted\]" yet: nothing accepts connections at .* again in 2 s\.$/,
  );
});

test("what AEP does later is told after two seconds, and every ten", async () => {
  platform = await startPlatform();
  const { told, client } = listening(platform.url);
  const look = () => client.send({ ...readFlows, attempt: 'read the flow "a"' }).then(() => undefined);
  await client.waitFor(look, 30_000);
  expect(told.map(([at]) => at)).toEqual([1_400, 16_200, 26_200]);
  expect(told[0]?.[1]).toBe(
    'Not done yet; waiting 29 s more at most. In 2 s AEP is asked again to read the flow "a".',
  );
  const quick = listening(platform.url);
  await quick.client.waitFor(async () => undefined, 1_900);
  expect(quick.told).toEqual([]);
});

test("the engine's status line shows it, of a session's calls", async () => {
  platform = await startPlatform((request, response) => {
    if (request.path !== FLOWS || platform?.count(FLOWS) !== 1) return "default";
    json(response, 429, {}, { "Retry-After": "2.2" });
    return "handled";
  });
  const { orgId, sandbox } = settingsFor(platform.url);
  const shown: (readonly [severity: string, message: string])[] = [];
  const session = new Session(
    {
      AEP_ENDPOINT: platform.url,
      AEP_CLIENT_ID: "client-1",
      AEP_CLIENT_SECRET: "canary-secret",
      AEP_ORG_ID: orgId,
      AEP_SANDBOX: sandbox,
    },
    (...line) => shown.push(line),
  );
  await session.context([]).client.send(readFlows);
  expect(shown).toEqual([
    ["status", expect.stringMatching(/^1 request waits for AEP, which takes none for another \d s \(429/)],
  ]);
});
