import { providerOperations } from "./provider-operations";
import type { Difference, Verdict } from "./verdict";

/** What makes the run fail, one line each. */
export function failuresOf(verdict: Verdict, isWholeRun: boolean): readonly string[] {
  return [
    ...verdict.differences.map(differenceLine),
    ...(isWholeRun
      ? [
          ...verdict.unusedWaivers.map((waiver) => `A waiver is not needed: ${waiver}`),
          ...coverageFailures(verdict),
        ]
      : []),
  ];
}

/** What a run covered, the counts first. */
export function summaryOf({ judged, leftOut, disturbed, coverage }: Verdict): readonly string[] {
  return [
    `Adobe's specifications: ${judged} exchanges judged; left out: ${leftOut} deliberately bad, ` +
      `${disturbed} without an answer of the platform's own.`,
    ...coverage.lines(),
  ];
}

function coverageFailures({ coverage }: Verdict): readonly string[] {
  const called = coverage.calledByProvider();
  return [
    ...providerOperations
      .filter((id) => !called.includes(id))
      .map((id) => `No test saw the provider use ${id} with success.`),
    ...called
      .filter((id) => !providerOperations.includes(id))
      .map((id) => `The provider uses ${id}, which provider-operations.ts does not name.`),
  ];
}

function differenceLine({ operation, where, message, times, example, ofProvider }: Difference): string {
  const sender = ofProvider ? "the provider and others" : "tests";
  return (
    `${operation}: ${where}: ${message} (${times} times, of ${sender}; first in ${example.suite}: ` +
    `${example.method} ${example.path} ${example.status ?? "no answer"})`
  );
}
