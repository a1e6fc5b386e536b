import { DateTime } from "luxon";
import { type DateParts, type PatternSymbol, patternSymbols } from "./symbols";

/** A date/time format string of Java's kind, as Data Prep writes them (guide "Data handling"). */
export interface DatePattern {
  write(date: DateTime): string;
  /** A moment, in UTC unless the text names a zone; `undefined` where the text does not fit. */
  read(words: string): DateTime | undefined;
  /** The first letter of the pattern that can only be written; reading with it never fits. */
  readonly unreadable: string | undefined;
}

type Token =
  | { readonly kind: "text"; readonly text: string }
  | {
      readonly kind: "symbol";
      readonly letter: string;
      readonly symbol: PatternSymbol;
      readonly count: number;
    };

const token = /'((?:[^']|'')*)'|([A-Za-z])\2*|[^A-Za-z']/gy;

const known = new Map<string, DatePattern | string>();

/** More fields than any date has would only make reading slow. */
const mostSymbols = 20;

/** Programs hold few patterns; a record that names its own must not fill the memory. */
const mostKnown = 500;

/** Understands a pattern, once for all; a sentence when it is none. */
export function datePattern(pattern: string): DatePattern | string {
  const found = known.get(pattern);
  if (found !== undefined) {
    return found;
  }
  const tokens = tokensOf(pattern);
  const understood = typeof tokens === "string" ? tokens : patternOf(tokens);
  if (known.size < mostKnown) {
    known.set(pattern, understood);
  }
  return understood;
}

function tokensOf(pattern: string): readonly Token[] | string {
  const tokens: Token[] = [];
  let position = 0;
  for (const [whole, quoted, letter] of pattern.matchAll(token)) {
    if (letter === undefined) {
      const text = quoted === undefined ? whole : quoted === "" ? "'" : quoted.replaceAll("''", "'");
      tokens.push({ kind: "text", text });
    } else {
      const symbol = Object.hasOwn(patternSymbols, letter) ? patternSymbols[letter] : undefined;
      if (symbol === undefined) {
        return `The date format "${pattern}" has the letter ${letter}, which has no meaning.`;
      }
      tokens.push({ kind: "symbol", letter, symbol, count: whole.length });
    }
    position += whole.length;
  }
  if (tokens.filter(({ kind }) => kind === "symbol").length > mostSymbols) {
    return `The date format "${pattern}" has more than ${mostSymbols} fields.`;
  }
  return position === pattern.length
    ? tokens
    : `The date format "${pattern}" has a quote that is not closed.`;
}

function patternOf(tokens: readonly Token[]): DatePattern {
  const symbols = tokens.flatMap((one) => (one.kind === "symbol" ? [one] : []));
  const unreadable = symbols.find(({ symbol }) => symbol.read === undefined)?.letter;
  let group = 0;
  const expressions = tokens.map((one) => {
    group += one.kind === "symbol" ? 1 : 0;
    return expressionOf(one, group);
  });
  const expression = new RegExp(`^${expressions.join("")}$`, "u");
  return {
    unreadable,
    write: (date) =>
      tokens.map((one) => (one.kind === "text" ? one.text : one.symbol.write(date, one.count))).join(""),
    read: (words) => {
      const groups = unreadable === undefined ? expression.exec(words) : null;
      if (groups === null) {
        return undefined;
      }
      const parts: DateParts = {};
      for (const [index, { symbol }] of symbols.entries()) {
        symbol.read?.into(parts, groups[index + 1] ?? "");
      }
      return momentOf(parts);
    },
  };
}

/** A run of letters is taken as a whole: `(?=(?<run>…))\k<run>` never gives a part of it back. */
function expressionOf(one: Token, group: number): string {
  if (one.kind === "text") {
    return one.text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
  }
  const expression = one.symbol.read?.expression(one.count) ?? "";
  return expression.startsWith("\\d")
    ? `(${expression})`
    : `(?=(?<run${group}>${expression}))\\k<run${group}>`;
}

/** What is not said is the start of it; the year of a time alone is 1970. */
function momentOf({ zone = "UTC", afternoon, ordinal, ...parts }: DateParts): DateTime | undefined {
  const hour = (parts.hour ?? 0) + (afternoon === true ? 12 : 0);
  const day = ordinal === undefined ? { month: parts.month ?? 1, day: parts.day ?? 1 } : { ordinal };
  const moment = DateTime.fromObject(
    {
      year: parts.year ?? 1970,
      ...day,
      hour,
      minute: parts.minute ?? 0,
      second: parts.second ?? 0,
      millisecond: parts.millisecond ?? 0,
    },
    { zone },
  );
  return moment.isValid ? moment : undefined;
}
