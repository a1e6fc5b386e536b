/** One step of a path: a member by name, an element by index, or every element. */
export type PathStep =
  | { readonly kind: "member"; readonly name: string }
  | { readonly kind: "element"; readonly index: number }
  | { readonly kind: "every" };

export type Path = readonly PathStep[];

const token = /\$\{((?:\\.|[^}\\])+)\}|\[(\d+|\*)\]|(\.)|((?:\\.|[^.[\]\\$])+|\$)/gy;

/**
 * Reads a path (guide "Mapping set endpoint", data handling): `person.name`, `emails[0].email`, `items[*].sku`,
 * `address.street\.name` for a dot in a name, `${First Name}` for a name with other special characters
 * (`${First\.Name}` for both), `a%2Fb` for a reserved character.
 * Answers a sentence when it is none.
 */
export function parsePath(source: string): Path | string {
  const steps: PathStep[] = [];
  let expectsName = true;
  let position = 0;
  for (const [whole, quoted, index, dot, plain] of source.matchAll(token)) {
    const name = quoted ?? plain;
    const fits = name === undefined ? !expectsName : expectsName;
    if (!fits) {
      break;
    }
    if (name !== undefined) {
      steps.push({ kind: "member", name: decoded(name.replace(/\\(.)/g, "$1")) });
    } else if (index !== undefined) {
      steps.push(index === "*" ? { kind: "every" } : { kind: "element", index: Number(index) });
    }
    expectsName = dot !== undefined;
    position += whole.length;
  }
  const complete = position === source.length && !expectsName;
  return complete ? steps : `The path "${source}" cannot be read at position ${position + 1}.`;
}

/** A percent sign that begins no character stands for itself. */
function decoded(name: string): string {
  try {
    return name.includes("%") ? decodeURIComponent(name) : name;
  } catch {
    return name;
  }
}
