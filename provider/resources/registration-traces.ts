import path from "node:path";

/** Where the code of this package is. */
const own = path.dirname(__dirname) + path.sep;

interface TracesForRegistration {
  readonly restore: () => void;
  /** What was thrown meanwhile, with the line of the program that declares the resource. */
  readonly traced: (error: unknown) => unknown;
}

/**
 * Adapts the stack traces that the SDK takes while it registers a resource.
 *
 * - Of each of its promises, four for a property: they are left out. Through source maps they cost more than all the rest
 *   of a program, and every resource waits for them, since no request leaves before the program's first pause. They are of
 *   use only to who looks for a promise that never settles; the SDK's own switch for that, PULUMI_DEBUG_PROMISE_LEAKS,
 *   keeps them.
 * - Of the declaration, for the state: the SDK expects one constructor between its own and the program. The others of this
 *   package are taken out, so that the program's line is recorded as the place, and not several of this package's.
 */
export function adaptTraces(): TracesForRegistration {
  const { stackTraceLimit, prepareStackTrace } = Error;
  const restore = () => {
    Error.stackTraceLimit = stackTraceLimit;
    if (prepareStackTrace !== undefined) Error.prepareStackTrace = prepareStackTrace;
  };
  if (!process.env.PULUMI_DEBUG_PROMISE_LEAKS) Error.stackTraceLimit = 0;
  if (prepareStackTrace !== undefined) {
    Error.prepareStackTrace = (error, frames) => prepareStackTrace(error, withoutOwn(frames));
  }
  return {
    restore,
    traced: (error) => {
      restore();
      if (error instanceof Error && !error.stack?.includes("\n    at ")) Error.captureStackTrace(error);
      return error;
    },
  };
}

/** All but the first of this package's. */
function withoutOwn(frames: NodeJS.CallSite[]): NodeJS.CallSite[] {
  const isOwn = (frame: NodeJS.CallSite) => frame.getFileName()?.startsWith(own) === true;
  const first = frames.findIndex(isOwn);
  return frames.filter((frame, index) => index === first || !isOwn(frame));
}
