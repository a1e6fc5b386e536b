/** A failure that the reader can mend: its message is one plain sentence or two, shown without a stack. */
export class Failure extends Error {
  /**
   * @param {string} message what happened and what to do
   * @param {{ cause?: unknown }} [options]
   */
  constructor(message, options) {
    super(message, options);
    this.name = "Failure";
  }
}

/**
 * The operating system's code of an error (`ENOENT`, `ECONNREFUSED` …), also of the one that caused it.
 * @param {unknown} error
 * @returns {string | undefined}
 */
export function systemErrorCode(error) {
  if (!(error instanceof Error)) return undefined;
  if ("code" in error && typeof error.code === "string") return error.code;
  return systemErrorCode(error.cause);
}
