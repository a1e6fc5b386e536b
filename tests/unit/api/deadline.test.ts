import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { UnknownOutcomeError } from "../../../provider/api/errors";
import { OutOfTimeError } from "../../../provider/api/limiter";
import { dynamicProvider } from "../../../provider/lifecycle/adapter";
import { Session } from "../../../provider/lifecycle/session";
import { sourceConnectionKind } from "../../../provider/resources/source-connection";
import {
  createFlow,
  deleteFlow,
  errorOf,
  FLOWS,
  fakeClock,
  json,
  type PlatformServer,
  readFlows,
  SANDBOX_PATH,
  startPlatform,
  TOKEN_PATH,
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

const REAL_TIME = { now: Date.now, sleep: wait, random: () => 1 };

/** A platform that does not answer requests for this path until it is told to. */
async function silentAbout(silentPath: string) {
  let goOn: (() => void) | undefined;
  platform = await startPlatform((request, response) => {
    if (request.path === FLOWS && request.method === "POST" && silentPath !== FLOWS) {
      json(response, 201, { id: "1" });
      return "handled";
    }
    if (request.path !== silentPath) return "default";
    goOn = () =>
      json(response, 200, {
        access_token: "token-1",
        expires_in: 86_399,
        type: "development",
        tenantId: "acme",
      });
    return "handled";
  });
  return { ...platform, goOn: () => goOn?.() };
}

async function timed(promise: Promise<unknown>): Promise<{ error: Error; milliseconds: number }> {
  const start = Date.now();
  return { error: await errorOf(promise), milliseconds: Date.now() - start };
}

describe("what calls share and AEP does not answer", () => {
  test.each([
    ["an access token", TOKEN_PATH],
    ["the sandbox's type", SANDBOX_PATH],
  ])("is not waited for any longer: %s; a caller with more time gets it", async (_what, silentPath) => {
    const { url, count, goOn } = await silentAbout(silentPath);
    const client = testClient(url, {}, REAL_TIME);
    const patient = client.within(60).send(createFlow);
    const { error, milliseconds } = await timed(client.within(0.2).send(createFlow));
    expect(error).toBeInstanceOf(OutOfTimeError);
    expect(error.message).toMatch(
      /^Could not create the flow "Customer.io": the time given was over while .*(access token|sandbox "dev").*\.$/,
    );
    expect(milliseconds).toBeLessThan(1_500);
    expect(count(FLOWS)).toBe(0);
    goOn();
    expect(await patient).toEqual({ id: "1" });
    expect([count(silentPath), count(FLOWS)]).toEqual([1, 1]);
  });

  test("is the tenant, too, with the time of a last look", async () => {
    const { url, goOn } = await silentAbout("/data/foundation/schemaregistry/stats");
    const client = testClient(url, {}, REAL_TIME);
    const patient = client.within(60).tenantId();
    const { error, milliseconds } = await timed(client.within(-4.8).tenantId());
    expect(error.message).toBe(
      "Could not look up the tenant id: the time given was over while it was waited for. Run the command again; the " +
        "resource option customTimeouts gives more time.",
    );
    expect(milliseconds).toBeLessThan(1_500);
    goOn();
    expect(await patient).toBe("acme");
  });
});

test("a sandbox look-up that AEP has no room for is not waited for any longer, and goes on for the others", async () => {
  platform = await startPlatform((request, response) => {
    if (request.path === FLOWS) json(response, 201, { id: "1" });
    else if (request.path === SANDBOX_PATH && platform?.count(SANDBOX_PATH) === 1)
      json(response, 429, {}, { "Retry-After": "0.6" });
    else return "default";
    return "handled";
  });
  const client = testClient(platform.url, {}, REAL_TIME);
  const patient = client.within(60).send(createFlow);
  const { error, milliseconds } = await timed(client.within(0.2).send(createFlow));
  expect(error).toBeInstanceOf(OutOfTimeError);
  expect(milliseconds).toBeLessThan(500);
  expect(await patient).toEqual({ id: "1" });
  expect(platform.count(SANDBOX_PATH)).toBe(2);
});

describe("a write that AEP does not answer", () => {
  test("is given up when the time is over, with the time of a last look counted from then", async () => {
    const { url, count } = await silentAbout(FLOWS);
    const clock = fakeClock();
    const client = testClient(url, {}, clock).within(0.2);
    const { error, milliseconds } = await timed(client.send(createFlow));
    expect(error).toBeInstanceOf(UnknownOutcomeError);
    expect(error.message).toContain("gave no complete answer in the 0.2 s that were left");
    expect(milliseconds).toBeLessThan(1_500);
    clock.time += 200;
    // What the lists show late is found in the last look.
    const read = { ...readFlows, path: `${FLOWS}/1` };
    const looks = () => client.send(read).then(() => undefined);
    expect(await client.waitFor(looks, 60_000)).toBeUndefined();
    expect(clock.slept.reduce((sum, each) => sum + each, 0)).toBeGreaterThanOrEqual(4_800);
    expect(clock.slept.reduce((sum, each) => sum + each, 0)).toBeLessThanOrEqual(5_000);
    expect(count(`${FLOWS}/1`)).toBe(6);
    const late = await errorOf(client.send(createFlow));
    expect(late).toBeInstanceOf(OutOfTimeError);
    expect(late.message).toMatch(/the time given was over\. Tried to .* it is not known whether AEP did it/);
    expect(count(FLOWS)).toBe(1);
  });

  test("makes an object that the lists show only later: the operation still holds it", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "aep-journal-"));
    const collection = "/data/foundation/flowservice/sourceConnections";
    let made: Record<string, unknown> | undefined;
    platform = await startPlatform((request, response) => {
      if (!request.path.startsWith(collection)) return "default";
      if (request.method === "POST") {
        const at = Date.now();
        made = {
          id: "late",
          etag: "1",
          createdAt: at,
          createdClient: "client-1",
          ...JSON.parse(request.body),
        };
        return "handled";
      }
      const shown = made !== undefined && Date.now() > Number(made.createdAt) + 1_500;
      json(response, 200, { items: shown ? [made] : [] });
      return "handled";
    });
    const warnings: string[] = [];
    const session = new Session(
      {
        AEP_ENDPOINT: platform.url,
        AEP_CLIENT_ID: "client-1",
        AEP_CLIENT_SECRET: "canary-secret",
        AEP_ORG_ID: "TEST@AdobeOrg",
        AEP_SANDBOX: "dev",
        AEP_JOURNAL_DIR: folder,
      },
      (_severity, message) => warnings.push(message),
    );
    const start = Date.now();
    const { id } = await dynamicProvider(sourceConnectionKind, session).create({
      name: "a",
      connectionSpec: "customerio",
      data: { format: "json" },
      __timeouts: { create: 0.5 },
      __owner: "owner",
    });
    expect(id).toBe("late");
    expect(Date.now() - start).toBeLessThan(5_500);
    expect(warnings.join()).toContain("got no clear answer, but AEP made it (late). It was taken over.");
    rmSync(folder, { recursive: true });
  });
});
