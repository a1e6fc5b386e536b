import type { RowOptions } from "./rows/row";

/** What repeats a row, as it is typed into a shell. */
export function examCommand(row: string, options: Omit<RowOptions, "lanes" | "progress">): string {
  const { size, seed, most, minutes, only = [] } = options;
  const words = [
    ...(size === "full" ? [] : ["--size", size]),
    ...(seed === 1 ? [] : ["--seed", seed]),
    ...(most === undefined ? [] : ["--most", most]),
    ...(minutes === undefined ? [] : ["--minutes", minutes]),
    ...only.flatMap((name) => ["--only", quoted(name)]),
  ];
  return ["npm run exam -- --row", row, ...words].join(" ");
}

/** What replays one case of the row alone. */
export function replayCommand(command: string, name: string): string {
  return `${command.replace(/ --only "(?:[^"\\]|\\.)*"/g, "")} --only ${quoted(name)}`;
}

/** Names hold nothing that a shell expands within double quotes, but quotes themselves. */
function quoted(name: string): string {
  return JSON.stringify(name);
}

/** Whether the command runs less than the row demands. */
export function isPartOfRow(command: string): boolean {
  return / --(most|minutes|only) /.test(command);
}
