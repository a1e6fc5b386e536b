import { ApiError, ExpectedError } from "../api/errors";

/** The same part of an object was changed in the program and elsewhere. Nothing was written. */
export class ConflictError extends ExpectedError {}

/** What others wrote while an object was written may be lost; says where it is. */
export class OverwrittenError extends ExpectedError {}

/** The object that a stack records does not exist any more. */
export class GoneError extends ExpectedError {}

/** AEP has not finished what it accepted, within the time given. */
export class StillPendingError extends ExpectedError {}

/** More than one object could be the one that an interrupted create made. */
export class AmbiguousCreateError extends ExpectedError {}

/** AEP hides an object behind an access label, so that nothing can be said about it. */
export class HiddenByLabelError extends ExpectedError {}

/** The configuration names another place than the one that the object lives in. Nothing was sent. */
export class WrongLocationError extends ExpectedError {}

/** What a program wants to adopt is not there, or not to be had. Nothing was sent that changes anything. */
export class AdoptionError extends ExpectedError {}

/** An object cannot be deleted, because others use it. */
export class InUseError extends ExpectedError {}

/** An object could not be deleted after a part of it was; says what became of that part. */
export class DismantledError extends ExpectedError {}

/** Records would be lost that nobody gave away. Nothing was deleted. */
export class KeptRecordsError extends ExpectedError {}

/** Another object has the name or title, and no intent of this stack names it. */
export class NameTakenError extends ApiError {}
