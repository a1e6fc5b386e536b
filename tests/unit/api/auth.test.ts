import { ApiError, UnexpectedAnswerError, UnreachableError } from "../../../provider/api/errors";
import {
  createFlow,
  errorOf,
  FLOWS,
  fakeClock,
  json,
  type PlatformServer,
  type Received,
  readFlows,
  SECRET,
  startPlatform,
  TOKEN_PATH,
  testClient,
} from "./platform-server";

let platform: PlatformServer | undefined;
afterEach(() => platform?.close());

const bearer = ({ headers }: Received) => headers.authorization?.slice("Bearer ".length);

test("fifty concurrent calls share one token, requested as Adobe documents", async () => {
  platform = await startPlatform();
  const client = testClient(platform.url);
  await Promise.all(Array.from({ length: 50 }, () => client.send(readFlows)));
  expect(platform.count(FLOWS)).toBe(50);
  expect(platform.count(TOKEN_PATH)).toBe(1);
  const [request] = platform.received;
  expect(request).toMatchObject({ method: "POST", path: TOKEN_PATH });
  expect(request?.headers["content-type"]).toBe("application/x-www-form-urlencoded");
  expect(Object.fromEntries(new URLSearchParams(request?.body))).toEqual({
    grant_type: "client_credentials",
    client_id: "client-1",
    client_secret: SECRET,
    scope: "openid",
  });
});

test.each([
  ["seconds", 86_399, 86_399_000 - 300_000],
  ["the older services' milliseconds", 86_399_992, 86_399_992 - 300_000],
  ["a short life", 100, 90_000],
])("a token is renewed shortly before its end: %s", async (_name, expires_in, renewedAfter) => {
  platform = await startPlatform((request, response) => {
    if (request.path !== TOKEN_PATH) return "default";
    json(response, 200, { access_token: "t", token_type: "bearer", expires_in });
    return "handled";
  });
  const clock = fakeClock();
  const client = testClient(platform.url, {}, clock);
  await client.send(readFlows);
  clock.time += renewedAfter - 1;
  await client.send(readFlows);
  expect(platform.count(TOKEN_PATH)).toBe(1);
  clock.time += 1;
  await client.send(readFlows);
  expect(platform.count(TOKEN_PATH)).toBe(2);
});

