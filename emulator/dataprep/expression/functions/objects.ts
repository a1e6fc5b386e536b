import { isJsonArray } from "../../../json";
import { readAt } from "../../access";
import { parsePath } from "../../path";
import { isList, isValueObject, type Value, type ValueObject } from "../../value";
import { readList, readText } from "../arguments";
import { type Evaluation, EvaluationError, shown } from "../evaluation";
import { anything, defineFunction, nullable, object, optional, repeated, something, text } from "../function";

/** Values that come as key, value, key, value … */
export function pairs(
  values: readonly Value[],
  evaluation: Evaluation,
): readonly (readonly [string, Value])[] {
  if (values.length % 2 !== 0) {
    throw new EvaluationError("Keys and values do not come in pairs: one has no value.");
  }
  return values.flatMap((key, index) =>
    index % 2 === 0 ? [[readText(key, evaluation), values[index + 1] ?? null] as const] : [],
  );
}

/** `name:value,name:value`, without the space around names and values. */
function membersOf(words: string, valueDelimiter: string, fieldDelimiter: string): ValueObject {
  const members = words.split(fieldDelimiter).flatMap((field) => {
    const [name = "", ...rest] = field.split(valueDelimiter);
    return name.trim() === "" ? [] : [[name.trim(), rest.join(valueDelimiter).trim()] as const];
  });
  return Object.fromEntries(members);
}

const orDefault = (delimiter: string | null | undefined, byDefault: string): string =>
  delimiter === null || delimiter === undefined || delimiter === "" ? byDefault : delimiter;

const delimiters = [
  nullable(text("valueDelimiter", "What separates a name from its value; a colon by default.")),
  nullable(text("fieldDelimiter", "What separates two fields; a comma by default.")),
] as const;

function zip(values: readonly Value[], evaluation: Evaluation): Value {
  const columns = pairs(values, evaluation).map(
    ([name, column]) => [name, readList(column, evaluation)] as const,
  );
  const length = Math.max(0, ...columns.map(([, column]) => column.length));
  return Array.from({ length }, (_none, index) =>
    Object.fromEntries(columns.map(([name, column]) => [name, column[index] ?? null])),
  );
}

function isEmpty(value: Value): boolean {
  return (
    value === null ||
    value === "" ||
    (isList(value) && value.length === 0) ||
    (isValueObject(value) && Object.keys(value).length === 0)
  );
}

/** As deep as the emulator takes documents anywhere. */
const deepest = 100;

function isDeeper(value: Value, levels: number): boolean {
  const inner = value === null || typeof value !== "object" ? [] : Object.values(value);
  return levels === 0 ? inner.length > 0 : inner.some((one) => isDeeper(one, levels - 1));
}

function parseJson(words: string): Value {
  let parsed: Value;
  try {
    parsed = JSON.parse(words);
  } catch {
    throw new EvaluationError(`${shown(words)} is not JSON.`);
  }
  if (isDeeper(parsed, deepest)) {
    throw new EvaluationError(`The JSON is nested more than ${deepest} levels deep.`);
  }
  return parsed;
}

