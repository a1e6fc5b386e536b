import { isObject, type Json } from "../api/values";

/** TypeScript for a value, which is that of the property `name` or in a list that is. */
export function printValue(value: Json, name: string, options: Printing, indent = ""): string {
  const expression = options.reference(value, name);
  if (expression !== undefined) return expression;
  if (Array.isArray(value)) {
    const members = value.map(
      (each: Json) => (inner: string) => printValue(each, name, { ...options, taken: 1 }, inner),
    );
    return printList("[", members, "]", indent, options);
  }
  if (typeof value === "string") return printText(value);
  if (!isObject(value)) return JSON.stringify(value);
  const members = Object.entries(value).map(
    ([memberName, member]) =>
      (inner: string) =>
        `${printName(memberName)}: ${printValue(member, memberName, { ...options, taken: memberName.length + 3 }, inner)}`,
  );
  return printList("{", members, "}", indent, options);
}

export interface Printing {
  /** The expression that stands for a value of a property, where one does. */
  readonly reference: (value: Json, property: string) => string | undefined;
  /** Columns of its line that are taken by what stands before and after the value. */
  readonly taken: number;
}

const WIDTH = 110;

function printList(
  open: string,
  members: readonly ((indent: string) => string)[],
  close: string,
  indent: string,
  { taken }: Printing,
): string {
  const space = open === "{" && members.length > 0 ? " " : "";
  const line = `${open}${space}${members.map((print) => print(indent)).join(", ")}${space}${close}`;
  if (!line.includes("\n") && indent.length + taken + line.length <= WIDTH) return line;
  const inner = `${indent}  `;
  return [open, ...members.map((print) => `${inner}${print(inner)},`), `${indent}${close}`].join("\n");
}

/** In double quotes, unless single ones need fewer escapes. */
export function printText(text: string): string {
  const quoted = JSON.stringify(text).replace(
    /[\u2028\u2029]/g,
    (separator) => `\\u${separator.charCodeAt(0).toString(16)}`,
  );
  if (!text.includes('"') || text.includes("'")) return quoted;
  return `'${quoted.slice(1, -1).replaceAll('\\"', '"')}'`;
}

/** `name`, `"first-name"`; `__proto__` alone would set the prototype. */
export function printName(name: string): string {
  if (name === "__proto__") return '["__proto__"]';
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
}

/** A text for a comment of one line. */
export function printComment(text: string): string {
  return `// ${text.replace(/[\p{Cc}\s]+/gu, " ").trim()}`;
}
