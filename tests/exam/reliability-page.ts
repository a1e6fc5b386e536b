import { isPartOfRow } from "./exam-command";
import type { Row, RowReport, Size } from "./rows/row";

/** What came out of a row, and how to get it again. */
export interface Examined {
  readonly row: string;
  readonly size: Size;
  readonly seconds: number;
  /** What it was measured on. */
  readonly machine: string;
  readonly command: string;
  readonly report: RowReport;
}

const INTRODUCTION = `# Reliability, as measured

The provider changes where a company's customer data flows. What it promises there is tried by an exam. \`npm test\` runs it
at bounded sizes (the laws of row 5 are tests of their own; 2E, 6E, 7E, 9, 10, 11 and 12 run in the exam alone), \`npm run exam\`
at full size (\`--help\` tells the options). Real provider processes work on the emulator
through a proxy that makes single requests fail at single moments; a stand-in for Pulumi's engine, which can be killed and
resumed at any step, records and repeats as the real one does. What must be true afterwards is compared with the emulator's
store, so that nothing of the provider has a say in it.

The figures below are what \`npm run exam\` measured, row by row (\`--write\` takes them over); the command beside a row repeats it. A failure
is reported with the command that replays it alone. **Where a command says \`--most\`, \`--minutes\` or \`--only\`, less was run than the
row demands**: so many cases, picked by chance, as many as began within that time, or those that are named.

Two things differ from a user's machine, so that the exam ends within a day: a provider waits 2 s for an answer instead of
30 s, and, where nothing is killed, one process stands for many by forgetting the provider's modules between two operations.
Row 9 runs thousands of mutants, so its tests run provider and emulator in one process, with a clock that is ten times faster.
The rows with an E, and 8 and 12, use the real engine and processes as they are.
`;

/** The page of figures, from what was kept of each row. */
export function reliabilityPage(rows: readonly Row[], examined: readonly Examined[]): string {
  const table = rows.map((row) =>
    tableRow(
      row,
      examined.find((each) => each.row === row.id),
    ),
  );
  return [
    INTRODUCTION,
    "| # | What | Demanded | Ran | Measured | Command |",
    "|---|---|---|---|---|---|",
    ...table,
    "",
    ...rows.flatMap((row) =>
      failuresOf(
        row,
        examined.find((each) => each.row === row.id),
      ),
    ),
  ].join("\n");
}

function tableRow({ id, title, demand }: Row, examined: Examined | undefined): string {
  if (examined === undefined) return `| ${id} | ${title} | ${demand} | not yet | | |`;
  const { report, size, seconds, machine, command } = examined;
  const verdict = report.failures.length === 0 ? "passed" : `**${report.failures.length} failed**`;
  const figures = Object.entries(report.figures).map(([name, value]) => `${name}: ${value}`);
  const extent = isPartOfRow(command) ? `a part of the ${size} size` : `${size} size`;
  const ran = `${report.runs} runs (${extent}) in ${seconds} s: ${verdict}; ${machine}`;
  return `| ${id} | ${title} | ${demand} | ${ran} | ${figures.join("; ")} | \`${command}\` |`;
}

const SHOWN = 10;

function failuresOf({ id }: Row, examined: Examined | undefined): string[] {
  const failures = examined?.report.failures ?? [];
  if (examined === undefined || failures.length === 0) return [];
  const shown = failures
    .slice(0, SHOWN)
    .map(({ name, problem }) => `- \`${name}\`: ${problem.slice(0, 300)}`);
  const more = failures.length > SHOWN ? [`- and ${failures.length - SHOWN} more`] : [];
  return [`## Row ${id}: what failed`, "", ...shown, ...more, ""];
}
