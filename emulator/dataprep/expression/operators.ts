import { isDate, isList, isValueObject, type Value } from "../value";
import { readNumber, readText, readTruth } from "./arguments";
import { boundedText, type Computation, type Evaluation, EvaluationError, shown } from "./evaluation";

export type BinarySign = "||" | "&&" | "==" | "!=" | "<" | "<=" | ">" | ">=" | "+" | "-" | "*" | "/" | "mod";
export type UnarySign = "-" | "~" | "!";

/** What the list of operators says of one (data-prep.yaml listMappingSetOperators). */
interface Listed {
  readonly methodName: string;
  readonly description: string;
  readonly example: string;
}

interface BinaryOperator extends Listed {
  /** `fractional`: one side was written as a number with a point. */
  compute(left: Computation, right: Computation, fractional: boolean): Computation;
}

interface UnaryOperator extends Listed {
  compute(operand: Value, evaluation: Evaluation): Value;
}

const isNumber = (value: Value): value is number => typeof value === "number";

/** A number, where the ledger lets texts and null count as numbers (JEXL does; no source says so of Data Prep). */
function operand(value: Value, evaluation: Evaluation): number {
  if (isNumber(value)) {
    return value;
  }
  if (value === null) {
    if (evaluation.assume("nullOperand") === "refuse") {
      throw new EvaluationError("Null is not a number.");
    }
    return 0;
  }
  if (evaluation.assume("operandConversion") === "refuse") {
    throw new EvaluationError(`${shown(value)} is not a number.`);
  }
  return readNumber(value, evaluation);
}

function finite(value: number): number {
  if (!Number.isFinite(value)) {
    throw new EvaluationError("The result is not a number.");
  }
  return value;
}

function arithmetic(
  listed: Listed,
  compute: (left: number, right: number, evaluation: Evaluation, fractional: boolean) => number,
): BinaryOperator {
  return {
    ...listed,
    compute: (left, right, fractional) => (evaluation) =>
      finite(
        compute(
          operand(left(evaluation), evaluation),
          operand(right(evaluation), evaluation),
          evaluation,
          fractional,
        ),
      ),
  };
}

const readsAsNumber = (value: Value): boolean =>
  value === null ||
  typeof value === "number" ||
  (typeof value === "string" && value.trim() !== "" && !Number.isNaN(Number(value)));

function add(left: Value, right: Value, evaluation: Evaluation): Value {
  if (isNumber(left) && isNumber(right)) {
    return finite(left + right);
  }
  const texts = typeof left === "string" && typeof right === "string";
  const numeric = [left, right].every(readsAsNumber);
  if (!texts && numeric) {
    return finite(operand(left, evaluation) + operand(right, evaluation));
  }
  if (evaluation.assume("textAddition") === "refuse") {
    throw new EvaluationError(`${shown(left)} and ${shown(right)} cannot be added; concat() joins texts.`);
  }
  const part = (value: Value): string => (value === null ? "" : readText(value, evaluation));
  return boundedText(part(left) + part(right));
}

/** JEXL divides whole numbers whole: 7 / 2 is 3, and 7 / 2.0 is 3.5. */
function divide(left: number, right: number, { assume }: Evaluation, fractional: boolean): number {
  if (right === 0) {
    throw new EvaluationError("Division by zero.");
  }
  const exact = left / right;
  const whole = Number.isInteger(left) && Number.isInteger(right) && !fractional;
  return whole && !Number.isInteger(exact) && assume("wholeDivision") === "whole" ? Math.trunc(exact) : exact;
}

function remainder(left: number, right: number): number {
  if (right === 0) {
    throw new EvaluationError("Division by zero.");
  }
  return left % right;
}

/** Whether two values are the same, member by member. A text and a number that reads like it may be. */
export function areEqual(left: Value, right: Value, evaluation: Evaluation): boolean {
  if (left === right) {
    return true;
  }
  if (left === null || right === null) {
    return false;
  }
  if (isDate(left) && isDate(right)) {
    return left.toMillis() === right.toMillis();
  }
  if (isList(left) && isList(right)) {
    return (
      left.length === right.length && left.every((one, at) => areEqual(one, right[at] ?? null, evaluation))
    );
  }
  if (isValueObject(left) && isValueObject(right)) {
    const names = Object.keys(left);
    return (
      names.length === Object.keys(right).length &&
      names.every(
        (name) => Object.hasOwn(right, name) && areEqual(left[name] ?? null, right[name] ?? null, evaluation),
      )
    );
  }
  const simple = typeof left !== "object" && typeof right !== "object";
  return simple && String(left) === String(right) && evaluation.assume("operandConversion") === "convert";
}

