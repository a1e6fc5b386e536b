import type { Expression } from "../../emulator/dataprep/expression/syntax";
import type { PathStep } from "../../emulator/dataprep/path";

/** A name as it can always be written: in `${}`, with its special characters escaped. */
export const quotedName = (name: string): string => `\${${name.replace(/[\\}]/g, "\\$&")}}`;

const quotedText = (text: string): string => `"${text.replace(/["\\]/g, "\\$&")}"`;

function stepText(step: PathStep): string {
  switch (step.kind) {
    case "member":
      return `.${quotedName(step.name)}`;
    case "element":
      return `[${step.index}]`;
    case "every":
      return "[*]";
  }
}

/** A path as text. */
export const pathText = (steps: readonly PathStep[]): string =>
  steps.map(stepText).join("").replace(/^\./, "");

/** An expression as text, with all its parentheses. */
export function expressionText(expression: Expression): string {
  switch (expression.kind) {
    case "literal":
      return literalText(expression.value, expression.fractional);
    case "array":
      return `[${expression.elements.map(expressionText).join(", ")}]`;
    case "map":
      return `{${expression.entries.map(({ key, value }) => `${expressionText(key)}: ${expressionText(value)}`).join(",")}}`;
    case "path":
      return pathText(expression.steps);
    case "access":
      return `(${expressionText(expression.target)})${expression.steps.map(stepText).join("")}`;
    case "call":
      return `${expression.name}(${expression.parameters.map(expressionText).join(" , ")})`;
    case "method":
      return `(${expressionText(expression.target)}).${expression.name}(${expression.parameters.map(expressionText).join(",")})`;
    case "unary":
      return `${expression.operator}(${expressionText(expression.operand)})`;
    case "binary":
      return `(${expressionText(expression.left)} ${expression.operator} ${expressionText(expression.right)})`;
  }
}

function literalText(value: null | boolean | number | string, fractional: boolean): string {
  if (typeof value === "string") {
    return quotedText(value);
  }
  return fractional && typeof value === "number" ? value.toFixed(3) : String(value);
}
