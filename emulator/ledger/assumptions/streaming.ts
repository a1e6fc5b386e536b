import { choice, limit, milliseconds } from "../assumption";

/** What no source pins down about Streaming ingestion. */
export const streamingAssumptions = {
  disabledFlow: choice(
    "What happens to a message for a disabled flow?",
    ["accept", "refuse"],
    "Not documented; accepted with 200 and dropped.",
  ),
  unknownInlet: choice(
    "What happens to a message for an inlet that does not exist (any more)?",
    ["refuse", "accept"],
    "Not documented; 404 in the frame of the ingestion service's errors.",
  ),
  inletWithoutFlowId: choice(
    "Is a message accepted whose x-adobe-flow-id is missing?",
    ["accept", "refuse"],
    "The UI guide adds it to the address; whether the address alone is routed is not documented.",
  ),
  wrongFlowId: choice(
    "What happens to a message whose x-adobe-flow-id is not a flow of the inlet?",
    ["refuse", "accept"],
    "Not documented; 400 in the frame of the ingestion service's errors.",
  ),
  classRequiredFields: choice(
    "Must a row carry the fields that its class requires (such as _id and timestamp of an event)?",
    ["ignore", "enforce"],
    "A row is refused when a required field ends empty, but the tutorial's mappings fill neither _id nor timestamp.",
  ),
  inletSandboxHeader: choice(
    "Must a message name its sandbox?",
    ["ignore", "require"],
    "The spec requires x-sandbox-name; webhooks cannot send it, and the tutorials' do not.",
  ),
  inletRequestsPerSecond: limit(
    "How many requests a second does an inlet take?",
    "The guides name 1000, newer ones 4000 to 5000 for a sandbox; off by default.",
  ),
  runWindowMilliseconds: milliseconds(
    "How often does a streaming flow finish a run?",
    900_000,
    "Not documented. 'never' keeps a run open until it is flushed.",
  ),
} as const;
