import type { Reason } from "./errors";

/** What an answer means and what the reader can do. */
export interface Hint {
  readonly reason: Reason;
  /** One or two whole sentences. */
  readonly hint: string;
}

const TRANSITIONAL: Hint = {
  reason: "transitional",
  hint: "The object is still changing from one state to another. Run the same command again in a few minutes.",
};
const STILL_REFERENCED: Hint = {
  reason: "stillReferenced",
  hint: "Another object still uses it. Delete that one first, or remove its reference to this one.",
};
const NOT_FOUND: Hint = {
  reason: "notFound",
  hint: "It does not exist in this organization and sandbox, or an access label hides it from this client.",
};
const SANDBOX: Hint = {
  reason: "denied",
  hint: "The sandbox named by aep:sandbox (AEP_SANDBOX) does not exist, or this client has no access to it.",
};
const PERMISSION: Hint = {
  reason: "denied",
  hint: "Give the credential's API product profile a role with this permission for the sandbox (Experience Platform, Permissions).",
};
const CLIENT: Hint = {
  reason: "denied",
  hint: "Check aep:clientId (AEP_CLIENT_ID), and that its project in the Adobe Developer Console has the Experience Platform API.",
};
const TOKEN: Hint = { reason: "unauthorized", hint: "AEP did not accept the access token." };
const MAPPING_VERSION: Hint = {
  reason: "invalid",
  hint: "The flow names a mapping set or a version of it that does not exist. Reference the mapping set resource, not a copied id.",
};
const REQUEST: Hint = { reason: "invalid", hint: "AEP did not accept the values that were sent." };
const UNAVAILABLE: Hint = {
  reason: "unavailable",
  hint: "This is a failure on AEP's side. Try again in a few minutes; if it stays, give the request id to Adobe's support.",
};
const CHANGED: Hint = {
  reason: "preconditionFailed",
  hint: "Somebody, or AEP itself, changed the object since it was last read. Run `pulumi refresh` to see the change.",
};
const METHOD: Hint = {
  reason: "methodNotAllowed",
  hint: "AEP does not offer this operation for this kind of object.",
};

/**
 * By service code without its status ("FLOW-1439"), and by the gateway's number. Codes that say no more than their HTTP status
 * (FLOW-1404-412, XDM-1012-404, the 5xx) have no row.
 * Sources: Experience League, "Flow Service API error messages", "Sources API error messages"; Experience Platform
 * "Troubleshooting" (request header errors); schema-registry.yaml (`errorBasic`).
 */
export const HINTS_BY_CODE: ReadonlyMap<string, Hint> = new Map(
  Object.entries({
    "403010": TOKEN,
    "401013": TOKEN,
    "403000": CLIENT,
    "403003": CLIENT,
    "403025": {
      reason: "denied",
      hint: "The token belongs to another organization than aep:orgId (AEP_ORG_ID), or its credential has no product profile.",
    },

    // Documented with status 400; the body that was published has 404.
    "FLOW-1439": NOT_FOUND,
    "FLOW-1101": NOT_FOUND,
    "FLOW-1447": STILL_REFERENCED,
    "FLOW-1418": STILL_REFERENCED,
    "FLOW-1416": TRANSITIONAL,
    "FLOW-1417": TRANSITIONAL,
    "FLOW-1420": TRANSITIONAL,
    "FLOW-1421": TRANSITIONAL,
    "FLOW-1457": TRANSITIONAL,
    "FLOW-1458": TRANSITIONAL,
    "FLOW-1412": MAPPING_VERSION,
    "FLOW-1419": MAPPING_VERSION,
    "FLOW-1413": {
      reason: "invalid",
      hint: "No such connection or flow specification: check connectionSpec and flowSpec.",
    },
    "FLOW-1422": {
      reason: "preconditionFailed",
      hint: "The flow's present state does not allow this action.",
    },
    "FLOW-1425": {
      reason: "invalid",
      hint: "The mapping set's outputSchema must be the schema of the flow's target dataset.",
    },
    "FLOW-1307": {
      reason: "invalid",
      hint: "A target connection of an ingestion dataflow needs the data lake's connection specification.",
    },
    "FLOW-1360": {
      reason: "invalid",
      hint: "Leave scheduleParams.startTime out, and the flow starts when it is made; or choose a later one, in seconds since 1970.",
    },
    "FLOW-1367": {
      reason: "invalid",
      hint: 'Name the column that tells what is new: transformations: [{ name: "Copy", params: { deltaColumn: { name: "updated_at" } } }, …].',
    },
    "FLOW-1320": { reason: "invalid", hint: "A flow has exactly one source connection." },
    "FLOW-1321": { reason: "invalid", hint: "A flow has exactly one target connection." },
    "FLOW-1332": {
      reason: "invalid",
      hint: "Sources of this kind are pushed to and have no account: leave out baseConnectionId.",
    },
    "FLOW-2114": TOKEN,
    "FLOW-2115": TOKEN,
    "FLOW-2100": SANDBOX,
    "FLOW-2101": SANDBOX,
    "FLOW-2103": SANDBOX,
    "FLOW-2105": SANDBOX,
    "FLOW-2106": SANDBOX,
    "FLOW-2118": PERMISSION,
    "FLOW-2119": PERMISSION,
    "FLOW-2120": PERMISSION,
    "FLOW-2121": PERMISSION,

    "XDM-1521": {
      reason: "titleTaken",
      hint: "Titles are unique among all schemas, field groups, classes and data types of a sandbox: choose another title, or adopt the existing object.",
    },
    "XDM-1528": {
      reason: "invalid",
      hint: "Before a schema is enabled for Profile it needs a primary identity or an identityMap field.",
    },
  }),
);

/**
 * Refusals whose code no source documents, by their words: deleting a schema or a field group that is in use, and a Profile
 * dataset whose schema is not in the union. Only for a code that has no row of its own.
 */
export const HINTS_BY_WORDING: readonly (Hint & { readonly wording: RegExp })[] = [
  {
    reason: "invalid",
    hint: 'A dataset is enabled for Profile after its schema: declare immutableTags: ["union"] on the Schema.',
    wording: /to enable profile datasets/i,
  },
  { ...STILL_REFERENCED, wording: /\b(in use|(being|still|currently) used|(used|referenced) (by|in))\b/i },
];

/** By HTTP status, where the code says nothing. A 404 is here only for those that a service wrote as JSON. */
export const HINTS_BY_STATUS: Readonly<Record<number, Hint>> = {
  400: REQUEST,
  401: TOKEN,
  403: PERMISSION,
  404: NOT_FOUND,
  405: METHOD,
  406: REQUEST,
  408: UNAVAILABLE,
  409: { reason: "titleTaken", hint: "It contradicts an object that exists already." },
  412: CHANGED,
  413: REQUEST,
  415: REQUEST,
  422: REQUEST,
  429: {
    reason: "throttled",
    hint: "AEP limits the number of requests. Run the same command again later, or with a lower `--parallel`.",
  },
  500: UNAVAILABLE,
  501: METHOD,
  502: UNAVAILABLE,
  503: UNAVAILABLE,
  504: UNAVAILABLE,
};

/** A 404 that no service wrote: a web page, nothing at all, or the gateway's own. */
export const NO_ROUTE: Hint = {
  reason: "noRoute",
  hint: "This answer is not from the service, so it says nothing about the object. Check aep:platformUrl (AEP_PLATFORM_URL, AEP_ENDPOINT).",
};

export const UNKNOWN: Hint = {
  reason: "unknown",
  hint: "AEP's documentation does not describe this answer.",
};
