const origin = Date.now() - performance.now();

/** This computer's time when the process began, and what has passed since: whoever sets the clock meanwhile moves no deadline. */
export function steadyNow(): number {
  return origin + performance.now();
}
