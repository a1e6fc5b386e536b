import { closest, distance } from "fastest-levenshtein";
import { readAt } from "../access";
import type { PathStep } from "../path";
import { isList, isValueObject, type Value } from "../value";
import { readText } from "./arguments";
import { type Computation, type Evaluation, EvaluationError } from "./evaluation";
import { arity } from "./function";
import { functionsByName } from "./functions/catalogue";
import { unsupportedFunctions } from "./functions/unsupported";
import { areEqual, binaryOperators, unaryOperators } from "./operators";
import { type Expression, type Flaw, flaw, parseExpression } from "./syntax";

/** An expression that can be run as often as needed. */
export interface CompiledExpression {
  readonly compute: Computation;
  /** Fields that are read and have the name of a function. */
  readonly namesOfFunctions: readonly string[];
}

/** Ends the compilation; it never leaves this file. */
class Refusal extends Error {
  constructor(readonly flaw: Flaw) {
    super(flaw.message);
  }
}

/** Reads an expression and looks up everything that does not depend on a record. */
export function compileExpression(text: string): CompiledExpression | { readonly flaw: Flaw } {
  const parsed = parseExpression(text);
  if ("flaw" in parsed) {
    return parsed;
  }
  const namesOfFunctions: string[] = [];
  try {
    return { compute: compile(parsed.expression, namesOfFunctions), namesOfFunctions };
  } catch (error) {
    if (error instanceof Refusal) {
      return { flaw: error.flaw };
    }
    throw error;
  }
}

/** Runs an expression, or says in one sentence why it has no value for this record. */
export function evaluate(
  { compute, namesOfFunctions }: CompiledExpression,
  evaluation: Evaluation,
): { readonly value: Value } | { readonly failure: string } {
  const [name] = namesOfFunctions;
  if (name !== undefined && evaluation.assume("fieldNamedAsFunction") === "refuse") {
    return { failure: `"${name}" is the name of a function: a field of this name is written \${${name}}.` };
  }
  try {
    return { value: compute(evaluation) };
  } catch (error) {
    if (error instanceof EvaluationError) {
      return { failure: error.message };
    }
    if (error instanceof RangeError) {
      return { failure: "The expression is too large to be computed." };
    }
    throw error;
  }
}

function compile(expression: Expression, names: string[]): Computation {
  switch (expression.kind) {
    case "literal": {
      const { value } = expression;
      return () => value;
    }
    case "array": {
      const elements = expression.elements.map((element) => compile(element, names));
      return (evaluation) => elements.map((element) => element(evaluation));
    }
    case "map":
      return compileMap(expression, names);
    case "path":
      return compilePath(expression, names);
    case "access": {
      const target = compile(expression.target, names);
      const { steps } = expression;
      return (evaluation) => access(target(evaluation), steps);
    }
    case "call":
      return compileCall(expression, names);
    case "method":
      return compileMethod(expression, names);
    case "unary": {
      const { compute } = unaryOperators[expression.operator];
      const operand = compile(expression.operand, names);
      return (evaluation) => compute(operand(evaluation), evaluation);
    }
    case "binary":
      return binaryOperators[expression.operator].compute(
        compile(expression.left, names),
        compile(expression.right, names),
        isFractional(expression),
      );
  }
}

type Of<Kind extends Expression["kind"]> = Extract<Expression, { kind: Kind }>;

function compileMap({ entries }: Of<"map">, names: string[]): Computation {
  const computed = entries.map(({ key, value }) => [compile(key, names), compile(value, names)] as const);
  return (evaluation) =>
    Object.fromEntries(
      computed.map(([key, value]) => [readText(key(evaluation), evaluation), value(evaluation)]),
    );
}

function compilePath({ steps }: Of<"path">, names: string[]): Computation {
  const [first] = steps;
  if (first?.kind === "member" && functionsByName.has(first.name)) {
    names.push(first.name);
  }
  return ({ record }) => readAt(record, steps) ?? null;
}

