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

The figures below are what \`npm run exam\` measured, row by row (\`--write\` takes them over); the command above those of a
row repeats it. A failure is reported with the command that replays it alone. **Where a command says \`--most\`,
\`--minutes\` or \`--only\`, less was run than the row demands**: so many cases, picked by chance, as many as began within
that time, or those that are named. How long a row took is no measure of anything: some ran beside other work.

Two things differ from a user's machine, so that the exam ends within a day: a provider waits 2 s for an answer instead of
30 s, and, where nothing is killed, one process stands for many by forgetting the provider's modules between two operations.
Row 9 runs thousands of mutants, so its tests run provider and emulator in one process, with a clock that is ten times faster;
a mutant counts as noticed where a test fails twice, because such a clock alone makes a test fail now and then.
The rows with an E, and 8 and 12, use the real engine and processes as they are.
`;

/** The page of figures, from what was kept of each row. */
export function reliabilityPage(rows: readonly Row[], kept: readonly Examined[]): string {
  const examinedOf = ({ id }: Row) => kept.find(({ row }) => row === id);
  return [
    INTRODUCTION,
    "| # | What | Demanded | Result |",
    "|---|---|---|---|",
    ...rows.map((row) => tableRow(row, examinedOf(row))),
    "",
    ...rows.flatMap((row) => section(row, examinedOf(row))),
  ].join("\n");
}

function tableRow({ id, title, demand }: Row, examined: Examined | undefined): string {
  const result = examined === undefined ? "not yet" : `[${resultOf(examined)}](#row-${id.toLowerCase()})`;
  return `| ${id} | ${title} | ${demand} | ${result} |`;
}

function resultOf({ report: { runs, failures }, size, command }: Examined): string {
  const verdict = failures.length === 0 ? "passed" : `**${inWords(failures.length)} failed**`;
  const extent = isPartOfRow(command) ? `a part of the ${size} size` : `${size} size`;
  return `${verdict}: ${inWords(runs)} ${runs === 1 ? "run" : "runs"}, ${extent}`;
}

function section({ id }: Row, examined: Examined | undefined): string[] {
  if (examined === undefined) return [];
  const { report, seconds, machine, command } = examined;
  const figures = Object.entries(report.figures).map(([name, value]) => `- ${name}: ${inWords(value)}`);
  const shown = report.failures
    .slice(0, FAILURES_SHOWN)
    .map(({ name, problem }) => `- **failed**: \`${name}\`: ${problem.slice(0, MOST_CHARACTERS)}`);
  const more = report.failures.length - shown.length;
  return [
    `## Row ${id}`,
    "",
    "```sh",
    command,
    "```",
    "",
    `${inWords(seconds)} s; ${machine}.`,
    "",
    ...figures,
    ...shown,
    ...(more > 0 ? [`- and ${inWords(more)} more that failed`] : []),
    "",
  ];
}

const FAILURES_SHOWN = 10;
const MOST_CHARACTERS = 300;

function inWords(value: number | string): string {
  return typeof value === "number" ? value.toLocaleString("en-US") : value;
}
