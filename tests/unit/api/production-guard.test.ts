import { definitely } from "../../../provider/api/definitely";
import { ApiError, ProductionGuardError, SettingsError } from "../../../provider/api/errors";
import {
  createFlow,
  deleteFlow,
  errorOf,
  FLOWS,
  json,
  type PlatformServer,
  readFlows,
  SANDBOX_PATH,
  startPlatform,
  testClient,
} from "./platform-server";

const LIST_PATH = "/data/foundation/sandbox-management/";

let platform: PlatformServer | undefined;
afterEach(() => platform?.close());

/** A platform whose sandbox look-up answers so; a flow can be created on it. */
async function platformWith(status: number, body: unknown, listed?: unknown): Promise<PlatformServer> {
  platform = await startPlatform((request, response) => {
    if (request.path === SANDBOX_PATH) json(response, status, body);
    else if (request.path === LIST_PATH) json(response, 200, listed);
    else if (request.path === FLOWS) json(response, 201, { id: "1" });
    else return "default";
    return "handled";
  });
  return platform;
}

test.each<[string, unknown, RegExp]>([
  [
    "production",
    { name: "dev", type: "production" },
    /The sandbox "dev" is a production sandbox; nothing was written\./,
  ],
  ["of an unknown type", { name: "dev", type: "staging" }, /is of the type "staging", not development/],
  ["of no type", { name: "dev" }, /is of the type "\(none given\)"/],
])("no write reaches a sandbox that is %s; reads do", async (_name, body, message) => {
  const { url, count } = await platformWith(200, body);
  const client = testClient(url);
  for (const call of [createFlow, deleteFlow]) {
    const error = await errorOf(client.send(call));
    expect(error).toBeInstanceOf(ProductionGuardError);
    expect(error.message).toMatch(message);
    expect(error.message).toContain(
      "`pulumi config set aep:allowProduction dev`, or AEP_ALLOW_PRODUCTION=dev.",
    );
  }
  expect(count(FLOWS)).toBe(0);
  await client.send(readFlows);
  expect([count(FLOWS), count(SANDBOX_PATH)]).toEqual([1, 1]);
});

test("a sandbox allowed by name is written to, without a look-up", async () => {
  const { url, count } = await platformWith(200, { name: "dev", type: "production" });
  await testClient(url, { allowProduction: "dev" }).send(createFlow);
  expect([count(FLOWS), count(SANDBOX_PATH)]).toEqual([1, 0]);
});

test("the permission of another sandbox does not count, and is named", async () => {
  const { url, count } = await platformWith(200, { name: "dev", type: "production" });
  const error = await errorOf(testClient(url, { allowProduction: "prod" }).send(createFlow));
  expect(error.message).toContain('aep:allowProduction names another sandbox, "prod".');
  expect(count(FLOWS)).toBe(0);
});

test("reads alone never ask for the type", async () => {
  const { url, count } = await platformWith(500, {});
  await testClient(url).send(readFlows);
  expect(count(SANDBOX_PATH)).toBe(0);
});

test("concurrent first writes share one look-up", async () => {
  const { url, count } = await platformWith(200, { name: "dev", type: "development" });
  const client = testClient(url);
  await Promise.all(Array.from({ length: 20 }, () => client.send(createFlow)));
  expect([count(FLOWS), count(SANDBOX_PATH)]).toEqual([20, 1]);
});

