import { styleText } from "node:util";
import { redactor } from "../api/redact";

export type Style = "bold" | "dim" | "red" | "green" | "yellow";

/** Where a command's words go: answers to stdout, everything about the way there to stderr. */
export interface Terminal {
  /** Columns of stdout; 80 where it has none. */
  readonly width: number;
  /** Whether stdout is looked at as it comes. */
  readonly isInteractive: boolean;
  /** A line, or several, of the answer. */
  write(text: string): void;
  /** The answer as JSON. */
  writeJson(value: unknown): void;
  /** Begins the answer anew, where it is looked at. */
  clear(): void;
  /** A line to stderr. */
  note(text: string): void;
  /** Coloured where somebody can see it. */
  style(style: Style, text: string): string;
  /** Says on stderr what takes so long, when it takes longer than two seconds. */
  during<Result>(what: () => string, work: Promise<Result>): Promise<Result>;
  /** Values that must be in no output. */
  hide(secrets: readonly string[]): void;
}

const PATIENCE_MILLISECONDS = 2_000;
const INTERVAL = { interactive: 1_000, otherwise: 10_000 } as const;
const DEFAULT_WIDTH = 80;

export function createTerminal(
  stdout: NodeJS.WriteStream,
  stderr: NodeJS.WriteStream,
  environment: Readonly<Record<string, string | undefined>>,
): Terminal {
  let redact = redactor([]);
  // https://no-color.org: present and not empty.
  const hasColor = stdout.isTTY === true && !environment.NO_COLOR;
  const write = (text: string) => void stdout.write(`${redact(text)}\n`);
  const note = (text: string) => void stderr.write(`${redact(text)}\n`);
  return {
    // Some terminals say that they have no columns.
    width: (stdout.isTTY && stdout.columns) || DEFAULT_WIDTH,
    isInteractive: stdout.isTTY === true,
    write,
    writeJson: (value) => write(JSON.stringify(value, null, 2)),
    clear: () => {
      if (stdout.isTTY) stdout.write("\u001B[H\u001B[2J");
    },
    note,
    style: (style, text) => (hasColor ? styleText(style, text) : text),
    async during(what, work) {
      const start = Date.now();
      const line = () => `${what()} … ${Math.round((Date.now() - start) / 1000)} s`;
      const say = () => void (stderr.isTTY ? stderr.write(`\r\u001B[2K${redact(line())}`) : note(line()));
      let timer = setTimeout(() => {
        say();
        timer = setInterval(say, stderr.isTTY ? INTERVAL.interactive : INTERVAL.otherwise);
      }, PATIENCE_MILLISECONDS);
      try {
        return await work;
      } finally {
        clearTimeout(timer);
        if (stderr.isTTY && Date.now() - start > PATIENCE_MILLISECONDS) stderr.write("\r\u001B[2K");
      }
    },
    hide: (secrets) => {
      redact = redactor(secrets);
    },
  };
}
