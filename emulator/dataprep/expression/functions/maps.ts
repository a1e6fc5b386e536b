import { isList, isValueObject, type Value, type ValueObject } from "../../value";
import { readObject, readText } from "../arguments";
import { type Evaluation, EvaluationError } from "../evaluation";
import { anything, defineFunction, list, object, repeated, something, text } from "../function";
import { pairs } from "./objects";

/** A name or an array of names; other simple values are taken as text. */
function keysOf(value: Value, evaluation: Evaluation): readonly string[] {
  return (isList(value) ? value : [value]).map((key) => readText(key, evaluation));
}

function byMember(elements: readonly Value[], key: string, evaluation: Evaluation): ValueObject {
  return Object.fromEntries(
    elements.map((element) => {
      const members = readObject(element, evaluation);
      return [
        readText((Object.hasOwn(members, key) ? members[key] : null) ?? null, evaluation),
        element,
      ] as const;
    }),
  );
}

/** Names and values in turn; or an object; or an array of objects and the member that becomes the key. */
function toMap(
  values: readonly Value[],
  names: readonly (string | undefined)[],
  evaluation: Evaluation,
): Value {
  const [only, key] = values;
  if (values.length === 1 && only !== undefined && (only === null || isValueObject(only))) {
    return only;
  }
  if (values.length === 2 && only !== undefined && isList(only)) {
    // The guide's example writes the member as a bare name, which is no field of the record.
    return byMember(only, key === null ? (names[1] ?? "") : readText(key ?? null, evaluation), evaluation);
  }
  if (values.length === 1) {
    throw new EvaluationError("An array of objects needs the name of the member that becomes the key.");
  }
  return Object.fromEntries(pairs(values, evaluation));
}

const address = `{"line1": "345 park ave", "type": "office"}`;
const map = object("map", "The map.");
const key = something("key", "A key, or an array of keys.");

/** Adobe's category "Hierarchies - Map", and the map functions under "Hierarchies - Objects". */
export const mapFunctions = [
  defineFunction({
    names: ["to_map"],
    description: "Makes a map of keys and values.",
    returns: "The map.",
    returnType: "java.util.Map",
    example: 'to_map("firstName", "John", "lastName", "Doe")',
    result: '{"firstName": "John", "lastName": "Doe"}',
    parameters: [repeated(anything("input", "A key and a value, in turn."))],
    compute: (evaluation, [values]) => Object.fromEntries(pairs(values, evaluation)),
  }),
  defineFunction({
    names: ["object_to_map"],
    description:
      "Makes a map of keys and values, of an object, or of an array of objects by one of their members.",
    returns: "The map; null where the input is null.",
    returnType: "java.util.Map",
    example: 'object_to_map("firstName", "John", "lastName", "Doe")',
    result: '{"firstName": "John", "lastName": "Doe"}',
    parameters: [repeated(anything("input", "Keys and values; or an object; or an array and a member."))],
    compute: (evaluation, [values], names) => toMap(values, names, evaluation),
  }),
  defineFunction({
    names: ["array_to_map"],
    description: "Makes a map of an array of objects by one of their members.",
    returns: "The map; null where the input is null.",
    returnType: "java.util.Map",
    example: `array_to_map([${address}], "type")`,
    result: `{"office": ${address}}`,
    parameters: [list("input", "The objects."), text("key", "The member that becomes the key.")],
    compute: (evaluation, [elements, name]) => byMember(elements, name, evaluation),
  }),
  defineFunction({
    names: ["map_get_values"],
    description: "The value of a key, or the values of several keys.",
    returns: "The value, or an array without repetitions.",
    returnType: "java.lang.Object",
    example: 'map_get_values({"author": "George R. R. Martin", "price": 17.99}, "author")',
    result: '"George R. R. Martin"',
    parameters: [map, key],
    compute: (evaluation, [members, wanted]) => {
      const keys = [...new Set(keysOf(wanted, evaluation))].filter((one) => Object.hasOwn(members, one));
      if (evaluation.assume("mapGetValues") === "entries") {
        return Object.fromEntries(keys.map((one) => [one, members[one] ?? null]));
      }
      const found = [...new Set(keys.map((one) => members[one] ?? null))];
      return wanted !== null && isList(wanted) ? found : (found[0] ?? null);
    },
  }),
  defineFunction({
    names: ["map_has_keys"],
    description: "Whether a map has at least one of the keys.",
    returns: "True or false.",
    returnType: "java.lang.Boolean",
    example: 'map_has_keys({"author": "George R. R. Martin", "price": 17.99}, "author")',
    result: "true",
    parameters: [map, key],
    compute: (evaluation, [members, wanted]) =>
      keysOf(wanted, evaluation).some((one) => Object.hasOwn(members, one)),
  }),
  defineFunction({
    names: ["add_to_map"],
    description: "Puts maps together; of a key that several have, the first value stays.",
    returns: "The new map.",
    returnType: "java.util.Map",
    example:
      'add_to_map({"author": "George R. R. Martin"}, {"author": "Neil Gaiman", "publisher": "William Morrow"})',
    result: '{"author": "George R. R. Martin", "publisher": "William Morrow"}',
    parameters: [map, object("other", "Another map."), repeated(object("others", "More maps."))],
    compute: (_evaluation, [first, second, others]) => {
      const entries = [first, second, ...others].reverse().flatMap((members) => Object.entries(members));
      return Object.fromEntries(entries);
    },
  }),
];
