import { deliberatelyBadHeader } from "../support/recording";
import { type Bench, connect, paths, request, startBench } from "./client";
import { sourceConnection } from "./tutorial";

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.emulator.close());

const flows = `${paths.flow}/flows`;

test("the gateway checks token, key and organization in its order, with its bodies", async () => {
  const { url } = bench.emulator;
  const { authorization = "", ...others } = bench.client.headers;
  const key = { "x-api-key": "tester" };
  const cases = [
    [{ ...others }, 403, { error_code: "403010", message: "Oauth token is missing." }],
    [{}, 403, { error_code: "403010", message: "Oauth token is missing." }],
    [
      { authorization: "Bearer nonsense" },
      401,
      { error_code: "401013", message: "Oauth token is not valid" },
    ],
    [{ authorization }, 403, { error_code: "403000", message: "Api Key is required" }],
    [{ authorization, ...key }, 400, { error_code: "400003", message: "Missing header" }],
  ] as const;
  for (const [headers, status, body] of cases) {
    const answer = await request(`${url}${flows}`, "GET", headers);
    expect([answer.status, answer.body]).toEqual([status, body]);
    expect(answer.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
  }
});

test("an unknown path is an HTML 404 behind the checks, a missing object a JSON 404", async () => {
  const { client, emulator } = bench;
  const unknown = await client.get("/data/foundation/mappingSets");
  expect([unknown.status, unknown.headers.get("content-type")]).toEqual([404, "text/html"]);
  expect((await request(`${emulator.url}/data/foundation/mappingSets`, "GET", {})).status).toBe(403);
  const id = "84224def-0000-4000-8000-000000000000";
  const missing = await client.get(`${flows}/${id}`);
  const message = `The requested flows resource ${id} is not found. Verify the resource ID before trying again.`;
  expect(missing.status).toBe(404);
  expect(missing.body).toEqual({
    type: "https://ns.adobe.com/aep/errors/FLOW-1439-404",
    title: "Resource not found",
    status: 404,
    report: {
      "detailed-message": message,
      id,
      "request-id": missing.headers.get("x-request-id"),
      type: "flows",
    },
    errorMessage: message,
    errorDetails: message,
  });
  expect(missing.headers.get("x-emulator-assumption")).toBe("notFoundStatus");
});

test("the sandbox is looked at before the path, and a body must say that it is JSON", async () => {
  const { client, emulator } = bench;
  const elsewhere = await client.get(`${paths.flow}/nothing`, { sandbox: "nowhere" });
  expect([elsewhere.status, elsewhere.at("title")]).toEqual([404, "Sandbox not found"]);
  const headers = { ...client.headers, "x-sandbox-name": "dev", [deliberatelyBadHeader]: "content types" };
  const answered = async (path: string, type: string) =>
    (await request(`${emulator.url}${path}`, "POST", { ...headers, "content-type": type }, "{}")).body;
  const refused = {
    type: "/placeholder/type/uri",
    status: 400,
    title: "BadRequestError",
    detail: "A valid content-type must be specified",
  };
  for (const path of [flows, `${paths.registry}/tenant/schemas`, `${paths.catalog}/dataSets`]) {
    for (const type of ["text/plain", "application/x-www-form-urlencoded", "application/jsonp", "json"]) {
      expect([path, type, await answered(path, type)]).toEqual([path, type, refused]);
    }
    for (const type of ["application/json", "Application/JSON ; charset=utf-8", "application/a.b+json"]) {
      expect([path, type, await answered(path, type)]).not.toEqual([path, type, refused]);
    }
  }
  // The guides enable a flow without a body, and without saying of which type it is.
  const action = await request(`${emulator.url}${flows}/none/action?op=enable`, "POST", headers);
  expect(action.status).toBe(404);
});

test("addresses are those that the client reaches the server by", async () => {
  const { port } = new URL(bench.emulator.url);
  const named = await connect(`http://localhost:${port}`);
  const made = await named.post(`${paths.flow}/sourceConnections`, sourceConnection);
  expect(made.headers.get("location")).toMatch(`http://localhost:${port}${paths.flow}/sourceConnections/`);
});

test("tokens come from every version of the endpoint, by body or query, and expire on demand", async () => {
  const { url } = bench.emulator;
  const fields = "grant_type=client_credentials&client_id=someone&client_secret=hush&scope=openid";
  const form = { "content-type": "application/x-www-form-urlencoded" };
  for (const [address, body] of [
    [`${url}/ims/token/v1?${fields}`, undefined],
    [`${url}/ims/token/v2?${fields}`, undefined],
    [`${url}/ims/token/v3`, fields],
  ] as const) {
    const token = await request(address, "POST", form, body);
    expect([token.status, token.body]).toEqual([
      200,
      { access_token: expect.any(String), token_type: "bearer", expires_in: 86399 },
    ]);
  }
  const refusals = [
    ["grant_type=client_credentials", "invalid_client"],
    ["grant_type=password&client_id=a&client_secret=b", "unsupported_grant_type"],
    ["", "invalid_request"],
  ] as const;
  for (const [body, error] of refusals) {
    const refused = await request(`${url}/ims/token/v3`, "POST", form, body);
    expect([refused.status, refused.at("error")]).toEqual([400, error]);
  }
  const client = await connect(url, "short-lived");
  expect((await client.get(flows)).status).toBe(200);
  expect((await client.post("/_emulator/tokens/expire")).status).toBe(204);
  expect((await client.get(flows)).status).toBe(401);
  bench = { ...bench, client: await connect(url) };
});

test("a token is valid for a day less a second", async () => {
  const own = await startBench();
  own.clock.now += 86_398_000;
  expect((await own.client.get(flows)).status).toBe(200);
  own.clock.now += 1000;
  expect((await own.client.get(flows)).status).toBe(401);
  await own.emulator.close();
});

test("objects live in one sandbox of one organization", async () => {
  const { client } = bench;
  const made = await client.post(`${paths.flow}/sourceConnections`, sourceConnection);
  const path = `${paths.flow}/sourceConnections/${made.text("id")}`;
  expect((await client.get(path)).status).toBe(200);
  expect((await client.get(path, { sandbox: "prod" })).status).toBe(404);
  expect((await client.get(path, { headers: { "x-gw-ims-org-id": "OTHER@AdobeOrg" } })).status).toBe(404);
});

test("sandboxes are listed and named in the header; without it prod is meant, or the ledger refuses", async () => {
  const { client, emulator } = bench;
  for (const path of [paths.sandboxes, `${paths.sandboxes}/`, `${paths.sandboxes}/sandboxes`]) {
    const list = await client.get(path);
    expect([path, list.at("sandboxes")]).toEqual([
      path,
      [
        expect.objectContaining({ name: "prod", type: "production", isDefault: true, state: "active" }),
        expect.objectContaining({ name: "dev", type: "development", isDefault: false }),
      ],
    ]);
  }
  expect((await client.get(`${paths.sandboxes}/sandboxes/dev`)).at("type")).toBe("development");
  expect((await client.get(`${paths.sandboxes}/sandboxes/none`)).status).toBe(404);

  const unknown = await client.get(flows, { sandbox: "staging" });
  expect([unknown.status, unknown.at("type")]).toEqual([
    404,
    "https://ns.adobe.com/aep/errors/FLOW-2100-404",
  ]);
  for (const path of [paths.catalog, paths.registry, paths.dataPrep]) {
    const ending = {
      [paths.catalog]: "dataSets",
      [paths.registry]: "stats",
      [paths.dataPrep]: "mappingSets",
    }[path];
    expect((await client.get(`${path}/${ending}`, { sandbox: "staging" })).status).toBe(404);
  }
  const without = () => request(`${emulator.url}${flows}`, "GET", client.headers);
  const resolved = await without();
  expect([resolved.status, resolved.headers.get("x-emulator-assumption")]).toEqual([
    200,
    "sandboxHeaderMissing",
  ]);
  await client.put("/_emulator/settings", { assumptions: { sandboxHeaderMissing: "refuse" } });
  const refused = await without();
  await client.put("/_emulator/settings", { assumptions: { sandboxHeaderMissing: "prod" } });
  expect([refused.status, refused.at("type")]).toEqual([
    400,
    "https://ns.adobe.com/aep/errors/FLOW-2105-400",
  ]);
});