describe("a token that AEP refuses", () => {
  test.each([
    [401, { error_code: "401013", message: "Oauth token is not valid" }],
    [403, { error_code: "403010", message: "Oauth token is missing." }],
  ])("is replaced once for all concurrent calls, which are repeated (%d)", async (status, body) => {
    platform = await startPlatform((request, response) => {
      if (request.path === TOKEN_PATH || bearer(request) !== "token-1") return "default";
      json(response, status, body);
      return "handled";
    });
    const client = testClient(platform.url);
    await Promise.all(Array.from({ length: 50 }, () => client.send(readFlows)));
    expect(platform.count(TOKEN_PATH)).toBe(2);
    // Those that were under way with the old one are repeated, the others were not sent with it.
    expect(platform.count(FLOWS)).toBeLessThanOrEqual(50 + 64);
  });

  test("is replaced once when fifty calls are under way with it", async () => {
    const held: (() => void)[] = [];
    platform = await startPlatform((request, response) => {
      if (request.path !== `${FLOWS}/1` || bearer(request) !== "token-1") return "default";
      held.push(() => json(response, 401, { error_code: "401013", message: "Oauth token is not valid" }));
      if (held.length === 50) for (const answer of held) answer();
      return "handled";
    });
    const client = testClient(platform.url);
    // The limiter begins with sixteen at once; every four successes earn one more.
    for (let round = 0; round < 20; round++)
      await Promise.all(Array.from({ length: 10 }, () => client.send(readFlows)));
    const call = { ...readFlows, path: `${FLOWS}/1` };
    await Promise.all(Array.from({ length: 50 }, () => client.send(call)));
    expect(held).toHaveLength(50);
    expect([platform.count(TOKEN_PATH), platform.count(call.path)]).toEqual([2, 100]);
  });

  test("is replaced for a create too, which was not executed", async () => {
    platform = await startPlatform((request, response) => {
      if (request.method !== "POST" || request.path !== FLOWS) return "default";
      if (bearer(request) === "token-1")
        json(response, 401, { error_code: "401013", message: "Oauth token is not valid" });
      else json(response, 201, { id: "1" });
      return "handled";
    });
    expect(await testClient(platform.url).send(createFlow)).toEqual({ id: "1" });
    expect(platform.count(FLOWS)).toBe(2);
  });

  test("every time, costs two tokens altogether, and one request for each further call", async () => {
    let refusing = true;
    platform = await startPlatform((request, response) => {
      if (request.path === TOKEN_PATH || !refusing) return "default";
      json(response, 401, { error_code: "401013", message: "Oauth token is not valid" });
      return "handled";
    });
    const client = testClient(platform.url);
    await Promise.all(Array.from({ length: 20 }, () => errorOf(client.send(readFlows))));
    for (let call = 0; call < 20; call++) await errorOf(client.send(readFlows));
    expect(platform.count(TOKEN_PATH)).toBe(2);
    expect(platform.count(FLOWS)).toBeLessThanOrEqual(60);
    // Access that was given again is noticed, and so is a later end of the token.
    refusing = false;
    await client.send(readFlows);
    refusing = true;
    await errorOf(client.send(readFlows));
    expect(platform.count(TOKEN_PATH)).toBe(3);
  });

  test("twice, is an error that says what to check", async () => {
    platform = await startPlatform((request, response) => {
      if (request.path === TOKEN_PATH) return "default";
      json(
        response,
        401,
        { error_code: "401013", message: "Oauth token is not valid" },
        { "x-request-id": "r-9" },
      );
      return "handled";
    });
    const error = await errorOf(testClient(platform.url).send(readFlows));
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({ reason: "unauthorized", code: "401013", requestId: "r-9", status: 401 });
    expect(error.message).toContain(
      'Could not list the flows: AEP said "Oauth token is not valid" (401013, request r-9).',
    );
    expect(error.message).toContain("the client client-1");
    expect(platform.count(FLOWS)).toBe(2);
  });

  test("and that was given, not fetched, is never renewed; its end is said in words", async () => {
    platform = await startPlatform((request, response) => {
      if (bearer(request) !== "given-token") throw new Error("another token");
      json(response, 401, { error_code: "401013", message: "Oauth token is not valid" });
      return "handled";
    });
    const credentials = { clientId: "client-1", accessToken: "given-token" };
    const error = await errorOf(testClient(platform.url, { credentials }).send(readFlows));
    expect(error.message).toMatch(/AEP_ACCESS_TOKEN .* has expired or is not valid/);
    expect(platform.received.map(({ path }) => path)).toEqual([FLOWS]);
  });
});

test("a token that was renewed meanwhile is masked in what AEP says late, and in the trace", async () => {
  let refused: (token: string | undefined) => boolean = () => false;
  const late: (() => void)[] = [];
  platform = await startPlatform((request, response) => {
    const echo = () => json(response, 400, { title: "Bad", detail: `your token ${bearer(request)} may not` });
    if (request.path.startsWith(`${FLOWS}/late`)) late.push(echo);
    else if (request.path === TOKEN_PATH && late.length > 1) late.push(() => json(response, 400, {}));
    else if (request.path === FLOWS && refused(bearer(request)))
      json(response, 401, { error_code: "401013", message: `Oauth token ${bearer(request)} is not valid` });
    else return "default";
    return "handled";
  });
  const lines: string[] = [];
  const client = testClient(platform.url, {}, { trace: (line) => lines.push(line) });
  const lateCall = { ...readFlows, path: `${FLOWS}/late`, query: { page: "token-1 token-2 token-3" } };
  const first = errorOf(client.send(lateCall));
  while (late.length < 1) await new Promise(setImmediate);
  // Two renewals: the call under way has the token before the last.
  for (const token of ["token-1", "token-2"]) {
    refused = (given) => given === token;
    await client.send(readFlows);
  }
  const second = errorOf(client.send(lateCall));
  while (late.length < 2) await new Promise(setImmediate);
  // And none while a new one is asked for.
  refused = () => true;
  const third = errorOf(client.send(readFlows));
  while (late.length < 3) await new Promise(setImmediate);
  for (const answer of late) answer();
  const said = (await Promise.all([first, second, third])).map(({ message, stack }) => `${message} ${stack}`);
  expect(said[0]).toContain('AEP said "your token [redacted] may not"');
  expect([...said, ...lines].join()).not.toMatch(/token-\d/);
});

