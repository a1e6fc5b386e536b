import { choice, limit, only, table } from "../assumption";

/** What no source pins down about Gateway. */
export const gatewayAssumptions = {
  apiKeyOfAnotherClient: choice(
    "May x-api-key name another client than the token's?",
    ["accept", "refuse"],
    "The troubleshooting page names 403003 'Api Key is invalid' without saying what is compared.",
  ),
  clientOrganizations: table(
    "Which clients exist, and in which organization?",
    "With a table, another x-api-key is answered with 403003 and another organization with 403025, as the troubleshooting page lists them. Not named in the header of answers: it is a setting.",
  ),
  requestsPerMinute: limit(
    "How many requests a minute may a client send to the platform's services?",
    "No limit of the services is published; what exceeds this one is answered with 429.",
  ),
  rateLimitBody: only(
    "Which body has a 429?",
    "gateway",
    "None is published; the frame of the gateway's other refusals, with the status as its code.",
    "No other frame of the gateway is published.",
  ),
  tokenErrorStatus: choice(
    "Which status has a token request with wrong credentials?",
    ["400", "401"],
    "The errors of the token service are not published; OAuth 2 allows both for invalid_client.",
  ),
  sandboxHeaderMissing: choice(
    "What happens without x-sandbox-name?",
    ["prod", "refuse"],
    "The destinations guide resolves to prod, the Flow Service spec to the org's default sandbox; the error list has 2105-400.",
  ),
  sandboxUnknown: only(
    "How is an unknown sandbox name answered?",
    "404",
    "Flow Service's error list has 2100-404; the other services document nothing, and answer the generic 404 body.",
    "Which sandboxes exist is fixed, and a name that does not exist cannot lead anywhere.",
  ),
  requestIdHeader: only(
    "Which answers carry a request id in a header?",
    "all",
    "Errors of services hold one in their body; the header x-request-id is not documented. Not named in the header of answers: it would stand in all.",
    "A client that does not look for it does not see it.",
  ),
  malformedBody: only(
    "How is a body answered that is not the JSON that the operation takes?",
    "400",
    "The specs list 400 without a body: Flow Service's frame with 1100, XDM's and Data Prep's generic frames.",
    "No other status is in the specs' lists for what a client did wrong.",
  ),
} as const;
