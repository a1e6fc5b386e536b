import { z } from "zod";

/** A behaviour that no source pins down: what the emulator does, what else it can do, and why. */
export interface Assumption<Value> {
  readonly question: string;
  readonly values: z.ZodType<Value>;
  /** The possible values, for a reader. */
  readonly alternatives: string;
  readonly default: Value;
  /** What the sources say, and how the default follows from it. */
  readonly source: string;
}

function choice<const Values extends readonly [string, ...string[]]>(
  question: string,
  values: Values,
  source: string,
): Assumption<Values[number]> {
  return { question, values: z.enum(values), alternatives: values.join(", "), default: values[0], source };
}

type Milliseconds = number | "never";

function milliseconds(question: string, byDefault: Milliseconds, source: string): Assumption<Milliseconds> {
  const number = z.number().int().nonnegative();
  const values = z.union([z.literal("never"), number, z.string().regex(/^\d+$/).transform(Number)]);
  return { question, values, alternatives: "never, or a number of milliseconds", default: byDefault, source };
}

/** Every assumption by id. The first value of a choice is its default. */
export const assumptions = {
  // Gateway
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
  sandboxUnknown: choice(
    "How is an unknown sandbox name answered?",
    ["404"],
    "Flow Service's error list has 2100-404; the other services document nothing, and answer the generic 404 body.",
  ),
  malformedBody: choice(
    "How is a body answered that is not the JSON that the operation takes?",
    ["400"],
    "The specs list 400 without a body: Flow Service's frame with 1100, XDM's and Data Prep's generic frames.",
  ),
  // Flow Service
  errorFrame: choice(
    "Which body do Flow Service's errors other than 1439 have?",
    ["FLOW-1439"],
    "Only the body of FLOW-1439-404 is published (access labels guide); the others use its frame with their own code.",
  ),
  notFoundStatus: choice(
    "Which status has 'resource not found' in Flow Service?",
    ["404", "400"],
    "The published body says FLOW-1439-404, the table of error codes 1439-400.",
  ),
  etagFormat: choice(
    "Which of the two documented forms do etags have?",
    ["timestamp", "uuid"],
    'Tutorials show "xxxxxxxx-0000-0200-0000-<hex seconds>0000"; newer ones a quoted UUID.',
  ),
  ifMatchUnquoted: choice(
    "Is If-Match accepted without its quotes?",
    ["accept", "refuse"],
    "The dataflow tutorial sends it quoted, the tutorial on updating connections unquoted.",
  ),
  inletDelayMilliseconds: milliseconds(
    "How long after its creation does a streaming flow show its inletUrl?",
    1000,
    "The tutorial reads it seconds later; how long it takes is not documented.",
  ),
  etagMovesAfterCreate: millisecondsOrWithInlet(
    "When does a flow's etag move by itself after the creation?",
    "In the tutorial, updatedAt and etag read 6 s after the create differ from the created ones; when and why is not documented.",
  ),
  connectionEtagMovesAfterCreate: milliseconds(
    "When do the etags of connections, source and target connections move by themselves after the creation?",
    "never",
    "The tutorial shows it for flows only.",
  ),
  transitionMilliseconds: milliseconds(
    "How long does a flow stay in a transitional state (updating, enabling, disabling) after a write?",
    0,
    "Error codes 1420 and 1421 name such states; their length is not documented, and the tutorials show none.",
  ),
  patchAnswer: choice(
    "What does PATCH of a source or target connection answer?",
    ["reference", "wrapper"],
    "The spec shows the list wrapper of the object; flows and connections answer {id, etag}.",
  ),
  patchOfComputedField: choice(
    "May a PATCH write fields that the server computes?",
    ["refuse", "ignore"],
    "Not documented; refused as an invalid request (1100).",
  ),
  patchOfFlowReferences: choice(
    "May a PATCH change flowSpec, sourceConnectionIds or targetConnectionIds of a flow?",
    ["refuse", "accept"],
    "No documentation shows it; Adobe's guide says to create a new dataflow instead.",
  ),
  patchOfState: choice(
    "May a PATCH set the state of a flow?",
    ["accept", "refuse"],
    "Only the text of 1456-400 suggests it: 'Allowed values are [enabled, disabled, initializing]'.",
  ),
  sourceConnectionInUse: choice(
    "May a source or target connection be deleted while a flow uses it?",
    ["refuse", "accept"],
    "1447-400 'Found active flows containing id' fits; no guide says when it is answered.",
  ),
  baseConnectionInUseBy: choice(
    "What keeps a base connection from being deleted?",
    ["flows", "sourceConnections"],
    "1418-400 says 'in use by flows'; whether a source connection without a flow counts is not documented.",
  ),
  draftState: choice("Which state has a draft?", ["draft"], "The guide to drafts does not name it."),
  draftOrder: choice(
    "How is a publication before that of what it refers to answered?",
    ["refuse", "accept"],
    "The guide to drafts demands the order and names no error; refused with 1100-400.",
  ),
  mappingCheck: choice(
    "When is a flow's mapping checked against the target dataset (1412, 1419, 1425)?",
    ["create", "never"],
    "The error list names the codes; whether the creation or something later answers them is not documented.",
  ),
  targetDatasetUnknown: choice(
    "May a target connection name a dataset that does not exist?",
    ["refuse", "accept"],
    "2200-500 is a failing call to Catalog; for a missing dataset nothing is documented; refused with 1100-400.",
  ),
  runsOfDeletedFlow: choice(
    "What becomes of the runs of a deleted flow?",
    ["remove", "keep"],
    "Not documented.",
  ),
  runStatusSpelling: choice(
    "How are the states of a run spelled?",
    ["documentation", "spec"],
    "The guides show success, failed; the spec's enum has SUCCESS, FAILED, IN_PROGRESS.",
  ),
  connectionTest: choice(
    "What does the test of a connection answer?",
    ["success", "failure"],
    "There is no source behind the emulator; the spec's example says true.",
  ),
  secretsInConnections: choice(
    "Does reading a connection show its secrets?",
    ["mask", "show", "omit"],
    "The guides show placeholders in auth.params; whether they stand for clear text is not documented.",
  ),
  // Schema Registry
  schemaContent: choice(
    "What do Adobe's own classes, behaviours and data types contain?",
    ["compact"],
    "The emulator holds compact definitions of its own of the ones that it knows; the published ones are larger.",
  ),
  resourceInUse: choice(
    "May a resource be deleted while another one refers to it, or a schema while a dataset uses it?",
    ["refuse", "accept"],
    "The rules of schema evolution forbid deleting a schema in use; status and body are not documented: the generic 400.",
  ),
  breakingChange: choice(
    "May a change remove, retype or restrict a field of a schema that a dataset uses?",
    ["refuse", "accept"],
    "The rules of schema evolution forbid it; status and body are not documented: the generic 400.",
  ),
  unknownReference: choice(
    "May a resource refer to one that does not exist?",
    ["refuse", "accept"],
    "Status and body are not documented: the generic 400.",
  ),
  notFoundCodes: choice(
    "Which code has 'not found' for each kind of resource?",
    ["1010 to 1013"],
    "The troubleshooting guide lists 1010 to 1017 by kind; its example for a class is 1010, the spec's for a schema 1012; 1011 for field groups and 1013 for data types are inferred.",
  ),
  schemaValidation: choice(
    "How are other invalid resources answered (no title, no class, two classes)?",
    ["400"],
    "The spec names required members; the error body is not documented: the generic 400.",
  ),
  // Catalog
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
  missingDatasetDelete: choice(
    "What does deleting a missing dataset answer?",
    ["200", "404"],
    "The guide says 200 with []; the spec lists nothing.",
  ),
  catalogErrorBody: choice(
    "Which body do Catalog's errors have?",
    ["generic"],
    "No example is published; the generic frame of the platform's troubleshooting page.",
  ),
  // Data Prep
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
  mappingErrorBody: choice(
    "Which body do Data Prep's errors have?",
    ["generic"],
    "The specs list statuses without bodies.",
  ),
  staticSourceType: choice(
    "How does a mapping with a constant read back?",
    ["STATIC", "text/x.aep-xl"],
    "Paths read back as text/x.schema-path and expressions as text/x.aep-xl; for constants nothing is documented.",
  ),
  // Streaming ingestion
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
  runWindowMilliseconds: milliseconds(
    "How often does a streaming flow finish a run?",
    900_000,
    "Not documented. 'never' keeps a run open until it is flushed.",
  ),
} as const;

function millisecondsOrWithInlet(question: string, source: string): Assumption<Milliseconds | "with-inlet"> {
  const { values } = milliseconds(question, "never", source);
  return {
    question,
    values: z.union([z.literal("with-inlet"), values]),
    alternatives: "with-inlet, never, or a number of milliseconds",
    default: "with-inlet",
    source,
  };
}

export type AssumptionId = keyof typeof assumptions;

type ValueOf<Entry> = Entry extends Assumption<infer Value> ? Value : never;

/** What each switch can be set to. */
export type AssumptionValues = { readonly [Id in AssumptionId]: ValueOf<(typeof assumptions)[Id]> };
