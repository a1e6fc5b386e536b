import { TENANT_PLACEHOLDER } from "./tenant-placeholder";

const MASK = "[redacted]";

/** Shorter values would blank out ordinary words. */
const SHORTEST_SECRET = 4;

/** Credentials by their looks, for those whose value is not known: another client's, or one in an answer. */
const LOOKS: readonly (readonly [pattern: RegExp, replacement: string])[] = [
  // With a digit: "bearer authentication" is no token.
  [/\bBearer\s+(?=[\w.~+/=-]*\d)[\w.~+/=-]+/gi, `Bearer ${MASK}`],
  [/\beyJ[\w-]{8,}\.[\w-]+(?:\.[\w-]*)?/g, MASK],
  [/\b((?:client_secret|access_token)\\?["']?\s*[=:]\s*\\?["']?)[^"'\\&\s,}]+/gi, `$1${MASK}`],
];

/** Masks the given secrets, in every form in which a text may carry them, and whatever looks like a credential. */
export function redactor(secrets: readonly string[]): (text: string) => string {
  const known = [...new Set(secrets)].filter((secret) => secret.length >= SHORTEST_SECRET);
  // The longest first: one may be the beginning of another.
  const patterns = known.sort((left, right) => right.length - left.length).map(inAnyForm);
  const anyKnown = patterns.length === 0 ? undefined : new RegExp(patterns.join("|"), "g");
  return (text) => {
    const withoutKnown = anyKnown === undefined ? text : text.replace(anyKnown, MASK);
    return LOOKS.reduce((rest, [pattern, replacement]) => rest.replace(pattern, replacement), withoutKnown);
  };
}

/** Masks what an error says, in its causes too; the error keeps its class and its other members. */
export function redactError(thrown: unknown, redact: (text: string) => string): Error {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const seen = new Set<Error>();
  for (
    let current: unknown = error;
    current instanceof Error && !seen.has(current);
    current = current.cause
  ) {
    seen.add(current);
    current.message = redact(current.message);
    if (current.stack !== undefined) current.stack = redact(current.stack);
  }
  return error;
}

/** JSON in JSON in JSON: each writes the backslashes of the one within twice, and one of its own. */
const MOST_BACKSLASHES = 8;

/** A program's value, which is sent with the tenant of the sandbox in the place of the placeholder. */
function inAnyForm(secret: string): string {
  const parts = secret.split(TENANT_PLACEHOLDER);
  // Alone it says nothing, and would match every word that begins with a line.
  const tenant = parts.every((part) => part === "") ? "" : "|_\\w+";
  return parts.map(textInAnyForm).join(`(?:${textInAnyForm(TENANT_PLACEHOLDER)}${tenant})`);
}

/**
 * Matches a text as it is, in JSON (whatever its writer escapes beyond what it must: Gson `=` and `<`, PHP `/`, Python
 * all but ASCII), in JSON within JSON, percent-encoded, and in a form.
 */
function textInAnyForm(text: string): string {
  return [...text.matchAll(/[\w.-]+|\\+|./gsu)].map(([part]) => partInAnyForm(part)).join("");
}

function partInAnyForm(part: string): string {
  const literal = part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  // Escaped nowhere.
  if (/^[\w.-]/.test(part)) return literal;
  const { length } = part;
  // One quantifier for all of them: several in a row would be tried in every combination.
  if (part.startsWith("\\")) {
    return `(?:\\\\{${length},${MOST_BACKSLASHES * length}}|(?:${escapedUnit("\\")}){${length}}|(?:%5[cC]){${length}})`;
  }
  const shortly = JSON.stringify(part).slice(1, -1);
  const forms = [
    // Before the part itself: it begins with what may be a percent sign.
    [...Buffer.from(part, "utf8")].map((byte) => `%${hexadecimal(byte, 2)}`).join(""),
    `\\\\{0,${MOST_BACKSLASHES}}${literal}`,
    // A line's end, which is written as a letter.
    ...(/^\\[a-z]$/.test(shortly) ? [`\\\\{1,${MOST_BACKSLASHES}}${shortly.slice(1)}`] : []),
    part.split("").map(escapedUnit).join(""),
    ...(part === " " ? ["\\+"] : []),
  ];
  return `(?:${forms.join("|")})`;
}

/** `\u003d` */
function escapedUnit(unit: string): string {
  return `\\\\{1,${MOST_BACKSLASHES}}u${hexadecimal(unit.charCodeAt(0), 4)}`;
}

/** In capitals or not. */
function hexadecimal(value: number, digits: number): string {
  const small = value.toString(16).padStart(digits, "0");
  return small.replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`);
}