describe("a token that cannot be had", () => {
  test("fails fifty calls with one request, and is tried again later", async () => {
    let wrong = true;
    platform = await startPlatform((request, response) => {
      if (request.path !== TOKEN_PATH || !wrong) return "default";
      const error_description = `invalid client_secret parameter: ${SECRET}`;
      json(response, 401, { error: "invalid_client", error_description });
      return "handled";
    });
    const clock = fakeClock();
    const client = testClient(platform.url, {}, clock);
    const errors = await Promise.all(Array.from({ length: 50 }, () => errorOf(client.send(createFlow))));
    errors.push(await errorOf(client.send(readFlows)));
    expect(platform.received).toHaveLength(1);
    for (const error of errors) {
      expect(error).toMatchObject({ reason: "unauthorized", status: 401 });
      expect(error.message).toContain(
        `Could not obtain an access token from ${platform.url} for the client client-1`,
      );
      expect(error.message).toContain("invalid_client");
      expect(error.message).toContain("AEP_CLIENT_SECRET");
      expect(`${error.message}${error.stack}${JSON.stringify(error)}`).not.toContain(SECRET);
    }
    wrong = false;
    clock.time += 10_000;
    await client.send(readFlows);
    expect(platform.count(TOKEN_PATH)).toBe(2);
  });

  test("because the identity service is down for a moment, is asked for again", async () => {
    let failures = 2;
    platform = await startPlatform((request, response) => {
      if (request.path !== TOKEN_PATH || failures-- <= 0) return "default";
      json(response, 503, {});
      return "handled";
    });
    await testClient(platform.url).send(readFlows);
    expect(platform.count(TOKEN_PATH)).toBe(3);
  });

  test("because nothing listens there, leaves the write unsent", async () => {
    platform = await startPlatform();
    const gone = await startPlatform();
    await gone.close();
    const error = await errorOf(testClient(platform.url, { imsUrl: gone.url }).send(createFlow));
    expect(error).toBeInstanceOf(UnreachableError);
    expect(error.message).toMatch(
      /Could not obtain an access token .* nothing accepts connections at 127.0.0.1:\d+ \(ECONNREFUSED\)/,
    );
    expect(platform.received).toHaveLength(0);
  });

  test("because of one answer that is no token, is tried again", async () => {
    platform = await startPlatform((request, response) => {
      if (request.path !== TOKEN_PATH || platform?.count(TOKEN_PATH) !== 1) return "default";
      response.writeHead(200).end("<html>");
      return "handled";
    });
    expect(await testClient(platform.url).send(readFlows)).toEqual({ ok: true });
    expect(platform.count(TOKEN_PATH)).toBe(2);
  });

  test.each([
    ["a web page", 200, "<html>", 6],
    ["no token", 200, "{}", 6],
    ["a token that would split a header", 200, '{"access_token":"a\\r\\nb: c","expires_in":1}', 6],
    ["a redirection", 302, '{"access_token":"t","expires_in":1}', 1],
  ])("because of an answer that is always %s", async (_name, status, text, requests) => {
    platform = await startPlatform((_request, response) => {
      response.writeHead(status, { Location: "/elsewhere" }).end(text);
      return "handled";
    });
    const error = await errorOf(testClient(platform.url).send(readFlows));
    expect(error).toBeInstanceOf(UnexpectedAnswerError);
    expect(error.message).toContain("aep:imsUrl");
    expect(platform.received).toHaveLength(requests);
  });
});
