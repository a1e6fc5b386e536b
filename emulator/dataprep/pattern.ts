import { EvaluationError } from "./expression/evaluation";
import { boundedRegex } from "./expression/functions/regex";

/**
 * Whether a text has what a field's pattern asks for, anywhere in it, as in JSON Schema. A pattern that cannot be
 * read, or takes too long, keeps nothing out.
 */
export function matchesPattern(words: string, pattern: string): boolean {
  try {
    return boundedRegex(pattern, "part", words);
  } catch (error) {
    if (error instanceof EvaluationError) {
      return true;
    }
    throw error;
  }
}
