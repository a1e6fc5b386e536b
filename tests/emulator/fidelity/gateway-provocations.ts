import { deliberatelyBadHeader } from "../../support/recording";
import { type Bench, connect, paths, type Reply, request } from "../client";
import type { Provocation } from "./provocation";

const flows = `${paths.flow}/flows`;

/** A request with some of the headers that every call has left out or replaced. */
async function withHeaders(bench: Bench, changed: Readonly<Record<string, string | null>>): Promise<Reply> {
  const headers = Object.entries({ ...bench.client.headers, "x-sandbox-name": "dev", ...changed }).filter(
    (entry): entry is [string, string] => entry[1] !== null,
  );
  return request(`${bench.client.url}${flows}`, "GET", Object.fromEntries(headers));
}

const token = (bench: Bench, fields: string): Promise<Reply> =>
  request(
    `${bench.client.url}/ims/token/v3`,
    "POST",
    { "content-type": "application/x-www-form-urlencoded" },
    fields,
  );

export const gatewayProvocations: readonly Provocation[] = [
  {
    code: "403010",
    input: "a call without Authorization",
    provoke: (bench) => withHeaders(bench, { authorization: null }),
  },
  {
    code: "401013",
    input: "a call with a garbled or an expired token",
    provoke: (bench) => withHeaders(bench, { authorization: "Bearer nonsense" }),
  },
  {
    code: "403000",
    input: "a call without x-api-key",
    provoke: (bench) => withHeaders(bench, { "x-api-key": null }),
  },
  {
    code: "400003",
    input: "a call without x-gw-ims-org-id",
    provoke: (bench) => withHeaders(bench, { "x-gw-ims-org-id": null }),
  },
  {
    code: "400 BadRequestError",
    input: "a body without a valid content type",
    provoke: (bench) =>
      request(
        `${bench.client.url}${flows}`,
        "POST",
        { ...bench.client.headers, "x-sandbox-name": "dev", [deliberatelyBadHeader]: "no content type" },
        "{}",
      ),
  },
  {
    code: "404 HTML",
    input: "a path that no service answers",
    provoke: (bench) => bench.client.get("/data/foundation/mappingSets"),
  },
  {
    code: "400 unsupported_grant_type",
    input: "a token request with another grant type than client_credentials",
    provoke: (bench) => token(bench, "grant_type=password&client_id=a&client_secret=b"),
  },
  {
    code: "400 invalid_request",
    input: "a token request without a grant type",
    provoke: (bench) => token(bench, "client_id=a&client_secret=b"),
  },
  {
    code: "400 invalid_client",
    input: "a token request without a secret",
    provoke: (bench) => token(bench, "grant_type=client_credentials&client_id=a"),
  },
  {
    code: "403003",
    input: "a call whose x-api-key is not the token's client (switch `apiKeyOfAnotherClient`)",
    provoke: async (bench) => {
      await bench.client.put("/_emulator/settings", { assumptions: { apiKeyOfAnotherClient: "refuse" } });
      const other = await connect(bench.client.url, "another");
      return withHeaders(bench, { authorization: other.headers.authorization ?? "" });
    },
  },
  {
    code: "403025",
    input: "a call for another organization than the client's (switch `clientOrganizations`)",
    provoke: async (bench) => {
      const clientOrganizations = { tester: "OTHER@AdobeOrg" };
      await bench.client.put("/_emulator/settings", { assumptions: { clientOrganizations } });
      return withHeaders(bench, {});
    },
  },
  {
    code: "429",
    input: "one request too many (switch `requestsPerMinute`)",
    provoke: async (bench) => {
      await bench.client.put("/_emulator/settings", { assumptions: { requestsPerMinute: 1 } });
      await withHeaders(bench, {});
      // No specification of the services lists 429.
      return withHeaders(bench, { [deliberatelyBadHeader]: "one too many" });
    },
  },
];
