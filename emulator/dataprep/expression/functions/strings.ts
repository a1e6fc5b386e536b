import { readText } from "../arguments";
import { boundedText, requireLength } from "../evaluation";
import { defineFunction, list, nullable, optional, repeated, text, whole } from "../function";
import { boundedRegex } from "./regex";

const input = text("input", "The text to work on.");

function simple(
  names: readonly [string, ...string[]],
  description: string,
  example: string,
  result: string,
  compute: (input: string) => string,
) {
  return defineFunction({
    names,
    description,
    returns: "The new text.",
    returnType: "java.lang.String",
    example,
    result,
    parameters: [input],
    compute: (_evaluation, [words]) => compute(words),
  });
}

function padding(size: number, words: string, pad: string | null): string {
  const missing = size - words.length;
  requireLength(size);
  const filling = pad === null || pad === "" ? " " : pad;
  return missing <= 0 ? "" : filling.repeat(Math.ceil(missing / filling.length)).slice(0, missing);
}

const paddingParameters = [
  nullable(input),
  whole("count", "The length of the new text."),
  nullable(text("padding", "What fills the text up; a space when it is null or empty.")),
] as const;

/** The place of the nth occurrence at or after a start; -1 where there is none. */
function placeOf(words: string, part: string, start: number, occurrence: number): number {
  let place = start - 1;
  for (let nth = 0; nth < occurrence; nth++) {
    place = words.indexOf(part, place + 1);
    if (place === -1) {
      return -1;
    }
  }
  return place;
}

