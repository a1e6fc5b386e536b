import { choice, only } from "../assumption";

/** What no source pins down about Catalog. */
export const catalogAssumptions = {
  datasetSchemaUnknown: choice(
    "May a dataset name a schema that does not exist?",
    ["refuse", "accept"],
    "Not documented; refused with the generic 400.",
  ),
  datasetSchemaChange: choice(
    "May an update change the schema of a dataset?",
    ["refuse", "accept"],
    "No documentation shows it; refused with the generic 400.",
  ),
  datasetClassification: choice(
    "Does a dataset show whose it is and how its data behave without having been told?",
    ["show", "omit"],
    "The spec has classification for an update; a third-party client used against live tenants reads it from every dataset.",
  ),
  datasetInUse: choice(
    "May a dataset be deleted while a target connection names it?",
    ["accept", "refuse"],
    "Not documented.",
  ),
  datasetTagsOnMerge: choice(
    "What does a plain JSON PATCH of a dataset's tags do?",
    ["replace", "merge"],
    "The PATCH is described as a shallow merge of the given members, which replaces the map of tags.",
  ),
  datasetNames: choice("May two datasets have the same name?", ["accept", "refuse"], "Not documented."),
  missingDatasetDelete: choice(
    "What does deleting a missing dataset answer?",
    ["200", "404"],
    "The guide says 200 with []; the spec lists nothing.",
  ),
  catalogErrorBody: only(
    "Which body do Catalog's errors have?",
    "generic",
    "No example is published; the generic frame of the platform's troubleshooting page.",
    "No other frame is published for the platform's services.",
  ),
} as const;
