/** Names in AEP are free text: what would move the cursor, or end a line, is left out. */
export function printable(text: string): string {
  return text.replace(/\p{Cc}+/gu, " ");
}

export interface Column {
  readonly title: string;
  readonly align?: "right";
  /** Gives way, to its title's width at least, when the table is wider than the terminal. */
  readonly shrinks?: true;
}

const GAP = "  ";

/** A table of plain text; the last column is not filled up. */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  width: number,
): string[] {
  const cells = rows.map((row) => columns.map((_, index) => printable(row[index] ?? "")));
  const natural = columns.map(({ title }, index) =>
    Math.max(lengthOf(title), ...cells.map((row) => lengthOf(row[index] ?? ""))),
  );
  const sum = natural.reduce((total, each) => total + each, GAP.length * (columns.length - 1));
  let excess = Math.max(0, sum - width);
  const widths = columns.map(({ title, shrinks }, index) => {
    const own = natural[index] ?? 0;
    if (!shrinks) return own;
    const less = Math.min(excess, own - lengthOf(title));
    excess -= less;
    return own - less;
  });
  const line = (row: readonly string[]) =>
    columns
      .map(({ align }, index) => {
        const cell = shortened(row[index] ?? "", widths[index] ?? 0);
        const fill = " ".repeat((widths[index] ?? 0) - lengthOf(cell));
        return align === "right" ? fill + cell : cell + fill;
      })
      .join(GAP)
      .trimEnd();
  return [line(columns.map(({ title }) => title)), ...cells.map(line)];
}

/** Breaks a text between words; a word that is too long stays whole, because addresses are copied. */
export function wrapped(text: string, indent: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of printable(text).split(" ").filter(Boolean)) {
    if (line !== "" && lengthOf(indent) + lengthOf(line) + 1 + lengthOf(word) > width) {
      lines.push(indent + line);
      line = word;
    } else {
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  return line === "" ? lines : [...lines, indent + line];
}

/** Breaks a text anywhere, for records that have no words. */
export function chopped(text: string, indent: string, width: number): string[] {
  const letters = [...printable(text)];
  const room = Math.max(20, width - lengthOf(indent));
  return Array.from(
    { length: Math.ceil(letters.length / room) },
    (_, index) => indent + letters.slice(index * room, (index + 1) * room).join(""),
  );
}

export function shortened(text: string, length: number): string {
  const letters = [...text];
  return letters.length <= length ? text : `${letters.slice(0, Math.max(0, length - 1)).join("")}…`;
}

function lengthOf(text: string): number {
  return [...text].length;
}

/** `2026-11-22 09:24:47`, UTC. */
export function dateTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 19).replace("T", " ");
}

/** `0.4 s`, `12 s`, `3 min`, `2 h 5 min` */
export function duration(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 120) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 120) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
}

/** `1 record`, `3 records` */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