/** Steps behind a computed value, such as `explode(name, " ")[0]`. Arrays behind several `[*]` become one. */
function access(value: Value, steps: readonly PathStep[]): Value {
  const [step, ...rest] = steps;
  if (step === undefined || value === null) {
    return value;
  }
  if (step.kind === "member") {
    const inner = isValueObject(value) && Object.hasOwn(value, step.name) ? value[step.name] : null;
    return access(inner ?? null, rest);
  }
  if (!isList(value)) {
    return null;
  }
  if (step.kind === "element") {
    return access(value[step.index] ?? null, rest);
  }
  const found = value.map((element) => access(element, rest)).filter((inner) => inner !== null);
  return rest.some(({ kind }) => kind === "every") ? found.flat() : found;
}

function compileCall({ name, parameters, at }: Of<"call">, names: string[]): Computation {
  const definition = functionsByName.get(name);
  if (definition === undefined) {
    throw new Refusal(unknownFunction(name, at));
  }
  const [least, most] = arity(definition);
  if (parameters.length < least || parameters.length > most) {
    const takes =
      least === most
        ? `${least}`
        : most === Number.POSITIVE_INFINITY
          ? `${least} or more`
          : `${least} to ${most}`;
    throw new Refusal(
      flaw(
        `The function ${name} takes ${takes} argument${most === 1 ? "" : "s"}, not ${parameters.length}`,
        at,
        `Example: ${definition.example}`,
      ),
    );
  }
  return definition.compute(
    parameters.map((one) => compile(one, names)),
    parameters.map(fieldName),
  );
}

function fieldName(expression: Expression): string | undefined {
  const [only, ...more] = expression.kind === "path" ? expression.steps : [];
  return only?.kind === "member" && more.length === 0 ? only.name : undefined;
}

function unknownFunction(name: string, at: number): Flaw {
  const reason = Object.hasOwn(unsupportedFunctions, name) ? unsupportedFunctions[name] : undefined;
  if (reason !== undefined) {
    return flaw(`The function ${name} is not supported`, at, reason);
  }
  const nearest = closest(name.toLowerCase(), [...functionsByName.keys()]);
  const near =
    distance(name.toLowerCase(), nearest.toLowerCase()) <= Math.max(2, Math.floor(name.length / 3));
  return flaw(`There is no function ${name}`, at, near ? `Did you mean ${nearest}?` : undefined);
}

type Method = (target: Value, argument: Value, evaluation: Evaluation) => Value;

/** Methods that the guide shows. Every one takes one argument. */
const methods: Readonly<Record<string, Method>> = {
  equals: (target, argument, evaluation) =>
    typeof target === typeof argument && areEqual(target, argument, evaluation),
  equalsIgnoreCase: (target, argument, evaluation) =>
    argument !== null &&
    readText(target, evaluation).toLowerCase() === readText(argument, evaluation).toLowerCase(),
  get: (target, argument, evaluation) => {
    if (isList(target) && typeof argument === "number") {
      return target[argument] ?? null;
    }
    return access(target, [{ kind: "member", name: readText(argument, evaluation) }]);
  },
};

function compileMethod({ target, name, parameters, at }: Of<"method">, names: string[]): Computation {
  const method = Object.hasOwn(methods, name) ? methods[name] : undefined;
  if (method === undefined) {
    throw new Refusal(
      flaw(`The method ${name} is not supported`, at, `Methods: ${Object.keys(methods).join(", ")}.`),
    );
  }
  const [only, ...more] = parameters;
  if (only === undefined || more.length > 0) {
    throw new Refusal(flaw(`The method ${name} takes 1 argument, not ${parameters.length}`, at));
  }
  const computedTarget = compile(target, names);
  const argument = compile(only, names);
  return (evaluation) => {
    const value = computedTarget(evaluation);
    if (value === null && evaluation.assume("nullArgument") === "refuse") {
      throw new EvaluationError(`The method ${name} has nothing to work on: the value before it is null.`);
    }
    return value === null ? null : method(value, argument(evaluation), evaluation);
  };
}

/** Whether a number is written with a point, or made by a function whose results have one. */
function isFractional(expression: Expression): boolean {
  switch (expression.kind) {
    case "literal":
      return expression.fractional;
    case "call":
      return ["to_decimal", "to_float"].includes(expression.name);
    case "unary":
      return isFractional(expression.operand);
    case "binary":
      return isFractional(expression.left) || isFractional(expression.right);
    default:
      return false;
  }
}
