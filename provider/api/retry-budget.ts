const MOST_RETRIES = 200;
const EARNED_BY_SUCCESS = 0.2;

/**
 * Retries of a whole process: where a service is down, a thousand resources must not each find that out in six
 * attempts. Successes earn new ones, so that a service that fails now and then never uses them up.
 */
export class RetryBudget {
  private left = MOST_RETRIES;

  /** Takes one; false when there is none left. */
  take(): boolean {
    if (this.left < 1) return false;
    this.left--;
    return true;
  }

  succeeded(): void {
    this.left = Math.min(MOST_RETRIES, this.left + EARNED_BY_SUCCESS);
  }
}
