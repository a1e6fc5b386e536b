import type { Exchange } from "../../gateway/service";
import { compareForOrder, elements, isJsonArray, type Json, type JsonObject, member } from "../../json";
import { flowProblem } from "./errors";

/** Says whether an object passes. */
export type Filter = (item: JsonObject) => boolean;

type Comparison = (found: Json, wanted: string) => boolean;

const comparisons: Readonly<Record<string, Comparison>> = {
  "==": equals,
  "=": equals,
  "!=": (found, wanted) => !equals(found, wanted),
  ">=": (found, wanted) => compare(found, wanted) >= 0,
  "<=": (found, wanted) => compare(found, wanted) <= 0,
  ">": (found, wanted) => compare(found, wanted) > 0,
  "<": (found, wanted) => compare(found, wanted) < 0,
};

/**
 * One `property` filter: path, operator, value. `[]` behind a name of the path means any element; a comma in the
 * value means any of them; quotes around a value are dropped (guide "Sorting and filtering responses").
 */
export function parseFilter(exchange: Exchange, filter: string): Filter {
  const parts = /^\s*([^=!<>~]+?)\s*([=!<>~]+)(.*)$/s.exec(filter);
  const [, path = "", operator = "", value = ""] = parts ?? [];
  if (parts === null || value.trim() === "") {
    throw flowProblem(exchange, "invalidFilter", { filter });
  }
  const comparison = Object.hasOwn(comparisons, operator) ? comparisons[operator] : undefined;
  if (operator === "~") {
    throw flowProblem(exchange, "operatorNotImplemented", { operator });
  }
  if (comparison === undefined) {
    throw flowProblem(exchange, "unknownOperator", { operator });
  }
  const wanted = value.split(",").map(unquoted);
  if (wanted.length > 1 && !["==", "=", "!="].includes(operator)) {
    throw flowProblem(exchange, "operatorForOneValue", { operator });
  }
  const names = path.split(".");
  return operator === "!="
    ? (item) => wanted.every((one) => valuesAt(item, names).every((found) => comparison(found, one)))
    : (item) => valuesAt(item, names).some((found) => wanted.some((one) => comparison(found, one)));
}

/** The value that a path leads to, for sorting. */
export function valueAt(item: JsonObject, path: string): Json | undefined {
  return valuesAt(item, path.split("."))[0];
}

function valuesAt(value: Json | undefined, names: readonly string[]): readonly Json[] {
  const [name, ...rest] = names;
  if (name === undefined) {
    return value === undefined ? [] : isJsonArray(value) ? value : [value];
  }
  const inner = member(value, name.replace(/\[\]$/, ""));
  return name.endsWith("[]")
    ? elements(inner).flatMap((element) => valuesAt(element, rest))
    : valuesAt(inner, rest);
}

function unquoted(value: string): string {
  return value.trim().replace(/^(["'])(.*)\1$/s, "$2");
}

function equals(found: Json, wanted: string): boolean {
  return String(found) === wanted;
}

function compare(found: Json, wanted: string): number {
  if (typeof found === "number") {
    const number = Number(wanted);
    return Number.isNaN(number) ? Number.NaN : found - number;
  }
  return compareForOrder(found, wanted);
}
