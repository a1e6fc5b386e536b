import { Coverage } from "./coverage";
import type { Judge, Violation } from "./judge";
import { isOfProvider } from "./judge";
import type { Exchange } from "./recordings";
import type { Waiver } from "./waiver";

/** The same difference, seen once or often. */
export interface Difference {
  readonly operation: string;
  readonly where: string;
  readonly message: string;
  readonly times: number;
  /** The first exchange that showed it. */
  readonly example: Exchange;
  /** Whether the provider was among the senders. */
  readonly ofProvider: boolean;
}

/** What a run's recordings say about the contract. */
export interface Verdict {
  readonly judged: number;
  readonly leftOut: number;
  /** Answered by a fault, or not at all. */
  readonly disturbed: number;
  /** Differences that no waiver names. */
  readonly differences: readonly Difference[];
  /** Waivers that nothing needed, each with the operation that it names in vain. */
  readonly unusedWaivers: readonly string[];
  readonly coverage: Coverage;
}

/** Judges a run. */
export function verdictOn(exchanges: Iterable<Exchange>, judge: Judge, waivers: readonly Waiver[]): Verdict {
  const counts = { judged: 0, leftOut: 0, disturbed: 0 };
  const coverage = new Coverage(judge.operations);
  const differences = new Map<string, Difference>();
  const used = new Set<string>();
  for (const exchange of exchanges) {
    const { operation, leftOut, answered, violations } = judge.judge(exchange);
    counts[leftOut === undefined ? (answered ? "judged" : "disturbed") : "leftOut"] += 1;
    if (operation !== undefined && answered && exchange.status !== null) {
      coverage.add(operation, exchange.status, isOfProvider(exchange));
    }
    for (const violation of violations) {
      const needed = waivers.flatMap((waiver) => neededBy(violation, waiver));
      for (const use of needed) {
        used.add(use);
      }
      if (needed.length === 0) {
        add(differences, violation);
      }
    }
  }
  const all = waivers.flatMap((waiver) => waiver.operations.map((operation) => useOf(waiver, operation)));
  return {
    ...counts,
    coverage,
    differences: [...differences.values()],
    unusedWaivers: all.filter((use) => !used.has(use)),
  };
}

function neededBy(violation: Violation, waiver: Waiver): readonly string[] {
  const { where } = waiver;
  const isThere = typeof where === "string" ? where === violation.where : where.test(violation.where);
  const named = waiver.operations.find((operation) =>
    operation.endsWith(" *")
      ? violation.operation.startsWith(operation.slice(0, -1))
      : operation === violation.operation,
  );
  return isThere && named !== undefined ? [useOf(waiver, named)] : [];
}

function useOf(waiver: Waiver, operation: string): string {
  return `${operation}: ${waiver.where}`;
}

function add(differences: Map<string, Difference>, violation: Violation): void {
  const { operation, where, message, exchange } = violation;
  const key = `${operation}: ${where}`;
  const known = differences.get(key);
  differences.set(key, {
    operation,
    where,
    message,
    times: (known?.times ?? 0) + 1,
    example: known?.example ?? exchange,
    ofProvider: known?.ofProvider === true || isOfProvider(exchange),
  });
}
