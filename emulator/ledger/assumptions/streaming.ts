import { choice, limit, milliseconds, only } from "../assumption";

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
  xdmEnvelope: choice(
    "Must a message for a flow without a mapping come in XDM's envelope, of the inlet's organization and one schema?",
    ["require", "ignore"],
    "The spec requires header and body; the guides show the answers to a wrong organization and a missing schema, not when they are given.",
  ),
  xdmMessageOfOtherDataset: choice(
    "What happens to an XDM message that names another dataset or schema than its flow's?",
    ["refuse", "accept"],
    "The spec says that they must match; the answer is not documented: the 400 for an unknown XDM format.",
  ),
  messageSourceName: choice(
    "Must an XDM message name its source?",
    ["optional", "required"],
    "The spec adds the name where it is missing; the guide to failed batches shows the error 'Payload header is missing Source Name'.",
  ),
  syncValidation: choice(
    "Is there synchronous validation where the platform runs?",
    ["supported", "unsupported"],
    "The guide says that one data centre has it, and that others answer 501. Not named in the header of answers but of that one.",
  ),
  syncValidationOfMapped: choice(
    "What does synchronous validation look at when the flow has a mapping?",
    ["row", "skip"],
    "The guide speaks of XDM messages only; what the mapping makes of the message is what the schema is about.",
  ),
  syncValidationOfBatch: choice(
    "What does syncValidation do to a batch of messages?",
    ["ignore", "refuse"],
    "The guide says that it cannot be used there, and nothing about the answer.",
  ),
  syncValidationsPerMinute: limit(
    "How many messages a minute does an inlet validate synchronously?",
    "The spec says 60; off by default, as all limits are.",
  ),
  violationTexts: only(
    "How are the violations of a schema worded, and which codes have they in runs?",
    "everit",
    "The guide shows two texts, which are those of a Java validator; the others are in its manner. The codes DCVS-1104, 1105, 1106 and 1111 are what users of the platform report.",
    "The platform's own texts are not published as a whole.",
  ),
  inletTokenInvalid: only(
    "How does an authenticated inlet answer a token that is not valid?",
    "as a missing one",
    "The guide says 401 with 'a similar response' to that for a missing token, the only one that it shows.",
    "No other text is published.",
  ),
  runWindowMilliseconds: milliseconds(
    "How often does a streaming flow finish a run?",
    900_000,
    "Not documented. 'never' keeps a run open until it is flushed.",
  ),
} as const;
