/** A difference from the specifications that is known and meant. */
export interface Waiver {
  /** Ids of operations, or a service with a star: `flow-service *`. A whole run has to need each of them. */
  readonly operations: readonly string[];
  /** As in a violation; a pattern where places differ by a member's name alone. */
  readonly where: string | RegExp;
  readonly reason: string;
  /** What says so: a page of Experience Platform's documentation, an example in the specification itself, … */
  readonly source: string;
}
