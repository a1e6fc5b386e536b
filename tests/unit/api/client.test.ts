import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { Call } from "../../../provider/api/client";
import {
  ApiError,
  UnexpectedAnswerError,
  UnknownOutcomeError,
  UnreachableError,
} from "../../../provider/api/errors";
import { PACKAGE_VERSION } from "../../../provider/api/version";
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
  SECRET,
  startPlatform,
  TOKEN_PATH,
  testClient,
} from "./platform-server";

let platform: PlatformServer | undefined;
afterEach(() => platform?.close());

describe("a request", () => {
  test("carries the platform's headers, its query and its body", async () => {
    platform = await startPlatform();
    await testClient(platform.url).send({
      ...readFlows,
      method: "PATCH",
      query: { property: ["name==a b+c", "state==enabled"], limit: 5, continuationToken: undefined },
      headers: { "If-Match": '"4c01c003"' },
      contentType: "application/json-patch+json",
      body: [{ op: "remove", path: "/a" }],
    });
    const request = platform.received.at(-1);
    expect(request).toMatchObject({
      method: "PATCH",
      path: `${FLOWS}?property=name%3D%3Da%20b%2Bc&property=state%3D%3Denabled&limit=5`,
      body: '[{"op":"remove","path":"/a"}]',
    });
    expect(request?.headers).toMatchObject({
      authorization: "Bearer token-1",
      "x-api-key": "client-1",
      "x-gw-ims-org-id": "TEST@AdobeOrg",
      "x-sandbox-name": "dev",
      "if-match": '"4c01c003"',
      "content-type": "application/json-patch+json",
      accept: "application/json",
      "user-agent": `pulumi-aep/${PACKAGE_VERSION}`,
    });
    const manifest = readFileSync(join(__dirname, "../../../provider/package.json"), "utf8");
    expect(JSON.parse(manifest)).toMatchObject({ version: PACKAGE_VERSION });
  });

  test("is traced without what its operation keeps secret", async () => {
    platform = await startPlatform();
    const lines: string[] = [];
    const client = testClient(platform.url, {}, { trace: (line) => lines.push(line) });
    const name = "canary's name/1";
    await client.within(60, [name]).send({ ...readFlows, query: { property: `name==${name}` } });
    expect(lines.at(-1)).toContain("?property=name%3D%3D[redacted] 200 in");
    expect(lines.join()).not.toContain("canary");
  });

  test("is traced in a line, the one for a token too, without credentials", async () => {
    platform = await startPlatform();
    const lines: string[] = [];
    await testClient(platform.url, {}, { trace: (line) => lines.push(line) }).send(readFlows);
    expect(lines).toEqual([
      expect.stringMatching(/^POST \/ims\/token\/v3 200 in \d+ ms$/),
      expect.stringMatching(/^GET \/data\/foundation\/flowservice\/flows 200 in \d+ ms/),
    ]);
    expect(lines.join()).not.toMatch(new RegExp(`token-1|Bearer|${SECRET}`));
  });

  test("without a body names no content type; an empty answer is undefined", async () => {
    platform = await startPlatform((request, response) => {
      if (request.path !== FLOWS) return "default";
      response.writeHead(204).end();
      return "handled";
    });
    expect(await testClient(platform.url).send({ ...readFlows, answer: z.undefined() })).toBeUndefined();
    expect(platform.received.at(-1)?.headers["content-type"]).toBeUndefined();
  });

  test.each([
    "/data/foundation/flowservice/flows/../connections",
    "/data/foundation/flowservice/flows/%2e%2e/connections",
    "/data/a?x=y",
    "/data/a#x",
    "/data/a b",
    "/ims/token/v3",
    "//elsewhere.example/data/",
    "https://elsewhere.example/data/",
  ])("does not go to %s", async (path) => {
    platform = await startPlatform();
    const error = await errorOf(testClient(platform.url).send({ ...readFlows, path }));
    expect(error.message).toContain("is not an encoded path below /data/");
    expect(platform.received).toHaveLength(0);
  });

  test("is one of sixteen at first, and queued requests are sent in the end", async () => {
    let underWay = 0;
    let most = 0;
    let mostAtFirst = 0;
    let answered = 0;
    platform = await startPlatform((request, response) => {
      if (request.path !== FLOWS) return "default";
      most = Math.max(most, ++underWay);
      if (answered === 0) mostAtFirst = most;
      setTimeout(
        () => {
          underWay--;
          answered++;
          json(response, 200, {});
        },
        answered === 0 ? 400 : 20,
      );
      return "handled";
    });
    const client = testClient(platform.url);
    await Promise.all(Array.from({ length: 60 }, () => client.send(readFlows)));
    expect(mostAtFirst).toBe(16);
    expect(most).toBeLessThanOrEqual(64);
    expect(platform.count(FLOWS)).toBe(60);
  });

  test("that is redirected is not followed, and its token goes nowhere else", async () => {
    const elsewhere = await startPlatform();
    platform = await startPlatform((request, response) => {
      if (!request.path.startsWith(FLOWS)) return "default";
      response.writeHead(307, { Location: `${elsewhere.url}${FLOWS}` }).end();
      return "handled";
    });
    const client = testClient(platform.url);
    const error = await errorOf(client.send(readFlows));
    expect(error).toBeInstanceOf(UnexpectedAnswerError);
    expect(error.message).toMatch(/Could not list the flows: the answer was 307, a redirection/);
    expect(await errorOf(client.send(createFlow))).toBeInstanceOf(UnknownOutcomeError);
    expect(elsewhere.received).toHaveLength(0);
    expect(platform.count(FLOWS)).toBe(2);
    await elsewhere.close();
  });
});

