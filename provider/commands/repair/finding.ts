/**
 * What has to be done: `up`, the next run does it; `you`, something of yours comes before it; `refresh`, the stack has to
 * learn what AEP has; `clear`, only the engine's note is left.
 */
export type Need = "up" | "you" | "refresh" | "clear";

/** An object that could be the one that is looked for. */
export interface Candidate {
  readonly id: string;
  /** AEP has it as it was declared. */
  readonly matches: boolean;
  /** Another resource's file of the journal names it. */
  readonly ofAnother: boolean;
  /** Another stack wanted the very same at that time, and got no answer, either. */
  readonly contested?: true;
}

export interface Explanation {
  /** What AEP has. */
  readonly inAep: string;
  readonly candidates: readonly Candidate[];
  /** What the next `pulumi up` does. */
  readonly next: string;
  /** What becomes of it where the program does not declare the resource any more: no run asks for it then. */
  readonly ifRemoved?: string;
  readonly need: Need;
}

/** Something that is open, in words. */
export interface Finding extends Explanation {
  /** `flow "Orders"` */
  readonly what: string;
  readonly urn?: string;
  /** As the engine calls it: `creating`; absent for what only the journal knows. */
  readonly operation?: string;
}
