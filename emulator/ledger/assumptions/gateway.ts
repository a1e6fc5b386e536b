import { choice, only } from "../assumption";

/** What no source pins down about Gateway. */
export const gatewayAssumptions = {
  apiKeyOfAnotherClient: choice(
    "May x-api-key name another client than the token's?",
    ["accept", "refuse"],
    "The troubleshooting page names 403003 'Api Key is invalid' without saying what is compared.",
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
  malformedBody: only(
    "How is a body answered that is not the JSON that the operation takes?",
    "400",
    "The specs list 400 without a body: Flow Service's frame with 1100, XDM's and Data Prep's generic frames.",
    "No other status is in the specs' lists for what a client did wrong.",
  ),
} as const;
