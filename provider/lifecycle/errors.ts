/** Failures of the laws, for people. None has a stack: the engine would print it. */
class LifecycleError extends Error {
  constructor(message: string) {
    super(message);
    this.stack = message;
  }
}

/** The same part of an object was changed in the program and elsewhere. Nothing was written. */
export class ConflictError extends LifecycleError {
  override readonly name = "ConflictError";
}

/** The object that a stack records does not exist any more. */
export class GoneError extends LifecycleError {
  override readonly name = "GoneError";
}

/** AEP has not finished what it accepted, within the time given. */
export class StillPendingError extends LifecycleError {
  override readonly name = "StillPendingError";
}

/** More than one object could be the one that an interrupted create made. */
export class AmbiguousCreateError extends LifecycleError {
  override readonly name = "AmbiguousCreateError";
}

/** AEP hides an object behind an access label, so that nothing can be said about it. */
export class HiddenByLabelError extends LifecycleError {
  override readonly name = "HiddenByLabelError";
}
