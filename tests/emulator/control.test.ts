import { type Bench, type Client, paths, request, startBench } from "./client";
import { makePipeline, sourceConnection } from "./tutorial";

let bench: Bench;
let client: Client;
beforeEach(async () => {
  bench = await startBench();
  client = bench.client;
});
afterEach(() => bench.emulator.close());

const sources = `${paths.flow}/sourceConnections`;
const faults = (...list: readonly object[]) => client.put("/_emulator/faults", list);
const source = () => client.post(sources, sourceConnection);
const outcome = (promise: Promise<{ status: number }>): Promise<number | string> =>
  promise.then(
    ({ status }) => status,
    () => "cut",
  );

test("the request log shows every platform request in order, without secrets", async () => {
  await client.delete("/_emulator/requests");
  const form = { "content-type": "application/x-www-form-urlencoded" };
  const fields = "grant_type=client_credentials&client_id=me&client_secret=canary-1&scope=openid";
  await request(`${bench.emulator.url}/ims/token/v3`, "POST", form, fields);
  await request(`${bench.emulator.url}/ims/token/v2?${fields}`, "POST", {});
  const account = { specName: "Access Key", params: { s3AccessKey: "canary-2", s3SecretKey: "canary-3" } };
  const connectionSpec = { id: "ecadc60c-7455-4d87-84dc-2a0e293d997b", version: "1.0" };
  await client.post(`${paths.flow}/connections?mode=draft`, { name: "S3", connectionSpec, auth: account });
  await client.patch(`${sources}/none`, [], { headers: { "if-match": '"1"' } });
  await client.get("/_emulator/state");
  const log = await client.get("/_emulator/requests");
  expect(log.at("requests")).toMatchObject([
    {
      sequence: 1,
      service: "ims",
      method: "POST",
      path: "/ims/token/v3",
      status: 200,
      body: { client_id: "me", client_secret: "***" },
    },
    { sequence: 2, service: "ims", query: { client_id: "me", client_secret: "***" } },
    {
      sequence: 3,
      service: "flow-service",
      query: { mode: "draft" },
      headers: { "x-sandbox-name": "dev", "x-api-key": "tester", "content-type": "application/json" },
      body: { name: "S3", auth: { params: { s3SecretKey: "***" } } },
      status: 201,
    },
    {
      sequence: 4,
      method: "PATCH",
      path: `${sources}/none`,
      headers: { "if-match": '"1"' },
      status: 404,
      assumptions: ["notFoundStatus"],
    },
  ]);
  const text = JSON.stringify(log.body);
  expect(text).not.toMatch(/canary-[123]/);
  expect(text).not.toContain(client.headers.authorization?.split(" ")[1]);
});

test("state counts and shows all objects; reset empties everything", async () => {
  const empty = (await client.get("/_emulator/state")).body;
  expect(empty).toEqual({ organizations: {} });
  await makePipeline(client);
  const state = await client.get("/_emulator/state");
  expect(state.at("organizations", "EMULATOR@AdobeOrg", "dev", "counts")).toEqual({
    dataSets: 1,
    fieldGroups: 1,
    flows: 1,
    mappingSets: 1,
    schemas: 1,
    sourceConnections: 1,
    targetConnections: 1,
  });
  expect((await client.get("/_emulator/state")).body).toEqual(state.body);
  await client.put("/_emulator/settings", { assumptions: { etagFormat: "uuid" } });
  await faults({ path: ".", action: { status: 500 } });
  expect((await client.post("/_emulator/reset")).status).toBe(204);
  expect((await client.get("/_emulator/state")).body).toEqual(empty);
  expect((await client.get("/_emulator/requests")).at("requests")).toEqual([]);
  const settings = await client.get("/_emulator/settings");
  expect([settings.at("faults"), settings.at("assumptions", "etagFormat")]).toEqual([[], "timestamp"]);
});

test("settings are checked as a whole", async () => {
  const before = (await client.get("/_emulator/settings")).body;
  for (const body of [
    { assumptions: { etagFormat: "uuid", nonsense: 1 } },
    { assumptions: { etagFormat: "round" } },
    { assumptions: { inletDelayMilliseconds: -1 } },
    { faults: [{ path: "(", action: "hang" }] },
    { faults: [{ path: "x", nth: 1, times: 1, action: "hang" }] },
    { other: 1 },
  ]) {
    const answer = await client.put("/_emulator/settings", body);
    expect([body, answer.status]).toEqual([body, 400]);
    expect((await client.get("/_emulator/settings")).body).toEqual(before);
  }
});

test("a fault replaces the answer: always, the first times, or the n-th time", async () => {
  await faults({
    method: "post",
    path: "/sourceConnections$",
    times: 2,
    action: { status: 503, body: { busy: true }, headers: { "retry-after": "1" } },
  });
  const first = await source();
  expect([first.status, first.body, first.headers.get("retry-after")]).toEqual([503, { busy: true }, "1"]);
  expect([(await client.get(sources)).status, (await source()).status, (await source()).status]).toEqual([
    200, 503, 201,
  ]);
  expect((await client.get("/_emulator/faults")).at("faults", 0)).toMatchObject({ matched: 3, fired: 2 });
  await faults(
    { path: sources, nth: 2, action: { status: 401 } },
    { path: sources, action: { status: 418 } },
  );
  expect([(await source()).status, (await source()).status, (await source()).status]).toEqual([
    418, 401, 418,
  ]);
  await faults();
  expect((await client.get(sources)).at("items")).toHaveLength(1);
});

test("a fault cuts the connection before or after the effect", async () => {
  await faults(
    { path: sources, nth: 1, action: "reset-before" },
    { path: sources, nth: 2, action: "reset-after" },
  );
  expect([await outcome(source()), await outcome(source()), await outcome(source())]).toEqual([
    "cut",
    "cut",
    201,
  ]);
  expect((await client.get(sources)).at("items")).toHaveLength(2);
  const log = (await client.get("/_emulator/requests")).at("requests") as {
    path: string;
    status: number | null;
  }[];
  expect(log.filter(({ path }) => path === sources).map(({ status }) => status)).toEqual([
    null,
    null,
    201,
    200,
  ]);
});

test("a fault answers an error although the request takes effect", async () => {
  await faults({ method: "POST", path: sources, nth: 1, action: { status: 500, takesEffect: true } });
  expect((await source()).status).toBe(500);
  expect((await client.get(sources)).at("items")).toHaveLength(1);
});

test("a fault delays, or lets a request hang until its sender gives up", async () => {
  await faults(
    { path: sources, nth: 1, action: { delayMilliseconds: 120 } },
    { path: sources, nth: 2, action: "hang" },
  );
  const start = performance.now();
  expect((await client.get(sources)).status).toBe(200);
  expect(performance.now() - start).toBeGreaterThan(100);
  const hanging = fetch(`${bench.emulator.url}${sources}`, { signal: AbortSignal.timeout(200) });
  await expect(hanging).rejects.toThrow(/timeout/i);
  expect((await client.get(sources)).status).toBe(200);
});

test("closing does not wait for what hangs", async () => {
  const own = await startBench();
  await own.client.put("/_emulator/faults", [{ path: sources, action: "hang" }]);
  const hanging = outcome(own.client.get(sources));
  await own.client.get("/_emulator/state");
  await own.emulator.close();
  expect(await hanging).toBe("cut");
});
