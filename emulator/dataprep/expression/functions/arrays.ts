import { isList, isValueObject, type Value } from "../../value";
import { EvaluationError, shown } from "../evaluation";
import { anything, defineFunction, list, optional, repeated, something, truth } from "../function";

/** `first("1", "2")` and `first(array)` mean the same. */
function elementsOf(values: readonly Value[]): readonly Value[] {
  const [only] = values;
  return values.length === 1 && only !== undefined && isList(only) ? only : values;
}

const values = repeated(anything("values", "The elements one by one, or an array of them."));

function end(name: "first" | "last", result: string, at: 0 | -1) {
  return defineFunction({
    names: [name],
    description: `The ${name} element.`,
    returns: "The element; null where there is none.",
    returnType: "java.lang.Object",
    example: `${name}("1", "2", "3")`,
    result,
    parameters: [values],
    compute: (_evaluation, [elements]) => elementsOf(elements).at(at) ?? null,
  });
}

const array = list("array", "The array.");

/** A new row has nothing in Profile to be merged with: an insert takes the input as it is. */
function upsert(
  name: string,
  description: string,
  parameters: readonly [typeof array, ...(typeof optionalMore)[]],
) {
  return defineFunction({
    names: [name],
    description,
    returns: "The input: rows are only inserted.",
    returnType: "java.util.List",
    example: `${name}([123, 456]${parameters.length === 1 ? "" : ", 1"})`,
    result: "[123, 456]",
    parameters,
    compute: (_evaluation, [elements]) => elements,
  });
}

const optionalMore = optional(anything("key", "How elements are matched."));

function sizeOf(value: Value): number {
  if (isList(value) || typeof value === "string") {
    return value.length;
  }
  if (isValueObject(value)) {
    return Object.keys(value).length;
  }
  throw new EvaluationError(`${shown(value)} has no size.`);
}

/** Adobe's category "Hierarchies - Arrays". */
export const arrayFunctions = [
  defineFunction({
    names: ["coalesce"],
    description: "The first value that is not null.",
    returns: "The value; null where all are null.",
    returnType: "java.lang.Object",
    example: 'coalesce(null, null, null, "first", null, "second")',
    result: '"first"',
    parameters: [values],
    compute: (_evaluation, [elements]) => elementsOf(elements).find((element) => element !== null) ?? null,
  }),
  end("first", '"1"', 0),
  end("last", '"3"', -1),
  defineFunction({
    names: ["add_to_array"],
    description: "Adds elements at the end of an array.",
    returns: "The new array.",
    returnType: "java.util.List",
    example: "add_to_array(['a', 'b'], 'c', 'd')",
    result: '["a", "b", "c", "d"]',
    parameters: [array, repeated(anything("values", "The elements to add."))],
    compute: (_evaluation, [elements, added]) => [...elements, ...added],
  }),
  defineFunction({
    names: ["join_arrays"],
    description: "Puts arrays one behind the other.",
    returns: "The new array.",
    returnType: "java.util.List",
    example: "join_arrays(['a', 'b'], ['c'], ['d', 'e'])",
    result: '["a", "b", "c", "d", "e"]',
    parameters: [array, repeated(list("values", "The other arrays."))],
    compute: (_evaluation, [elements, others]) => [...elements, ...others.flat()],
  }),
  defineFunction({
    names: ["to_array"],
    description: "Makes an array of its arguments.",
    returns: "The array.",
    returnType: "java.util.List",
    example: "to_array(false, 1, null, 2, 3)",
    result: "[1, 2, 3]",
    parameters: [
      truth("includeNulls", "Whether arguments that are null become elements."),
      repeated(anything("values", "The elements.")),
    ],
    compute: (_evaluation, [includeNulls, elements]) =>
      includeNulls ? elements : elements.filter((element) => element !== null),
  }),
  defineFunction({
    names: ["size_of"],
    description: "The number of elements, members or characters.",
    returns: "The number.",
    returnType: "java.lang.Integer",
    example: "size_of([1, 2, 3, 4])",
    result: "4",
    parameters: [something("input", "An array, an object or a text.")],
    compute: (_evaluation, [value]) => (value === null ? 0 : sizeOf(value)),
  }),
  upsert("upsert_array_append", "Appends to the array in Profile when a row is updated.", [array]),
  upsert("upsert_array_replace", "Replaces elements of the array in Profile when a row is updated.", [
    array,
    optionalMore,
  ]),
];