describe("a request that fails", () => {
  test("is repeated after the server's waiting time when the rate limit turned it away, a create too", async () => {
    let refusals = 2;
    platform = await startPlatform((request, response) => {
      if (request.path !== FLOWS) return "default";
      if (refusals-- > 0) json(response, 429, {}, { "Retry-After": "7" });
      else json(response, 201, { id: "1" });
      return "handled";
    });
    const clock = fakeClock(0);
    expect(await testClient(platform.url, {}, clock).send(createFlow)).toEqual({ id: "1" });
    expect(clock.slept).toEqual([7_000, 7_000]);
  });

  test("six times is an error that says so", async () => {
    platform = await startPlatform((request, response) => {
      if (request.path !== FLOWS) return "default";
      json(response, 503, { title: "Busy" }, { "x-request-id": "r-1" });
      return "handled";
    });
    const error = await errorOf(testClient(platform.url).send(readFlows));
    expect(error).toMatchObject({ reason: "unavailable", status: 503, detail: "Busy", requestId: "r-1" });
    expect(error.message).toContain(
      'Could not list the flows: AEP said "Busy" (HTTP 503, request r-1). Gave up after 6 attempts.',
    );
    expect(error.stack).toBe(error.message);
    expect(platform.count(FLOWS)).toBe(6);
  });

  test.each<[string, Call<unknown>, number, new (...parameters: never[]) => Error]>([
    ["a read", readFlows, 6, UnreachableError],
    ["a delete", deleteFlow, 6, UnknownOutcomeError],
    ["a create", createFlow, 1, UnknownOutcomeError],
  ])("because the connection breaks after it was sent: %s", async (_name, call, sent, kind) => {
    platform = await startPlatform((request, response) => {
      if (!request.path.startsWith(FLOWS)) return "default";
      response.destroy();
      return "handled";
    });
    const error = await errorOf(testClient(platform.url).send(call));
    expect(error).toBeInstanceOf(kind);
    expect(error.message).toContain("broke (ECONNRESET)");
    expect(error.cause).toBeInstanceOf(Error);
    expect(platform.count(call.path)).toBe(sent);
  });

  test.each([500, 502, 503, 504, 408])(
    "a create that is answered with %d is not sent twice",
    async (status) => {
      platform = await startPlatform((request, response) => {
        if (request.path !== FLOWS) return "default";
        json(response, status, { title: "Failure" }, { "Retry-After": "1" });
        return "handled";
      });
      const error = await errorOf(testClient(platform.url).send(createFlow));
      expect(error).toBeInstanceOf(UnknownOutcomeError);
      expect(error.message).toMatch(
        /Tried to create the flow "Customer.io", and it is not known whether AEP did it: AEP said "Failure" \(HTTP \d+\)\. Look at/,
      );
      expect(error.cause).toBeInstanceOf(ApiError);
      expect(platform.count(FLOWS)).toBe(1);
    },
  );

  test("an operation that is not implemented had no effect", async () => {
    platform = await startPlatform((request, response) => {
      if (!request.path.startsWith(FLOWS)) return "default";
      json(response, 501, {});
      return "handled";
    });
    expect(await errorOf(testClient(platform.url).send(deleteFlow))).toMatchObject({
      reason: "methodNotAllowed",
    });
    expect(platform.count(deleteFlow.path)).toBe(1);
  });

  test("a lost delete that is repeated and finds nothing says so: it is done", async () => {
    let first = true;
    platform = await startPlatform((request, response) => {
      if (!request.path.startsWith(FLOWS)) return "default";
      if (first) response.destroy();
      else
        json(response, 404, {
          type: "https://ns.adobe.com/aep/errors/FLOW-1439-404",
          title: "Resource not found",
        });
      first = false;
      return "handled";
    });
    expect(await errorOf(testClient(platform.url).send(deleteFlow))).toMatchObject({ reason: "notFound" });
  });

  test("a lost delete is still of unknown outcome when the repetitions are certainly not sent", async () => {
    platform = await startPlatform((request, response) => {
      if (!request.path.startsWith(FLOWS)) return "default";
      response.destroy();
      void platform?.close();
      return "handled";
    });
    const error = await errorOf(testClient(platform.url).send(deleteFlow));
    expect(error).toBeInstanceOf(UnknownOutcomeError);
    expect(error.message).toContain("ECONNREFUSED");
  });

  test("because nothing listens was never sent, whatever it is", async () => {
    platform = await startPlatform();
    const gone = await startPlatform();
    await gone.close();
    const clock = fakeClock();
    const settings = { platformUrl: gone.url, allowProduction: "dev" };
    const error = await errorOf(testClient(platform.url, settings, clock).send(createFlow));
    expect(error).toBeInstanceOf(UnreachableError);
    expect(error.message).toMatch(
      /Could not create the flow "Customer.io": nothing accepts connections at .*\(ECONNREFUSED\)\. Gave up after 6 attempts/,
    );
    expect(clock.slept).toHaveLength(5);
  });

  test("because its answer never ends is given up in time", async () => {
    platform = await startPlatform((request, response) => {
      if (request.path !== FLOWS) return "default";
      response.writeHead(201, { "Content-Type": "application/json" }).write('{"id":');
      return "handled";
    });
    const client = testClient(platform.url, {}, { timeoutMilliseconds: 100 });
    const error = await errorOf(client.send(createFlow));
    expect(error).toBeInstanceOf(UnknownOutcomeError);
    expect(error.message).toContain("gave no complete answer within 0.1 s");
    expect(platform.count(FLOWS)).toBe(1);
  });

  test("because its answer is too large is not repeated", async () => {
    platform = await startPlatform((request, response) => {
      if (request.path !== FLOWS) return "default";
      json(response, 200, "x".repeat(2_000));
      return "handled";
    });
    const error = await errorOf(testClient(platform.url, {}, { bodyLimitBytes: 1_000 }).send(readFlows));
    expect(error.message).toContain("is larger than 1000 bytes");
    expect(platform.count(FLOWS)).toBe(1);
  });

  test("because a header cannot be sent is a mistake of the caller", async () => {
    platform = await startPlatform();
    const error = await errorOf(
      testClient(platform.url).send({ ...createFlow, headers: { "If-Match": "a\nb" } }),
    );
    expect(error).toBeInstanceOf(TypeError);
    expect(platform.count(FLOWS)).toBe(0);
  });
});

