import { choice, limit, milliseconds, millisecondsOrWithInlet, only } from "../assumption";

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
  runErrors: limit(
    "How many of its errors does a run show?",
    "The guides show one or two and name no number; the first ones are kept, and all are counted.",
    20,
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
  flowListStart: choice(
    "What does the parameter start do to a list of Flow Service?",
    ["ignore", "refuse"],
    "It is not a parameter of the service; other clients send start=0 and get 200.",
  ),
  undocumentedSearch: choice(
    "Can source and target connections, connection specs and runs be searched by a body?",
    ["refuse", "accept"],
    "The spec has the operation for connections, flows and flow specs only. 'refuse' answers as for any unknown path.",
  ),
  patchOfSingleOperation: choice(
    "May the body of a PATCH be a single operation instead of an array?",
    ["refuse", "accept"],
    "The spec shows an object for base connections, which take both, and an array for everything else.",
  ),
  mappingOfRunningFlow: choice(
    "Which version of its mapping set does a flow use after the set was changed?",
    ["pinned", "newest"],
    "Inferred: the flow names a version, and the guide to updating one patches that version.",
  ),
  pagesOfOrderedLists: only(
    "What do the further pages of an ordered list show when something is written meanwhile?",
    "the order of the first page",
    "Not documented; a token continues the list that it was given with, and what is gone is left out.",
    "The order of the moment would skip and repeat objects between pages.",
  ),
  flowListDefaultLimit: limit(
    "How many objects has a page of Flow Service when no limit is asked for?",
    "Not documented; by default everything is on one page.",
  ),
  patchOperationCase: choice(
    "In which letter case may the operations of a PATCH be written?",
    ["any", "lower"],
    "The spec's enumeration is in upper case, the guides write lower case, a third-party client Replace.",
  ),
  deleteAgain: choice(
    "What does deleting an object of Flow Service answer that is no longer there?",
    ["notFound", "204"],
    "The guide to deletion shows that a look-up answers 404 afterwards; a second DELETE is not documented.",
  ),
  deleteOfEnabledFlow: choice(
    "May a flow be deleted while it is enabled?",
    ["accept", "refuse"],
    "The guide to deletion does not disable the flow before, and no error code demands it.",
  ),
  deleteFinalizingMilliseconds: milliseconds(
    "How long is a deleted object of Flow Service still there, in the state delete-finalizing?",
    0,
    "1457 and 1458 name the state; no guide shows it.",
  ),
  connectionInitializingMilliseconds: milliseconds(
    "How long is a new connection initializing?",
    0,
    "One guide shows the state for 90 seconds on some clouds, the others never.",
  ),
  flowNames: choice(
    "May two objects of one kind in Flow Service have the same name?",
    ["accept", "refuse"],
    "Not documented, and no error code names it.",
  ),
  flowOptions: choice(
    "May a flow be created and changed with options?",
    ["accept", "refuse"],
    "CreateFlowRequest does not have them; the flow specs' optionSpec implies them, and read flows show them.",
  ),
  scheduleOfStreamingFlow: choice(
    "What happens to scheduleParams of a flow whose spec has no schedule?",
    ["ignore", "refuse"],
    "A third-party client always sends them, also for streaming flows.",
  ),
  patchOfUnknownScheduleParam: choice(
    "May a PATCH add a member to scheduleParams that is none of its four?",
    ["refuse", "accept"],
    "1365-400 refuses an invalid path in ops; which paths are invalid is not documented.",
  ),
  deltaColumnRequired: choice(
    "When must a flow from a table name a delta column (1367)?",
    ["with a Copy step", "always"],
    "The error list demands it in the copy transformation of CRM connectors; whether the step may be missing is not documented.",
  ),
  inletOfNewFlow: choice(
    "Does a new flow on the same connection spec get an inlet of its own?",
    ["own", "shared"],
    "Not documented; the tutorial's addresses differ.",
  ),
  schemaComparison: choice(
    "By what are the schemas of mapping set and dataset compared (1425)?",
    ["major version", "content type"],
    "'Same id and version'; the guides write the content type in many ways for the same version.",
  ),
  connectionTest: choice(
    "What does the test of a connection answer?",
    ["success", "failure"],
    "There is no source behind the emulator; the spec's example says true.",
  ),
  connectionUpdatingMilliseconds: milliseconds(
    "How long is a connection updating after a PATCH?",
    0,
    "1416 refuses changes in other states than enabled, disabled and initializing; no guide shows one.",
  ),
  configsContent: choice(
    "What do the configs of a connection or a connection spec hold?",
    ["columns", "objects"],
    "The spec's example shows the columns of a table, its schema what explore answers; no guide mentions it.",
  ),
  previewedRows: only(
    "How many rows does the preview of a file or a table show?",
    "100",
    "The guides show previews of a few rows and name no number.",
    "A source in the emulator is as large as its user makes it; another number would show nothing else.",
  ),
  secretsInConnections: choice(
    "Does reading a connection show its secrets?",
    ["mask", "show", "omit"],
    "The guides show placeholders in auth.params; whether they stand for clear text is not documented.",
  ),
} as const;
