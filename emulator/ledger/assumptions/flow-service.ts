import { choice, milliseconds, millisecondsOrWithInlet, only } from "../assumption";

/** What no source pins down about Flow Service. */
export const flowServiceAssumptions = {
  errorFrame: only(
    "Which body do Flow Service's errors other than 1439 have?",
    "FLOW-1439",
    "Only the body of FLOW-1439-404 is published (access labels guide); the others use its frame with their own code.",
    "One frame is published; a second one would be an invention of the emulator.",
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
  draftState: only(
    "Which state has a draft?",
    "draft",
    "The guide to drafts does not name it.",
    "The guides name the mode `draft` and no other word for the state.",
  ),
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
  emptyBatchRuns: choice(
    "Is there a run when a schedule is due and the source has nothing new?",
    ["show", "omit"],
    "The guides show runs with zero records and say that they can be retried; when they come about is not documented.",
  ),
  batchRunMilliseconds: milliseconds(
    "How long does a run of a batch flow last?",
    0,
    "Not documented; with a length, the run shows as in progress meanwhile.",
  ),
  batchWithFailedRecords: choice(
    "Is a batch with failed records ingested when the flow says no partialIngestionPercent?",
    ["refuse", "accept"],
    "The guide to partial ingestion makes a batch succeed or fail as a whole without it; how runs show it is inferred.",
  ),
  runsOfDisabledFlow: choice(
    "What becomes of the runs that a batch flow is due for while it is disabled?",
    ["never", "later"],
    "Not documented; they are left out, or made when the flow is enabled again.",
  ),
  runParameterUnit: choice(
    "Which unit have startTime, windowStartTime and windowEndTime of a run on demand?",
    ["guess", "milliseconds"],
    "The spec says milliseconds and gives an example in seconds; guessed by the size.",
  ),
  runWithoutParameters: choice(
    "Does a run on demand need params?",
    ["accept", "refuse"],
    "The spec's example has them; a third-party client sends none. Without a window everything is read that no run has read.",
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
} as const;
