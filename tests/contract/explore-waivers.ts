import type { Waiver } from "./waiver";

/** Looking into sources: the guides show more of it than the specification. */
export const exploreWaivers: readonly Waiver[] = [
  {
    operations: ["flow-service getByConnectionId"],
    where: "answer 200 body type array",
    reason: "A table or a file is answered with one object: its format and schema.",
    source: "Sources, Explore a tabular source, Inspect the structure of a table",
  },
  {
    operations: ["flow-service exploreConfigByConnectionId", "flow-service configByConnectionSpecId"],
    where: "answer 200 body type array",
    reason: "The example is an object with items, of columns.",
    source: "flow-service.yaml, examples of exploreConfigByConnectionId and configByConnectionSpecId",
  },
  {
    operations: ["flow-service getByConnectionId"],
    where: "request query /objectType enum",
    reason: "Every guide writes it in lower case.",
    source: "Sources, Explore a cloud storage, Explore your cloud storage",
  },
  {
    operations: ["flow-service getByConnectionId"],
    where: /^request query additionalProperties (fileType|preview)$/,
    reason: "The guides' names; the specification writes FileType and has no preview.",
    source: "Sources, Explore a cloud storage, Inspect the structure of a file",
  },
  {
    operations: ["flow-service exploreByConnectionSpecId"],
    where: /^request query additionalProperties (objectType|object)$/,
    reason: "Sources without an account are explored by their connection spec with the same parameters.",
    source: "Sources, Create a Data Landing Zone source, Explore your data",
  },
];
