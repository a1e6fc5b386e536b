/** HTML that is safe to show. Only {@link html} makes it, so nothing gets in unescaped. */
export class Markup {
  private constructor(readonly text: string) {}

  /** @internal */
  static of(text: string): Markup {
    return new Markup(text);
  }
}

type Part = Markup | readonly Markup[] | string | number | undefined;

/** A template whose texts are escaped; markup goes in as it is, a list of it one after the other. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  const shown = parts.map(show);
  return Markup.of(strings.reduce((whole, text, index) => `${whole}${shown[index - 1] ?? ""}${text}`));
}

function show(part: Part): string {
  if (part instanceof Markup) {
    return part.text;
  }
  if (typeof part === "string") {
    return escaped(part);
  }
  return typeof part === "object" ? part.map(show).join("") : String(part ?? "");
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
