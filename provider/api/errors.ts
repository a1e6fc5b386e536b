/**
 * What a refusal means, whichever service said it. Which code and which status mean what is data: see `error-hints.ts`.
 * - `notFound`: a service says, in JSON, that the object does not exist (or is hidden by an access label).
 * - `noRoute`: a 404 that no service wrote; it proves nothing about the object.
 * - `preconditionFailed`: the etag that was sent is not the current one, or the object is in another state than it was taken to be.
 * - `transitional`: the object is between two states; the same call will be possible later.
 * - `throttled`: too many requests; nothing was executed.
 * - `unavailable`: the service failed; nothing is known about the object.
 */
export type Reason =
  | "notFound"
  | "noRoute"
  | "preconditionFailed"
  | "invalid"
  | "unauthorized"
  | "denied"
  | "stillReferenced"
  | "transitional"
  | "titleTaken"
  | "methodNotAllowed"
  | "throttled"
  | "unavailable"
  | "unknown";

/** A failure that the reader can act on; its stack is its message because the engine prints stacks. */
export abstract class ExpectedError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.stack = message;
  }
}

export interface Refusal {
  readonly reason: Reason;
  /** HTTP status of the answer. */
  readonly status: number;
  /** What AEP said, redacted, at most 500 characters; empty when it said nothing quotable. */
  readonly detail: string;
  /** The service's code with its prefix and status ("FLOW-1447-400"), or the gateway's number ("403025"). */
  readonly code?: string;
  readonly requestId?: string;
}

/** AEP answered, and refused. */
export class ApiError extends ExpectedError implements Refusal {
  readonly reason: Reason;
  readonly status: number;
  readonly detail: string;
  readonly code?: string;
  readonly requestId?: string;

  constructor(message: string, refusal: Refusal, options?: ErrorOptions) {
    super(message, options);
    this.reason = refusal.reason;
    this.status = refusal.status;
    this.detail = refusal.detail;
    if (refusal.code !== undefined) this.code = refusal.code;
    if (refusal.requestId !== undefined) this.requestId = refusal.requestId;
  }
}

/** A write was, or may have been, sent and no definite answer came (time-out, reset, 5xx, a page of a proxy): look before sending it again. `cause` says why. */
export class UnknownOutcomeError extends ExpectedError {}

/** AEP could not be asked: nothing that changes an object was sent. `cause` says why. */
export class UnreachableError extends ExpectedError {}

/** AEP answered a read in a shape that its documentation does not describe, also when it was asked again. */
export class UnexpectedAnswerError extends ExpectedError {}

/** AEP could not sign in at a source with an account's credentials. The account exists. */
export class ConnectionTestError extends ExpectedError {}

/** A setting is missing, malformed or contradicted by another one. Nothing was sent. */
export class SettingsError extends ExpectedError {}

/** A write to a sandbox that is production, or not known to be anything else, and that nobody allowed. Nothing was sent. */
export class ProductionGuardError extends ExpectedError {}
