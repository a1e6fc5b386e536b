import { createContext, Script } from "node:vm";
import { EvaluationError } from "../evaluation";
import { defineFunction, text } from "../function";

/** A regular expression may take exponential time; a mapping must not stop the server. */
const longestMatchMilliseconds = 100;

type Use = "split" | "groups" | "whole" | "part";

const scripts: Readonly<Record<Use, Script>> = {
  split: new Script("words.split(expression)"),
  groups: new Script("expression.exec(words)"),
  whole: new Script("whole.test(words)"),
  part: new Script("expression.test(words)"),
};

const context: { words: string; expression: RegExp; whole: RegExp } = {
  words: "",
  expression: /x/,
  whole: /x/,
};
createContext(context);

export function boundedRegex(regex: string, use: "split", words: string): readonly string[];
export function boundedRegex(regex: string, use: "groups", words: string): RegExpExecArray | null;
export function boundedRegex(regex: string, use: "whole" | "part", words: string): boolean;
/** Uses a regular expression of Java's kind, within a limit of time. */
export function boundedRegex(regex: string, use: Use, words: string): unknown {
  const { expression, whole } = compiled(regex);
  Object.assign(context, { words, expression, whole });
  try {
    return scripts[use].runInContext(context, { timeout: longestMatchMilliseconds });
  } catch {
    throw new EvaluationError(`The regular expression ${regex} takes too long.`);
  }
}

const known = new Map<string, { readonly expression: RegExp; readonly whole: RegExp }>();
const mostKnown = 500;

/** Java writes flags for the whole expression in front of it. */
function compiled(regex: string) {
  const found = known.get(regex);
  if (found !== undefined) {
    return found;
  }
  const [prefix = "", flags = ""] = /^\(\?([ims]+)\)/.exec(regex) ?? [];
  const pattern = regex.slice(prefix.length);
  try {
    const expressions = {
      expression: new RegExp(pattern, flags),
      whole: new RegExp(`^(?:${pattern})$`, flags),
    };
    if (known.size < mostKnown) {
      known.set(regex, expressions);
    }
    return expressions;
  } catch {
    throw new EvaluationError(`${regex} is not a regular expression.`);
  }
}

const input = text("string", "The text to look at.");
const regex = text("regex", "The regular expression.");

/** Adobe's category "Regular expression functions". */
export const regexFunctions = [
  defineFunction({
    names: ["extract_regex"],
    description: "What a regular expression and its groups match.",
    returns: "The match and its groups; an empty array where nothing matches.",
    returnType: "java.util.List",
    example: 'extract_regex("E259,E259B_009,1_1", "([^,]+),[^,]*,([^,]+)")',
    result: '["E259,E259B_009,1_1", "E259", "1_1"]',
    parameters: [input, regex],
    compute: (_evaluation, [words, expression]) =>
      Array.from(
        boundedRegex(expression, "groups", words) ?? [],
        (group: string | undefined) => group ?? null,
      ),
  }),
  defineFunction({
    names: ["matches_regex"],
    description: "Whether a text matches a regular expression.",
    returns: "True or false.",
    returnType: "java.lang.Boolean",
    example: 'matches_regex("E259,E259B_009,1_1", "([^,]+),[^,]*,([^,]+)")',
    result: "true",
    parameters: [input, regex],
    compute: ({ assume }, [words, expression]) => boundedRegex(expression, assume("regexMatch"), words),
  }),
];
