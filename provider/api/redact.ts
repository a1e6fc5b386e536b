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
  const forms = new Set(secrets.filter((secret) => secret.length >= SHORTEST_SECRET).flatMap(writtenForms));
  // The longest first: one form may be the beginning of another.
  const ordered = [...forms].sort((left, right) => right.length - left.length);
  const known =
    ordered.length === 0
      ? undefined
      : new RegExp(ordered.map((form) => form.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|"), "g");
  return (text) => {
    const withoutKnown = known === undefined ? text : text.replace(known, MASK);
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

function writtenForms(secret: string): readonly string[] {
  const form = new URLSearchParams({ "": secret }).toString().slice("=".length);
  return [secret, encodeURIComponent(secret), form, JSON.stringify(secret).slice(1, -1)];
}
