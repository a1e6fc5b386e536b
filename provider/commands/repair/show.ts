import type { Terminal } from "../terminal";
import { dateTime, printable, wrapped } from "../text";
import type { Finding } from "./finding";
import type { Findings } from "./findings";
import type { Lock } from "./locks";
import type { StackState } from "./stack-state";

const WORDS: Readonly<Record<string, string>> = {
  creating: "was being made",
  updating: "was being changed",
  deleting: "was being deleted",
  reading: "was being read",
  importing: "was being imported",
};

export function print(
  state: StackState | undefined,
  { open, others }: Findings,
  commands: readonly string[],
  terminal: Terminal,
): void {
  const paragraph = (text: string, indent = "") => {
    for (const line of wrapped(text, indent, terminal.width)) terminal.write(line);
  };
  if (state !== undefined) {
    const saved = state.savedAt > 0 ? `, saved ${dateTime(state.savedAt)} UTC` : "";
    terminal.write(terminal.style("bold", `Stack ${printable(state.name)}${saved}`));
    for (const lock of state.locks === "unseen" ? [] : state.locks) paragraph(describeLock(lock));
  }
  for (const finding of open) printFinding(finding, terminal);
  if (others.length > 0) {
    terminal.write("");
    const subject =
      state === undefined ? "resources, of whatever stack" : "other stacks, or of one that was not noted";
    paragraph(
      `In the journal, of ${subject}. Where their stack has them by now there is nothing to do; what "next" says is for a run ` +
        "that was interrupted.",
    );
    for (const finding of others) printFinding(finding, terminal);
  }
  if (open.length + others.length === 0) terminal.write("Nothing is open.");
  if (commands.length === 0) return;
  terminal.write("\nThen:");
  for (const line of commands) terminal.write(`  ${line}`);
}

function printFinding({ what, operation, inAep, next, ifRemoved }: Finding, terminal: Terminal): void {
  const was = operation === undefined ? "" : ` ${WORDS[operation] ?? `was under way (${operation})`}`;
  terminal.write("");
  terminal.write(terminal.style("yellow", `${printable(what)}${was}`));
  for (const [label, text] of [
    ["in AEP: ", inAep],
    ["next up:", next],
    ["removed:", ifRemoved],
  ] as const) {
    if (text === undefined) continue;
    const [first = "", ...more] = wrapped(text, " ".repeat(11), terminal.width);
    terminal.write(`  ${label} ${first.trimStart()}`);
    for (const line of more) terminal.write(line);
  }
}

function describeLock({ user, computer, pid, since, isAtWork }: Lock): string {
  const who = `Locked by ${user}@${computer}, process ${pid}, since ${dateTime(Date.parse(since))} UTC`;
  if (isAtWork === undefined)
    return `${who}. See there whether it is still at work; if not, pulumi cancel takes the lock away.`;
  return isAtWork
    ? `${who}, which is still at work: what follows may change. Wait for its end.`
    : `${who}, which is gone: pulumi cancel takes the lock away.`;
}
