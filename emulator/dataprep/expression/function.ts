import type { DateTime } from "luxon";
import type { Value, ValueObject } from "../value";
import {
  type Reader,
  readAny,
  readDate,
  readList,
  readNumber,
  readObject,
  readText,
  readTruth,
  readWhole,
} from "./arguments";
import { type Computation, type Evaluation, EvaluationError } from "./evaluation";

/** Java types, as the list of functions names them (data-prep.yaml listMappingSetFunctions). */
export type JavaType =
  | "java.lang.Boolean"
  | "java.lang.Integer"
  | "java.lang.Long"
  | "java.lang.Number"
  | "java.lang.Object"
  | "java.lang.String"
  | "java.time.ZonedDateTime"
  | "java.util.List"
  | "java.util.Map";

/** One argument of a function: how it is read, and how it is listed. */
export interface Parameter<Read> {
  readonly name: string;
  readonly description: string;
  readonly dataType: JavaType;
  readonly occurs: "once" | "optional" | "repeated";
  /** Whether the function itself says what null means; else null makes the whole result null. */
  readonly takesNull: boolean;
  read(value: Value, evaluation: Evaluation): Read;
}

const parameter =
  <Read>(dataType: JavaType, read: Reader<Read>, takesNull = false) =>
  (name: string, description: string): Parameter<Read> => ({
    name,
    description,
    dataType,
    occurs: "once",
    takesNull,
    read,
  });

export const text = parameter<string>("java.lang.String", readText);
export const number = parameter<number>("java.lang.Number", readNumber);
export const whole = parameter<number>("java.lang.Integer", readWhole);
export const truth = parameter<boolean>("java.lang.Boolean", readTruth, true);
export const date = parameter<DateTime>("java.time.ZonedDateTime", readDate);
export const list = parameter<readonly Value[]>("java.util.List", readList);
export const object = parameter<ValueObject>("java.util.Map", readObject);
/** Anything but null. */
export const something = parameter<Value>("java.lang.Object", readAny);
export const anything = parameter<Value>("java.lang.Object", readAny, true);

export function nullable<Read>(one: Parameter<Read>): Parameter<Read | null> {
  return {
    ...one,
    takesNull: true,
    read: (value, evaluation) => (value === null ? null : one.read(value, evaluation)),
  };
}

export function optional<Read>(one: Parameter<Read>): Parameter<Read | undefined> {
  return { ...one, occurs: "optional" };
}

/** Any number of arguments at the end, as an array. */
export function repeated<Read>(
  one: Parameter<Read>,
): Parameter<readonly Read[]> & { readonly each: Parameter<Read> } {
  return {
    ...one,
    occurs: "repeated",
    each: one,
    read: () => {
      throw new EvaluationError(`${one.name} is read one by one.`);
    },
  };
}

type Read<Parameters extends readonly Parameter<unknown>[]> = {
  readonly [Index in keyof Parameters]: Parameters[Index] extends Parameter<infer Result> ? Result : never;
};

/** What is said of a function where functions are listed. */
export interface FunctionEntry {
  readonly names: readonly [string, ...string[]];
  readonly description: string;
  readonly returns: string;
  readonly returnType: JavaType;
  /** An example that Adobe's documentation gives, or the closest one that runs; empty where there is none. */
  readonly example: string;
  readonly result: string;
}

/** A function of the language, with its arguments erased. */
export interface FunctionDefinition extends FunctionEntry {
  readonly parameters: readonly Parameter<unknown>[];
  /** `names`: the argument's field name where it is one (object_to_map takes a bare name as a key). */
  compute(values: readonly Computation[], names: readonly (string | undefined)[]): Computation;
}

/** Defines a function; its computation gets every argument as its parameter reads it. */
export function defineFunction<const Parameters extends readonly Parameter<unknown>[]>(
  definition: FunctionEntry & {
    readonly parameters: Parameters;
    compute(evaluation: Evaluation, values: Read<Parameters>, names: readonly (string | undefined)[]): Value;
  },
): FunctionDefinition {
  const { parameters, compute } = definition;
  return {
    ...definition,
    compute: (computations, names) => (evaluation) => {
      const values = readArguments(parameters, computations, evaluation);
      // The readers of the parameters made exactly these types, one by one.
      return values === null ? null : compute(evaluation, values as unknown as Read<Parameters>, names);
    },
  };
}

/** Null when an argument is null that has to be there. */
function readArguments(
  parameters: readonly Parameter<unknown>[],
  computations: readonly Computation[],
  evaluation: Evaluation,
): readonly unknown[] | null {
  const values: unknown[] = [];
  for (const [index, one] of parameters.entries()) {
    const given =
      one.occurs === "repeated" ? computations.slice(index) : computations.slice(index, index + 1);
    const read: unknown[] = [];
    for (const computation of given) {
      const value = computation(evaluation);
      if (value === null && !one.takesNull) {
        refuseNull(one, evaluation);
        return null;
      }
      read.push(eachOf(one).read(value, evaluation));
    }
    values.push(one.occurs === "repeated" ? read : read[0]);
  }
  return values;
}

function eachOf(one: Parameter<unknown> & { readonly each?: Parameter<unknown> }): Parameter<unknown> {
  return one.each ?? one;
}

function refuseNull({ name }: Parameter<unknown>, { assume }: Evaluation): void {
  if (assume("nullArgument") === "refuse") {
    throw new EvaluationError(`The argument ${name} is null.`);
  }
}

/** How many arguments a function takes: at least, at most. */
export function arity({ parameters }: FunctionDefinition): readonly [number, number] {
  const least = parameters.filter(({ occurs }) => occurs === "once").length;
  return [
    least,
    parameters.some(({ occurs }) => occurs === "repeated") ? Number.POSITIVE_INFINITY : parameters.length,
  ];
}
