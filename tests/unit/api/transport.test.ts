import { createTransport, type FetchLike } from "../../../provider/api/transport";
import { type PlatformServer, startPlatform } from "./platform-server";

let platform: PlatformServer | undefined;
afterEach(() => platform?.close());

const headers = { Authorization: "Bearer token" };

test("nothing goes to an origin that the settings do not name, another port included", async () => {
  platform = await startPlatform();
  const transport = createTransport({ origins: ["http://127.0.0.1:1", "https://platform.adobe.io"] });
  const url = new URL("/data/x", platform.url);
  await expect(transport({ method: "GET", url, headers })).rejects.toThrow(
    `A request to ${platform.url} was not sent: the settings name http://127.0.0.1:1 and https://platform.adobe.io only.`,
  );
  expect(platform.received).toHaveLength(0);
});

test("a connection is used again", async () => {
  const ports = new Set<string | undefined>();
  platform = await startPlatform((_request, response) => {
    ports.add(String(response.socket?.remotePort));
    response.end("{}");
    return "handled";
  });
  const transport = createTransport({ origins: [platform.url] });
  for (let request = 0; request < 5; request++) {
    await transport({ method: "GET", url: new URL(platform.url), headers });
  }
  expect(ports.size).toBe(1);
});

test.each<[string, "no" | "perhaps", boolean, string]>([
  ["ENOTFOUND", "no", true, "the host name of platform.adobe.io is not known (ENOTFOUND)"],
  ["EAI_AGAIN", "no", true, "the host name of platform.adobe.io could not be looked up (EAI_AGAIN)"],
  ["ECONNREFUSED", "no", true, "nothing accepts connections at platform.adobe.io (ECONNREFUSED)"],
  ["SELF_SIGNED_CERT_IN_CHAIN", "no", false, "no trusted TLS connection to platform.adobe.io could be made"],
  ["CERT_HAS_EXPIRED", "no", false, "(CERT_HAS_EXPIRED)"],
  ["ERR_TLS_CERT_ALTNAME_INVALID", "no", false, "(ERR_TLS_CERT_ALTNAME_INVALID)"],
  ["ECONNRESET", "perhaps", true, "the connection to platform.adobe.io broke (ECONNRESET)"],
  // A connection that was made can time out, too.
  ["ETIMEDOUT", "perhaps", true, "the connection to platform.adobe.io broke (ETIMEDOUT)"],
  ["EPIPE", "perhaps", true, "the connection to platform.adobe.io broke (EPIPE)"],
])("whether a request that failed with %s was sent: %s", async (code, sent, transient, why) => {
  const fetch: FetchLike = () => Promise.reject(Object.assign(new Error("request failed"), { code }));
  const transport = createTransport({ origins: ["https://platform.adobe.io"], fetch });
  const exchange = await transport({
    method: "GET",
    url: new URL("https://platform.adobe.io/data/x"),
    headers,
  });
  expect(exchange).toMatchObject({ kind: "failed", sent, transient, why: expect.stringContaining(why) });
});