/** Natural order: numbers by size, dates by time, texts by their characters. */
export function compare(left: Value, right: Value, evaluation: Evaluation): number {
  if (typeof left === "string" && typeof right === "string") {
    return left === right ? 0 : left < right ? -1 : 1;
  }
  if (isDate(left) && isDate(right)) {
    return left.toMillis() - right.toMillis();
  }
  return operand(left, evaluation) - operand(right, evaluation);
}

const comparison = (listed: Listed, holds: (order: number) => boolean): BinaryOperator => ({
  ...listed,
  compute: (left, right) => (evaluation) => {
    const [one, other] = [left(evaluation), right(evaluation)];
    return one !== null && other !== null && holds(compare(one, other, evaluation));
  },
});

const equality = (listed: Listed, holds: (equal: boolean) => boolean): BinaryOperator => ({
  ...listed,
  compute: (left, right) => (evaluation) => holds(areEqual(left(evaluation), right(evaluation), evaluation)),
});

export const binaryOperators: Readonly<Record<BinarySign, BinaryOperator>> = {
  "||": {
    methodName: "or",
    description: "True when one side is; the word or can be used as well.",
    example: "cond1 || cond2",
    compute: (left, right) => (evaluation) =>
      readTruth(left(evaluation), evaluation) || readTruth(right(evaluation), evaluation),
  },
  "&&": {
    methodName: "and",
    description: "True when both sides are; the word and can be used as well.",
    example: "cond1 && cond2",
    compute: (left, right) => (evaluation) =>
      readTruth(left(evaluation), evaluation) && readTruth(right(evaluation), evaluation),
  },
  "==": equality(
    {
      methodName: "equals",
      description: "Equality; the word eq can be used as well.",
      example: "val1 == val2",
    },
    (equal) => equal,
  ),
  "!=": equality(
    {
      methodName: "notEquals",
      description: "Inequality; the word ne can be used as well.",
      example: "val1 != val2",
    },
    (equal) => !equal,
  ),
  "<": comparison(
    {
      methodName: "lessThan",
      description: "Less than; the word lt can be used as well.",
      example: "val1 < val2",
    },
    (order) => order < 0,
  ),
  "<=": comparison(
    {
      methodName: "lessThanOrEqual",
      description: "Less than or equal; the word le can be used as well.",
      example: "val1 <= val2",
    },
    (order) => order <= 0,
  ),
  ">": comparison(
    {
      methodName: "greaterThan",
      description: "Greater than; the word gt can be used as well.",
      example: "val1 > val2",
    },
    (order) => order > 0,
  ),
  ">=": comparison(
    {
      methodName: "greaterThanOrEqual",
      description: "Greater than or equal; the word ge can be used as well.",
      example: "val1 >= val2",
    },
    (order) => order >= 0,
  ),
  "+": {
    methodName: "add",
    description: "Adds two numbers.",
    example: "1 + 2",
    compute: (left, right) => (evaluation) => add(left(evaluation), right(evaluation), evaluation),
  },
  "-": arithmetic(
    { methodName: "subtract", description: "Subtracts a number from another one.", example: "2 - 1" },
    (left, right) => left - right,
  ),
  "*": arithmetic(
    { methodName: "multiply", description: "Multiplies two numbers.", example: "1 * 2" },
    (left, right) => left * right,
  ),
  "/": arithmetic(
    {
      methodName: "divide",
      description: "Divides a number by another one; the word div can be used as well.",
      example: "1 / 2",
    },
    divide,
  ),
  mod: arithmetic(
    { methodName: "mod", description: "The remainder of a division.", example: "5 mod 2" },
    remainder,
  ),
};

export const unaryOperators: Readonly<Record<UnarySign, UnaryOperator>> = {
  "~": {
    methodName: "complement",
    description: "Turns every bit of a whole number over: ~33 is -34.",
    example: "~44",
    compute: (value, evaluation) => {
      const number = operand(value, evaluation);
      if (!Number.isSafeInteger(number)) {
        throw new EvaluationError(`${number} is not a whole number.`);
      }
      return -number - 1;
    },
  },
  "-": {
    methodName: "negate",
    description: "The number with the other sign.",
    example: "-12",
    compute: (value, evaluation) => 0 - operand(value, evaluation),
  },
  "!": {
    methodName: "not",
    description: "The opposite of a condition; the word not can be used as well.",
    example: "!cond1",
    compute: (value, evaluation) => !readTruth(value, evaluation),
  },
};

/** Operators in the shape of the list (data-prep.yaml listMappingSetOperators). */
export function listOperators() {
  const entry = (
    operatorSymbol: string,
    { methodName, description, example }: Listed,
    numberOfOperands: number,
  ) => ({
    operatorSymbol,
    methodName,
    numberOfOperands,
    description,
    example,
  });
  return [
    ...Object.entries(binaryOperators).map(([symbol, operator]) => entry(symbol, operator, 2)),
    ...Object.entries(unaryOperators).map(([symbol, operator]) => entry(symbol, operator, 1)),
  ];
}
