import { type Bench, paths, request } from "../client";
import { probe, type SwitchProbes, status } from "./switch-probe";

const fs = paths.flow;

const withHeader = (bench: Bench, changed: Readonly<Record<string, string>>, dropped = "") =>
  request(
    `${bench.client.url}${fs}/flows`,
    "GET",
    Object.fromEntries(
      Object.entries({ ...bench.client.headers, "x-sandbox-name": "dev", ...changed }).filter(
        ([name]) => name !== dropped,
      ),
    ),
  );

/** Of the ledger's area Gateway. */
export const gatewayProbes: SwitchProbes = {
  apiKeyOfAnotherClient: probe((bench) => status(withHeader(bench, { "x-api-key": "another" }))),
  clientOrganizations: probe(
    (bench) => status(withHeader(bench, {})),
    { tester: "OTHER@AdobeOrg" },
    { a: "b" },
  ),
  requestsPerMinute: probe(async (bench) => {
    await withHeader(bench, {});
    return status(withHeader(bench, {}));
  }, 1),
  tokenErrorStatus: probe(async ({ client }) => {
    const form = { "content-type": "application/x-www-form-urlencoded" };
    return status(
      request(`${client.url}/ims/token/v3`, "POST", form, "grant_type=client_credentials&client_id=a"),
    );
  }),
  sandboxHeaderMissing: probe((bench) => status(withHeader(bench, {}, "x-sandbox-name"))),
};
