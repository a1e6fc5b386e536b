import { createClient } from "../../../provider/api/create-client";
import { flows } from "../../../provider/api/flow-service";
import { Limiter } from "../../../provider/api/limiter";
import { schemas } from "../../../provider/api/schema-registry";
import { createTransport, type FetchLike } from "../../../provider/api/transport";
import { createFlow, fakeClock, readFlows, SANDBOX_PATH, settingsFor } from "./platform-server";

/** Whatever an answer or an id says: nothing but the configured origins is ever called, so no token goes elsewhere. */
const PLATFORM = "https://platform.adobe.io";
const IMS = "https://ims-na1.adobelogin.com";

const HOSTILE = [
  "https://evil.example/data/foundation/flowservice/flows",
  "http://platform.adobe.io/data/foundation/flowservice/flows",
  "//evil.example/data/foundation/flowservice/flows",
  "///evil.example/data/",
  "////evil.example/data/",
  "\\\\evil.example\\data\\",
  "/\\evil.example/data/",
  "https:evil.example/data/",
  "https:/evil.example/data/",
  "https:\\\\evil.example/data/",
  "https://platform.adobe.io@evil.example/data/",
  "https://platform.adobe.io:secret@evil.example/data/",
  "https://platform.adobe.io%40evil.example/data/",
  "https://platform.adobe.io%2Fdata@evil.example/data/",
  "https://platform.adobe.io:444/data/",
  "https://platform.adobe.io:80/data/",
  "https://platform.adobe.io.evil.example/data/",
  "https://evil.example/platform.adobe.io/data/",
  "https://evil.example#@platform.adobe.io/data/",
  "https://evil.example?@platform.adobe.io/data/",
  "https://evil.example\\@platform.adobe.io/data/",
  "https://xn--pltform-cwa.adobe.io/data/",
  "https://plаtform.adobe.io/data/",
  "https://platform。adobe.io.evil.example/data/",
  "https://PLATFORM.adobe.io./data/",
  "https://[::1]:4010/data/",
  "http://127.0.0.1:4010/data/",
  "http://2130706433/data/",
  "http://0x7f.1/data/",
  "http://169.254.169.254/latest/meta-data/",
  "file:///etc/passwd",
  "data:application/json,{}",
  "javascript:fetch('https://evil.example')",
  "ftp://platform.adobe.io/data/",
  "/data/../ims/token/v3",
  "/data/%2e%2e/%2e%2e/ims/token/v3",
  "/data/foundation/..;/admin",
  "https://evil.example/%0d%0aHost:%20platform.adobe.io",
  "\thttps://evil.example/data/",
  "ht\ntps://evil.example/data/",
] as const;

/** A platform whose every answer points elsewhere. */
function hostilePlatform(hostile: string) {
  const called: { url: URL; token: string | undefined }[] = [];
  const page = { items: [], _links: { next: { href: hostile } }, results: [], _page: { next: hostile } };
  const flow = {
    id: "1",
    name: "x",
    etag: '"1"',
    options: { inletUrl: hostile },
    _links: { self: { href: hostile } },
  };
  const fetch: FetchLike = async (address, { headers, redirect }) => {
    expect(redirect).toBe("manual");
    const url = new URL(address);
    called.push({ url, token: headers.Authorization });
    const answer = (status: number, body: unknown, more: Record<string, string> = {}) => ({
      status,
      headers: { get: (name: string) => more[name] ?? null },
      text: async () => JSON.stringify(body),
    });
    if (url.origin === IMS) return answer(200, { access_token: "token-1", expires_in: 86_399 });
    if (url.pathname === SANDBOX_PATH) return answer(200, { name: "dev", type: "development" });
    if (url.pathname.endsWith("/flows/redirected")) return answer(307, {}, { location: hostile });
    if (/\/flows\/[^/]/.test(url.pathname)) return answer(200, { items: [flow] });
    const first = !/[?&](start|continuationToken)=/.test(url.search);
    return answer(200, first ? page : { items: [], results: [] });
  };
  const clock = fakeClock();
  const settings = settingsFor(PLATFORM, { imsUrl: IMS });
  const client = createClient(settings, { ...clock, limiter: new Limiter(clock), fetch });
  return { client, called };
}

test("forty of them", () => {
  expect(new Set(HOSTILE).size).toBe(40);
});

test.each(HOSTILE)("%j leads nowhere", async (hostile) => {
  const { client, called } = hostilePlatform(hostile);
  const ignored = () => undefined;
  // As a link to the next page, as a cursor, as an inlet, as a redirection, as an id, and as the path itself.
  await flows.findNamed?.(client, { name: "x" }).catch(ignored);
  await schemas.findNamed?.(client, { title: "x" }).catch(ignored);
  await flows.get(client, "1");
  await expect(client.send({ ...readFlows, path: `${readFlows.path}/redirected` })).rejects.toThrow(
    "not followed",
  );
  await expect(client.send({ ...createFlow, path: `${readFlows.path}/redirected` })).rejects.toThrow();
  await flows.get(client, hostile).catch(ignored);
  await flows.delete(client, hostile).catch(ignored);
  await client.send({ ...readFlows, path: hostile }).catch(ignored);
  await client.send({ ...createFlow, path: hostile }).catch(ignored);
  expect(called.length).toBeGreaterThan(5);
  for (const { url, token } of called) {
    expect([PLATFORM, IMS]).toContain(url.origin);
    expect(url.username + url.password).toBe("");
    if (url.origin === IMS) expect([url.pathname, token]).toEqual(["/ims/token/v3", undefined]);
    else expect(url.pathname).toMatch(/^\/data\//);
  }
});

test.each(HOSTILE)("%j is not fetched by the transport either", async (hostile) => {
  const fetched: string[] = [];
  const fetch: FetchLike = (url) => {
    fetched.push(url);
    return Promise.reject(new Error("fetched"));
  };
  const transport = createTransport({ origins: [PLATFORM, IMS], fetch });
  if (!URL.canParse(hostile, PLATFORM)) return;
  const url = new URL(hostile, PLATFORM);
  await transport({ method: "GET", url, headers: { Authorization: "Bearer token-1" } }).catch(
    () => undefined,
  );
  // What is left are paths of the platform itself.
  for (const address of fetched) expect(new URL(address).origin).toBe(PLATFORM);
});
