import { randomUUID } from "node:crypto";
import { isList, type Value } from "../../value";
import { type Evaluation, EvaluationError, shown } from "../evaluation";
import { anything, defineFunction, repeated, something, text, truth } from "../function";
import { areEqual, compare } from "../operators";

/** Key, value, key, value …, and a value for every other key at the end. */
function decode(key: Value, options: readonly Value[], evaluation: Evaluation): Value {
  for (let index = 0; index + 1 < options.length; index += 2) {
    if (areEqual(key, options[index] ?? null, evaluation)) {
      return options[index + 1] ?? null;
    }
  }
  return options.length % 2 === 1 ? (options.at(-1) ?? null) : null;
}

/** Adobe's category "Logical operators". */
export const logicFunctions = [
  defineFunction({
    names: ["decode"],
    description: "Looks a key up in a list of keys and values.",
    returns: "Its value, else the default at the end, else null.",
    returnType: "java.lang.Object",
    example: 'decode("ca", "ca", "California", "pa", "Pennsylvania", "N/A")',
    result: '"California"',
    parameters: [
      anything("key", "The key."),
      repeated(anything("options", "A key and its value, in turn; then the default.")),
    ],
    compute: (evaluation, [key, options]) => decode(key, options, evaluation),
  }),
  defineFunction({
    names: ["iif"],
    description: "One value or another one, by a condition.",
    returns: "The value.",
    returnType: "java.lang.Object",
    example: 'iif("s".equalsIgnoreCase("S"), "True", "False")',
    result: '"True"',
    parameters: [
      truth("expression", "The condition."),
      anything("trueValue", "The value where it holds."),
      anything("falseValue", "The value where it does not."),
    ],
    compute: (_evaluation, [holds, yes, no]) => (holds ? yes : no),
  }),
];

function extreme(name: "min" | "max", result: string, sign: 1 | -1) {
  return defineFunction({
    names: [name],
    description: `The ${name === "min" ? "smallest" : "largest"} value, in natural order.`,
    returns: "The value.",
    returnType: "java.lang.Object",
    example: `${name}(3, 1, 4)`,
    result,
    parameters: [
      something("options", "A value, or an array of them."),
      repeated(something("others", "More values.")),
    ],
    compute: (evaluation, [first, others]) => {
      const values = others.length === 0 && first !== null && isList(first) ? first : [first, ...others];
      const [start = null, ...rest] = values;
      return rest.reduce(
        (best, value) => (sign * compare(value, best, evaluation) < 0 ? value : best),
        start,
      );
    },
  });
}

/** Adobe's category "Aggregation". */
export const aggregationFunctions = [extreme("min", "1", 1), extreme("max", "4", -1)];

function conversion(
  names: readonly [string],
  kind: string,
  example: string,
  result: string,
  convert: (number: number, evaluation: Evaluation, words: string) => Value,
) {
  return defineFunction({
    names,
    description: `Reads a text as ${kind}.`,
    returns: "The number.",
    returnType: "java.lang.Number",
    example,
    result,
    parameters: [text("string", "The text.")],
    compute: (evaluation, [words]) => {
      const number = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\s*$/.test(words)
        ? Number(words)
        : Number.NaN;
      if (!Number.isFinite(number)) {
        throw new EvaluationError(`${shown(words)} is not ${kind}.`);
      }
      return convert(number, evaluation, words);
    },
  });
}

/** The shortest decimal that names the same 32-bit number. */
function singlePrecision(number: number): number {
  const single = Math.fround(number);
  if (!Number.isFinite(single)) {
    throw new EvaluationError(`${number} does not fit into 32 bits.`);
  }
  for (let digits = 1; digits < 10; digits++) {
    const shorter = Number(single.toPrecision(digits));
    if (Math.fround(shorter) === single) {
      return shorter;
    }
  }
  return single;
}

/** Adobe's category "Type conversions". */
export const conversionFunctions = [
  // The guide's example keeps the fraction. Digits that a JSON number cannot hold stay text.
  conversion(
    ["to_bigint"],
    "a big whole number",
    'to_bigint("1000000.34")',
    "1000000.34",
    (number, _evaluation, words) =>
      /^\s*[+-]?\d+\s*$/.test(words) && !Number.isSafeInteger(number)
        ? String(BigInt(words.trim().replace(/^\+/, "")))
        : number,
  ),
  conversion(["to_decimal"], "a number", 'to_decimal("20.5")', "20.5", (number) => number),
  conversion(["to_float"], "a number of 32 bits", 'to_float("12.3456")', "12.3456", (number, { assume }) =>
    assume("floatPrecision") === "single" ? singlePrecision(number) : number,
  ),
  conversion(["to_integer"], "a whole number", 'to_integer("12")', "12", (number, _evaluation, words) => {
    if (!Number.isInteger(number) || Math.abs(number) > 2 ** 31) {
      throw new EvaluationError(`${shown(words)} is not a whole number of 32 bits.`);
    }
    return number;
  }),
];

/** Adobe's category "Special operations". */
export const specialFunctions = [
  defineFunction({
    names: ["uuid", "guid"],
    description: "A random id.",
    returns: "A UUID.",
    returnType: "java.lang.String",
    example: "uuid()",
    result: '"7c0267d2-bb74-4e1a-9275-3bf4fccda5f4"',
    parameters: [],
    compute: () => randomUUID(),
  }),
];
