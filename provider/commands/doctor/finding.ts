/** What came of one check. `skipped`: it was not made, because another one failed, or because it cannot be without writing. */
export interface Finding {
  readonly check: string;
  readonly outcome: "ok" | "warning" | "failed" | "skipped";
  /** What was found; where it is not ok, with the way out. */
  readonly detail: string;
}

export const ok = (check: string, detail: string): Finding => ({ check, outcome: "ok", detail });
export const warning = (check: string, detail: string): Finding => ({ check, outcome: "warning", detail });
export const failed = (check: string, detail: string): Finding => ({ check, outcome: "failed", detail });
export const skipped = (check: string, detail: string): Finding => ({ check, outcome: "skipped", detail });

/** A check whose failure is what it finds out. */
export async function attempt(check: string, look: () => Promise<Finding>): Promise<Finding> {
  try {
    return await look();
  } catch (error) {
    return failed(check, error instanceof Error ? error.message : String(error));
  }
}
