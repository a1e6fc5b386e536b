import type peggy from "peggy";
import type { PathStep } from "../path";
import { grammar } from "./grammar";
import type { BinarySign, UnarySign } from "./operators";

/** The offset, from 0, of what a node stands for. */
interface At {
  readonly at: number;
}

/** What an expression says. */
export type Expression = At &
  (
    | {
        readonly kind: "literal";
        readonly value: null | boolean | number | string;
        /** A number written with a point, such as 2.0. */
        readonly fractional: boolean;
      }
    | { readonly kind: "array"; readonly elements: readonly Expression[] }
    | {
        readonly kind: "map";
        readonly entries: readonly { readonly key: Expression; readonly value: Expression }[];
      }
    | { readonly kind: "path"; readonly steps: readonly PathStep[] }
    | { readonly kind: "access"; readonly target: Expression; readonly steps: readonly PathStep[] }
    | { readonly kind: "call"; readonly name: string; readonly parameters: readonly Expression[] }
    | {
        readonly kind: "method";
        readonly target: Expression;
        readonly name: string;
        readonly parameters: readonly Expression[];
      }
    | { readonly kind: "unary"; readonly operator: UnarySign; readonly operand: Expression }
    | {
        readonly kind: "binary";
        readonly operator: BinarySign;
        readonly left: Expression;
        readonly right: Expression;
      }
  );

/** Why an expression cannot be run. */
export interface Flaw {
  /** One sentence with the position in it. */
  readonly message: string;
  /** Counted from 1. */
  readonly position: number;
  /** What may have been meant, for a person. */
  readonly help?: string;
}

export function flaw(message: string, at: number, help?: string): Flaw {
  const whole = { message: `${message} (position ${at + 1})`, position: at + 1 };
  return help === undefined ? whole : { ...whole, help };
}

/** Adobe's limit (Data Prep overview, calculated fields). */
const longestExpression = 4096;

const reservedWord = /^(?:new|break|var|for|while|continue|else|if|return|_errors|do|function|empty|size)\b/;

let parser: peggy.Parser | undefined;

/** Takes a tenth of a second, so it waits for the first expression: most starts of the emulator see none. */
function generateParser(): peggy.Parser {
  const { generate }: typeof peggy = require("peggy");
  return generate(grammar);
}

/** Reads an expression, or says where it cannot be read. */
export function parseExpression(text: string): { readonly expression: Expression } | { readonly flaw: Flaw } {
  if (text.length > longestExpression) {
    return { flaw: flaw(`The expression is longer than ${longestExpression} characters`, longestExpression) };
  }
  parser ??= generateParser();
  try {
    const expression: Expression = parser.parse(text);
    return { expression };
  } catch (error) {
    if (error instanceof parser.SyntaxError) {
      return { flaw: flawOf(text, error) };
    }
    if (error instanceof RangeError) {
      return { flaw: flaw("The expression is nested too deeply", 0) };
    }
    throw error;
  }
}

function flawOf(text: string, error: peggy.parser.SyntaxError): Flaw {
  const at = error.location.start.offset;
  const word = reservedWord.exec(text.slice(at))?.[0];
  if (word !== undefined) {
    return flaw(`"${word}" is a reserved word`, at, `A field of this name is written \${${word}}.`);
  }
  if (/^["']/.test(text.slice(at))) {
    return flaw("The text that starts here is not closed, or not expected", at);
  }
  const expected = (error.expected ?? []).flatMap((one) =>
    one.type === "other" ? [one.description] : one.type === "literal" ? [`"${one.text}"`] : [],
  );
  const help = expected.length === 0 ? undefined : `Possible here: ${[...new Set(expected)].join(", ")}.`;
  return at >= text.length
    ? flaw("The expression ends too early", at, help)
    : flaw(`"${text.slice(at, at + 20)}" is not expected`, at, help);
}