describe("when the type cannot be learnt nothing is written", () => {
  const missing = { type: "https://ns.adobe.com/aep/errors/SMS-2000-404", title: "Sandbox not found" };
  test.each<[string, number, unknown, new (...parameters: never[]) => Error, RegExp]>([
    [
      "no such sandbox",
      404,
      missing,
      SettingsError,
      /There is no sandbox "dev".*aep:sandbox \(AEP_SANDBOX\)/,
    ],
    [
      "no such route",
      404,
      { error: "x" },
      ApiError,
      /Could not find out whether the sandbox "dev" is a production sandbox/,
    ],
    ["the service is down", 503, {}, ApiError, /Gave up after 6 attempts/],
    ["an answer of another shape", 200, [], ProductionGuardError, /the body: Invalid input/],
  ])("%s", async (_name, status, body, kind, message) => {
    const { url, count } = await platformWith(status, body);
    const error = await errorOf(testClient(url).send(createFlow));
    expect(error).toBeInstanceOf(kind);
    expect(error.message).toMatch(message);
    expect(count(FLOWS)).toBe(0);
  });

  test("and it is asked for again by the next write", async () => {
    let status = 400;
    platform = await startPlatform((request, response) => {
      if (request.path === SANDBOX_PATH && status !== 200) json(response, status, {});
      else if (request.path === FLOWS) json(response, 201, { id: "1" });
      else return "default";
      return "handled";
    });
    const client = testClient(platform.url);
    expect(await errorOf(client.send(createFlow))).toBeInstanceOf(ApiError);
    status = 200;
    expect(await client.send(createFlow)).toEqual({ id: "1" });
  });
});

describe("a client that is no administrator of sandboxes", () => {
  const refused = { title: "Forbidden" };
  const sandboxes = (type: string) => ({
    sandboxes: [
      { name: "other", type: "development" },
      { name: "dev", type },
    ],
  });

  test("is told the type by the list of its own sandboxes", async () => {
    const { url, count } = await platformWith(403, refused, sandboxes("development"));
    await testClient(url).send(createFlow);
    expect(count(FLOWS)).toBe(1);
  });

  test("is kept from production all the same", async () => {
    const { url, count } = await platformWith(403, refused, sandboxes("production"));
    expect(await errorOf(testClient(url).send(createFlow))).toBeInstanceOf(ProductionGuardError);
    expect(count(FLOWS)).toBe(0);
  });

  test("cannot write to a sandbox that is not on it", async () => {
    const { url, count } = await platformWith(403, refused, { sandboxes: [] });
    expect(await errorOf(testClient(url).send(createFlow))).toBeInstanceOf(SettingsError);
    expect(count(FLOWS)).toBe(0);
  });
});

describe("an object that is said not to exist", () => {
  const missing = { type: "https://ns.adobe.com/aep/errors/FLOW-1439-404", title: "Resource not found" };
  const platformThatKnowsNothing = async (status: number, sandbox: unknown) => {
    platform = await startPlatform((request, response) => {
      if (request.path === SANDBOX_PATH) json(response, status, sandbox);
      else if (request.path.startsWith(FLOWS)) json(response, 404, missing);
      else return "default";
      return "handled";
    });
    return platform;
  };
  const look = { ...readFlows, path: `${FLOWS}/1` };

  test.each([undefined, "dev"])("is not, while there is no such sandbox (allowed: %s)", async (allowed) => {
    const unknown = { type: "https://ns.adobe.com/aep/errors/SMS-2000-404", title: "Sandbox not found" };
    const { url } = await platformThatKnowsNothing(404, unknown);
    const client = testClient(url, allowed === undefined ? {} : { allowProduction: allowed });
    expect(await definitely(() => client.send(look)).catch((error: unknown) => error)).toBeInstanceOf(
      SettingsError,
    );
    expect(await errorOf(client.send(deleteFlow))).toBeInstanceOf(SettingsError);
  });

  test("is not, while that cannot be found out", async () => {
    const { url } = await platformThatKnowsNothing(503, {});
    expect(await errorOf(definitely(() => testClient(url).send(look)))).toMatchObject({
      reason: "unavailable",
    });
  });

  test("is, in a sandbox that exists; that is asked for once", async () => {
    const { url, count } = await platformThatKnowsNothing(200, { name: "dev", type: "production" });
    const client = testClient(url);
    expect(await definitely(() => client.send(look))).toBeUndefined();
    expect(await definitely(() => client.send(look))).toBeUndefined();
    expect(count(SANDBOX_PATH)).toBe(1);
  });
});

test("the refusal says whose configuration refresh and destroy use", async () => {
  const { url } = await platformWith(200, { name: "dev", type: "production" });
  const { message } = await errorOf(testClient(url).send(deleteFlow));
  expect(message).toContain("pulumi refresh and pulumi destroy use the configuration of the last pulumi up");
});
