/**
 * The first member that an object of a JSON text names twice. RFC 8259 leaves open what such an object means, and
 * `JSON.parse` keeps the last value without a word.
 *
 * @param text valid JSON
 */
export function repeatedMember(text: string): string | undefined {
  // Of each object or array that is open: the names so far; an array has none.
  const open: (Set<string> | undefined)[] = [];
  let string = "";
  for (let at = 0; at < text.length; at += 1) {
    switch (text[at]) {
      case '"': {
        const end = endOfString(text, at);
        string = text.slice(at, end + 1);
        at = end;
        break;
      }
      case "{":
        open.push(new Set());
        break;
      case "[":
        open.push(undefined);
        break;
      case "}":
      case "]":
        open.pop();
        break;
      case ":": {
        // Two spellings of a name are one name.
        const name = string.includes("\\") ? String(JSON.parse(string)) : string.slice(1, -1);
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
  let end = start + 1;
  while (text[end] !== '"') {
    end += text[end] === "\\" ? 2 : 1;
  }
  return end;
}
