import type { Json } from "../../json";
import type { Assume } from "../../ledger/assume";
import type { Value } from "../value";

/** What an expression may look at while it is computed. */
export interface Evaluation {
  readonly record: Json;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly assume: Assume;
}

/** Computes a value; throws {@link EvaluationError} where there is none. */
export type Computation = (evaluation: Evaluation) => Value;

/** Why a value could not be computed, in one sentence. */
export class EvaluationError extends Error {}

/** Larger texts would only fill memory. */
const longestText = 1_000_000;

export function boundedText(text: string): string {
  requireLength(text.length);
  return text;
}

/** Refuses before a text of this length is made. */
export function requireLength(length: number): void {
  if (length > longestText) {
    throw new EvaluationError(`A text of more than ${longestText} characters is not made.`);
  }
}

export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