/** Adobe's category "String functions". */
export const stringFunctions = [
  defineFunction({
    names: ["concat"],
    description: "Joins texts.",
    returns: "The joined text.",
    returnType: "java.lang.String",
    example: 'concat("Hi, ", "there", "!")',
    result: '"Hi, there!"',
    parameters: [repeated(nullable(text("strings", "The texts to join.")))],
    compute: ({ assume }, [words]) =>
      words.includes(null) && assume("concatNull") === "null" ? null : boundedText(words.join("")),
  }),
  defineFunction({
    names: ["explode"],
    description: "Splits a text at every match of a regular expression.",
    returns: "The parts.",
    returnType: "java.util.List",
    example: 'explode("Hi, there!", " ")',
    result: '["Hi,", "there!"]',
    parameters: [input, optional(nullable(text("regex", "What separates the parts; a comma by default.")))],
    compute: (_evaluation, [words, regex]) => [...boundedRegex(regex ?? ",", "split", words)],
  }),
  defineFunction({
    names: ["split"],
    description: "Splits a text at any of the separator's characters.",
    returns: "The parts.",
    returnType: "java.util.List",
    example: 'split("Hello world", " ")',
    result: '["Hello", "world"]',
    parameters: [input, text("separator", "The characters that separate parts.")],
    compute: ({ assume }, [words, separators]) => {
      const parts: string[] = [""];
      for (const character of words) {
        if (separators.includes(character)) {
          parts.push("");
        } else {
          parts.push((parts.pop() ?? "") + character);
        }
      }
      return parts.includes("") && assume("splitEmptyParts") === "drop"
        ? parts.filter((part) => part !== "")
        : parts;
    },
  }),
  defineFunction({
    names: ["join"],
    description: "Joins the elements of an array with a separator.",
    returns: "The joined text.",
    returnType: "java.lang.String",
    example: 'join(" ", to_array(true, "Hello", "world"))',
    result: '"Hello world"',
    parameters: [text("separator", "What stands between two elements."), list("objects", "The elements.")],
    compute: (evaluation, [separator, elements]) =>
      boundedText(
        elements.map((element) => (element === null ? "" : readText(element, evaluation))).join(separator),
      ),
  }),
  defineFunction({
    names: ["instr"],
    description: "The place of a part in a text, counted from 0.",
    returns: "The place; -1 when the part is not in the text.",
    returnType: "java.lang.Integer",
    example: 'instr("adobe.com", "com")',
    result: "6",
    parameters: [
      input,
      text("substring", "The part to look for."),
      optional(whole("startPosition", "Where to start, counted from 0.")),
      optional(whole("occurrence", "Which occurrence counts, from 1.")),
    ],
    compute: ({ assume }, [words, part, start, occurrence]) => {
      const place = placeOf(words, part, start ?? 0, Math.min(occurrence ?? 1, words.length + 1));
      return place === -1 && assume("instrMissing") === "null" ? null : place;
    },
  }),
  defineFunction({
    names: ["replacestr"],
    description: "Replaces every occurrence of a part.",
    returns: "The new text.",
    returnType: "java.lang.String",
    example: 'replacestr("This is a string re test", "re", "replace")',
    result: '"This is a string replace test"',
    parameters: [
      input,
      text("toFind", "The part to replace."),
      text("toReplace", "What stands there instead."),
    ],
    compute: (_evaluation, [words, part, replacement]) => {
      if (part === "") {
        return words;
      }
      const pieces = words.split(part);
      requireLength(words.length + (pieces.length - 1) * (replacement.length - part.length));
      return pieces.join(replacement);
    },
  }),
  defineFunction({
    names: ["substr"],
    description: "A part of a text by its place, counted from 0, and its length.",
    returns: "The part.",
    returnType: "java.lang.String",
    example: 'substr("This is a substring test", 7, 8)',
    result: '" a subst"',
    parameters: [
      input,
      whole("startIndex", "Where the part starts, counted from 0."),
      whole("length", "How long it is."),
    ],
    compute: (_evaluation, [words, start, length]) =>
      words.slice(Math.max(start, 0), Math.max(start, 0) + Math.max(length, 0)),
  }),
  simple(["lower", "lcase"], "Writes a text in lower case.", 'lower("HeLLo")', '"hello"', (words) =>
    words.toLowerCase(),
  ),
  simple(["upper", "ucase"], "Writes a text in upper case.", 'upper("HeLLo")', '"HELLO"', (words) =>
    words.toUpperCase(),
  ),
  simple(["ltrim"], "Removes the space at the start.", 'ltrim(" hello")', '"hello"', (words) =>
    words.trimStart(),
  ),
  simple(["rtrim"], "Removes the space at the end.", 'rtrim("hello ")', '"hello"', (words) =>
    words.trimEnd(),
  ),
  simple(["trim"], "Removes the space at both ends.", 'trim(" hello ")', '"hello"', (words) => words.trim()),
  defineFunction({
    names: ["lpad"],
    description: "Fills a text up from the left.",
    returns: "The new text.",
    returnType: "java.lang.String",
    example: 'lpad("bat", 8, "yz")',
    result: '"yzyzybat"',
    parameters: paddingParameters,
    compute: (_evaluation, [words, size, pad]) => padding(size, words ?? "", pad) + (words ?? ""),
  }),
  defineFunction({
    names: ["rpad"],
    description: "Fills a text up from the right.",
    returns: "The new text.",
    returnType: "java.lang.String",
    example: 'rpad("bat", 8, "yz")',
    result: '"batyzyzy"',
    parameters: paddingParameters,
    compute: (_evaluation, [words, size, pad]) => (words ?? "") + padding(size, words ?? "", pad),
  }),
  defineFunction({
    names: ["left"],
    description: "The first characters of a text.",
    returns: "The characters.",
    returnType: "java.lang.String",
    example: 'left("abcde", 2)',
    result: '"ab"',
    parameters: [input, whole("count", "How many.")],
    compute: (_evaluation, [words, count]) => words.slice(0, Math.max(count, 0)),
  }),
  defineFunction({
    names: ["right"],
    description: "The last characters of a text.",
    returns: "The characters.",
    returnType: "java.lang.String",
    example: 'right("abcde", 2)',
    result: '"de"',
    parameters: [input, whole("count", "How many.")],
    compute: (_evaluation, [words, count]) => (count <= 0 ? "" : words.slice(-count)),
  }),
];
