/**
 * While a resource registers, the SDK takes a stack trace of each of its promises, four for a property. Through its source
 * maps they cost more than all the rest of a program, and every resource waits for them, since no request leaves before the
 * program's first pause. They are of use only to who looks for a promise that never settles: the SDK's own switch for that,
 * PULUMI_DEBUG_PROMISE_LEAKS, keeps them. Where the program declares a resource, which the engine is told, is not affected.
 */
export function pausePromiseTraces(): PausedTraces {
  const { stackTraceLimit } = Error;
  const resume = () => {
    Error.stackTraceLimit = stackTraceLimit;
  };
  if (!process.env.PULUMI_DEBUG_PROMISE_LEAKS) Error.stackTraceLimit = 0;
  return {
    resume,
    traced: (error) => {
      resume();
      if (error instanceof Error && !error.stack?.includes("\n    at ")) Error.captureStackTrace(error);
      return error;
    },
  };
}

interface PausedTraces {
  readonly resume: () => void;
  /** What was thrown meanwhile, with the line of the program that declares the resource. */
  readonly traced: (error: unknown) => unknown;
}