/** Adobe's category "Hierarchies - Objects". */
export const objectFunctions = [
  defineFunction({
    names: ["is_empty"],
    description: "Whether a value is null or has nothing in it.",
    returns: "True or false.",
    returnType: "java.lang.Boolean",
    example: "is_empty([1, null, 2, 3])",
    result: "false",
    parameters: [anything("input", "An array, an object, a text or null.")],
    compute: (_evaluation, [value]) => isEmpty(value),
  }),
  defineFunction({
    names: ["arrays_to_objects", "arrays_to_object"],
    description: "Makes an array of objects of one array for each member.",
    returns: "The objects; a shorter array leaves null.",
    returnType: "java.util.List",
    example: `arrays_to_objects('sku', explode("id1|id2", '\\\\|'), 'price', [22.5, 14.35])`,
    result: '[{"sku": "id1", "price": 22.5}, {"sku": "id2", "price": 14.35}]',
    parameters: [repeated(something("input", "A name and an array, in turn."))],
    compute: (evaluation, [values]) => zip(values, evaluation),
  }),
  defineFunction({
    names: ["to_object"],
    description: "Makes an object of names and values.",
    returns: "The object.",
    returnType: "java.util.Map",
    example: 'to_object("firstName", "John", "lastName", "Doe")',
    result: '{"firstName": "John", "lastName": "Doe"}',
    parameters: [repeated(anything("input", "A name and a value, in turn."))],
    compute: (evaluation, [values]) => Object.fromEntries(pairs(values, evaluation)),
  }),
  defineFunction({
    names: ["str_to_object"],
    description: "Makes an object of a text of names and values.",
    returns: "The object.",
    returnType: "java.util.Map",
    example:
      'str_to_object("firstName - John ; lastName - ; phone - 123 456 7890", "-", ";").get("firstName")',
    result: '"John"',
    parameters: [text("string", "The text."), optional(delimiters[0]), optional(delimiters[1])],
    compute: (_evaluation, [words, valueDelimiter, fieldDelimiter]) =>
      membersOf(words, orDefault(valueDelimiter, ":"), orDefault(fieldDelimiter, ",")),
  }),
  defineFunction({
    names: ["contains_key"],
    description: "Whether the record has a field.",
    returns: "True or false.",
    returnType: "java.lang.Boolean",
    example: 'contains_key("evars.evar.field1")',
    result: "true",
    parameters: [text("input", "The path of the field.")],
    compute: ({ record }, [path]) => {
      const steps = parsePath(path);
      if (typeof steps === "string") {
        throw new EvaluationError(steps);
      }
      const found = readAt(record, steps);
      return isJsonArray(found) && steps.some(({ kind }) => kind === "every")
        ? found.length > 0
        : found !== undefined;
    },
  }),
  defineFunction({
    names: ["nullify"],
    description: "Null: the field is left out.",
    returns: "Null.",
    returnType: "java.lang.Object",
    example: "nullify()",
    result: "null",
    parameters: [],
    compute: () => null,
  }),
  defineFunction({
    names: ["get_keys"],
    description: "The names of an object's members.",
    returns: "The names.",
    returnType: "java.util.List",
    example: 'get_keys({"book1": "Pride and Prejudice", "book2": "1984"})',
    result: '["book1", "book2"]',
    parameters: [object("object", "The object.")],
    compute: (_evaluation, [value]) => Object.keys(value),
  }),
  defineFunction({
    names: ["get_values"],
    description: "The value of one name in a text of names and values.",
    returns: "The value; null where the name is not in the text.",
    returnType: "java.lang.String",
    example: 'get_values("firstName - John , lastName - Cena , phone - 555 420 8692", "firstName", "-", ",")',
    result: '"John"',
    parameters: [
      text("string", "The text."),
      text("key", "The name."),
      delimiters[0],
      optional(delimiters[1]),
    ],
    compute: (_evaluation, [words, key, valueDelimiter, fieldDelimiter]) => {
      const members = membersOf(words, orDefault(valueDelimiter, ":"), orDefault(fieldDelimiter, ","));
      return Object.hasOwn(members, key) ? (members[key] ?? null) : null;
    },
  }),
];

/** Adobe's category "JSON functions". */
export const jsonFunctions = [
  defineFunction({
    names: ["json_to_object"],
    description: "Reads JSON.",
    returns: "What the JSON says.",
    returnType: "java.lang.Object",
    example: 'json_to_object({"info": {"firstName": "John", "lastName": "Doe"}})',
    result: '{"info": {"firstName": "John", "lastName": "Doe"}}',
    parameters: [something("string", "The JSON.")],
    compute: (_evaluation, [value]) => (typeof value === "string" ? parseJson(value) : value),
  }),
];
