import { choice, only } from "../assumption";

/** What no source pins down about Data Prep. */
export const dataPrepAssumptions = {
  mappingSetDelete: choice(
    "Can a mapping set be deleted?",
    ["accept", "refuse"],
    "DELETE appears in no specification; a third-party client sends it. 'refuse' answers 405.",
  ),
  mappingSetListStart: choice(
    "Must a list of mapping sets name limit and start?",
    ["optional", "required"],
    "The spec marks both as required; a client used against live tenants sends only limit.",
  ),
  mappingSetDefaultVersion: choice(
    "Which version of a mapping set does a read without a version show?",
    ["newest", "first"],
    "The spec gives the parameter the default 0; the guides read sets without it after updating them.",
  ),
  mappingSetSchemaUnknown: choice(
    "May a mapping set name an output schema that does not exist?",
    ["refuse", "accept"],
    "Not documented; refused with 400.",
  ),
  mappingErrorBody: only(
    "Which body do Data Prep's errors have?",
    "generic",
    "The specs list statuses without bodies.",
    "No other frame is published for the platform's services.",
  ),
  staticSourceType: choice(
    "How does a mapping with a constant read back?",
    ["STATIC", "text/x.aep-xl"],
    "Paths read back as text/x.schema-path and expressions as text/x.aep-xl; for constants nothing is documented.",
  ),
} as const;