describe("the tenant id", () => {
  test("is fetched once for all, after a failure again", async () => {
    let failing = true;
    platform = await startPlatform((request, response) => {
      if (request.path !== "/data/foundation/schemaregistry/stats") return "default";
      if (failing) json(response, 403, { title: "ForbiddenError" });
      else json(response, 200, { imsOrg: "TEST@AdobeOrg", tenantId: "extconndev", counts: {} });
      return "handled";
    });
    const client = testClient(platform.url);
    expect(await errorOf(client.tenantId())).toMatchObject({ reason: "denied" });
    failing = false;
    expect(await Promise.all([client.tenantId(), client.tenantId()])).toEqual(["extconndev", "extconndev"]);
    expect(await client.tenantId()).toBe("extconndev");
    const asked = platform.received.filter(({ path }) => path.endsWith("/stats"));
    expect(asked).toHaveLength(2);
    expect(asked[0]?.headers.accept).toBe("application/vnd.adobe.xed-id+json");
  });
});

describe("the server's time", () => {
  test("is the local time until an answer names another one", async () => {
    platform = await startPlatform((request, response) => {
      if (request.path !== FLOWS) return "default";
      json(response, 200, {}, { Date: "Thu, 01 Jan 2026 01:00:00 GMT" });
      return "handled";
    });
    const clock = fakeClock();
    const client = testClient(platform.url, {}, clock);
    expect(client.serverNow()).toBe(clock.time);
    await client.send(readFlows);
    expect(client.serverNow()).toBe(Date.UTC(2026, 0, 1, 1));
    clock.time += 5_000;
    expect(client.serverNow()).toBe(Date.UTC(2026, 0, 1, 1, 0, 5));
  });
});

test("a client says where it works and as whom; waiting uses its clock", async () => {
  const clock = fakeClock();
  const client = testClient("http://127.0.0.1:9", {}, clock);
  expect(client.location).toEqual({ host: "127.0.0.1", orgId: "TEST@AdobeOrg", sandbox: "dev" });
  expect(client.clientId).toBe("client-1");
  expect(await client.waitFor(async () => undefined, 500)).toBeUndefined();
  expect(clock.slept).toEqual([200, 300]);
});

test("a write asks for a token and for the sandbox's type once", async () => {
  platform = await startPlatform((request, response) => {
    if (request.path !== FLOWS) return "default";
    json(response, 201, { id: "1" });
    return "handled";
  });
  const client = testClient(platform.url);
  await Promise.all([client.send(createFlow), client.send(createFlow)]);
  await client.send(createFlow);
  expect([TOKEN_PATH, SANDBOX_PATH, FLOWS].map((path) => platform?.count(path))).toEqual([1, 1, 3]);
});
