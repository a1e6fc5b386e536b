import { spawn } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { repositoryRoot } from "../../support/repository";
import { type CaseResult, chosen, type Named, runCases, withLanes } from "./lanes";
import type { Row, Size } from "./row";

/** Where and when the tests run. */
interface Surroundings extends Named {
  readonly seed: number;
  readonly timeZone: string;
  readonly locale: string;
  /** How far the clock of provider processes is ahead of the platform's. */
  readonly clockHours: -1 | 0 | 1;
}

const TIME_ZONES = ["UTC", "Pacific/Apia", "America/St_Johns"] as const;
const LOCALES = ["C.UTF-8", "de_DE.UTF-8", "tr_TR.UTF-8"] as const;
const RUNS = 10;
/** An error of jest's with its text, and its stack. */
const LAST_LINES = 15;
const HOUR_MILLISECONDS = 3_600_000;

/** Files whose tests are the steps of one life, so that only the files have no order. */
const LIVES = ["/tests/engine/", "/tests/contract/examples"] as const;

export const surroundings: Row = {
  id: "10",
  title:
    "The whole suite in shuffled order, other time zones and locales, and with a clock that is an hour off",
  demand: "10 runs, same results",
  inTests: false,
  run: (options) =>
    withLanes({ ...options, lanes: 1 }, async (lanes) => {
      const all = Array.from({ length: RUNS }, (_each, index): Surroundings => {
        const seed = options.seed * 1_000 + index;
        const timeZone = TIME_ZONES[index % 3] ?? "UTC";
        const locale = LOCALES[Math.floor(index / 3) % 3] ?? "C.UTF-8";
        // Each clock with each locale, and with each time zone.
        const clockHours = ([0, 1, -1] as const)[(index + Math.floor(index / 3)) % 3] ?? 0;
        const name = `order ${seed}, ${timeZone}, ${locale}, clock ${clockHours} h`;
        return { name, seed, timeZone, locale, clockHours };
      });
      const cases = chosen(all, options, 1);
      const parts = PARTS[options.size];
      const { results, failures } = await runCases(lanes, cases, options, (_lane, each) =>
        runParts(each, parts),
      );
      const told = [...new Set(results.map(([, result]) => result?.told ?? "none"))].join(" / ");
      const withWrongClock = (driver: Driver) =>
        results.reduce((total, [, result]) => total + (result?.withWrongClock[driver] ?? 0), 0);
      const differs = failures.length === 0 && told.includes(" / ");
      return {
        runs: results.length,
        figures: {
          results: told,
          "provider processes with the wrong clock": withWrongClock("process"),
          "the same under the real engine": withWrongClock("engine"),
          failed: failures.length,
        },
        failures: differs ? [{ name: "all", problem: `The results differ: ${told}` }] : failures,
      };
    }),
};

/** Who starts the provider processes of a part: the tests themselves, or the real engine. */
type Driver = "process" | "engine";

/** So many tests of the suite as one run of jest. */
interface Part {
  readonly driver: Driver;
  /** Arguments for jest. */
  readonly selection: readonly string[];
}

interface Result extends CaseResult {
  /** How many tests passed, in jest's words. */
  readonly told: string;
  /** How many provider processes had the clock that the case is about, where it is not the right one. */
  readonly withWrongClock: Readonly<Record<Driver, number>>;
}

/** The exam is part of the suite, and does not begin itself anew: this row is in none of its tests. */
const PARTS: Readonly<Record<Size, readonly Part[]>> = {
  full: [
    {
      driver: "process",
      selection: ["--randomize", ...LIVES.map((part) => `--testPathIgnorePatterns=${part}`)],
    },
    { driver: "engine", selection: LIVES },
  ],
  small: [
    { driver: "process", selection: ["--randomize", "tests/unit", "tests/process"] },
    { driver: "engine", selection: ["tests/engine/component"] },
  ],
};

async function runParts(each: Surroundings, parts: readonly Part[]): Promise<Result> {
  const told: string[] = [];
  const problems: string[] = [];
  const withWrongClock = { process: 0, engine: 0 };
  for (const { driver, selection } of parts) {
    const { code, text, shiftedProcesses } = await runSuites(each, selection);
    told.push(/^Tests:(.*)$/m.exec(text)?.[1]?.trim() ?? "no result");
    const failed = new Set(text.match(/^\s*● .*$/gm));
    if (code !== 0) problems.push([...failed].slice(0, 5).join("; ") || endOf(text, code));
    withWrongClock[driver] += shiftedProcesses;
    if (each.clockHours !== 0 && shiftedProcesses === 0) {
      problems.push(`no provider process had the wrong clock where the ${DRIVER_WORDS[driver]} it`);
    }
  }
  return {
    told: told.join("; "),
    withWrongClock,
    problem: problems.length > 0 ? problems.join("; ") : undefined,
  };
}

/** Where all tests passed, jest has said last what failed beside them. */
function endOf(text: string, code: number | null): string {
  const lines = text.trim().split("\n").slice(-LAST_LINES);
  return `jest ended with ${code}: ${lines.map((line) => line.trim()).join(" ")}`;
}

const DRIVER_WORDS: Readonly<Record<Driver, string>> = {
  process: "tests started",
  engine: "real engine started",
};

interface SuitesRun {
  readonly code: number | null;
  readonly text: string;
  readonly shiftedProcesses: number;
}

async function runSuites(
  { seed, timeZone, locale, clockHours }: Surroundings,
  selection: readonly string[],
): Promise<SuitesRun> {
  const jest = path.join(repositoryRoot, "node_modules", "jest", "bin", "jest.js");
  const shift = path.join(repositoryRoot, "tests", "exam", "platform", "shifted-clock.cjs");
  const sequencer = `--testSequencer=${path.join(repositoryRoot, "tools", "exam", "shuffling-sequencer.cjs")}`;
  const shiftedProcessesFolder = await mkdtemp(path.join(tmpdir(), "pulumi-aep-shifted-"));
  const child = spawn(process.execPath, [jest, sequencer, `--seed=${seed}`, "--silent", ...selection], {
    cwd: repositoryRoot,
    env: {
      ...process.env,
      AEP_ORDER_SEED: String(seed),
      TZ: timeZone,
      LC_ALL: locale,
      ...(clockHours !== 0 && {
        NODE_OPTIONS: `--require ${shift}`,
        EXAM_CLOCK_SHIFT_MILLISECONDS: String(clockHours * HOUR_MILLISECONDS),
        EXAM_SHIFTED_PROCESSES_FOLDER: shiftedProcessesFolder,
      }),
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (chunk: string) => {
      text += chunk;
    });
  }
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", resolve);
    });
    return { code, text, shiftedProcesses: (await readdir(shiftedProcessesFolder)).length };
  } finally {
    await rm(shiftedProcessesFolder, { recursive: true, force: true });
  }
}
