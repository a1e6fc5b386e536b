const quote = 0x22;
const backslash = 0x5c;
const colon = 0x3a;
const openingBrace = 0x7b;
const closingBrace = 0x7d;
const openingBracket = 0x5b;
const closingBracket = 0x5d;

/**
 * The first member that an object of a JSON text names twice. RFC 8259 leaves open what such an object means, and
 * `JSON.parse` keeps the last value without a word. Runs for every body, so it looks at codes and makes no strings
 * but names.
 *
 * @param text valid JSON
 */
export function repeatedMember(text: string): string | undefined {
  // Of each object or array that is open: the names so far.
  const open: Set<string>[] = [];
  let start = 0;
  let end = 0;
  for (let at = 0; at < text.length; at += 1) {
    switch (text.charCodeAt(at)) {
      case quote:
        start = at;
        end = endOfString(text, at);
        at = end;
        break;
      case openingBrace:
      case openingBracket:
        open.push(new Set());
        break;
      case closingBrace:
      case closingBracket:
        open.pop();
        break;
      case colon: {
        const written = text.slice(start + 1, end);
        // Two spellings of a name are one name.
        const name = written.includes("\\") ? String(JSON.parse(`"${written}"`)) : written;
        const names = open.at(-1);
        if (names?.has(name)) {
          return name;
        }
        names?.add(name);
        break;
      }
    }
  }
  return undefined;
}

function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (isEscaped(text, end)) {
    end = text.indexOf('"', end + 1);
  }
  return end;
}

/** Whether an odd number of backslashes stands before. */
function isEscaped(text: string, at: number): boolean {
  let before = at;
  while (text.charCodeAt(before - 1) === backslash) {
    before -= 1;
  }
  return (at - before) % 2 === 1;
}
