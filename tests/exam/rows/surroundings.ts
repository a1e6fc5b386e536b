import { spawn } from "node:child_process";
import path from "node:path";
import { repositoryRoot } from "../../support/repository";
import { type CaseResult, chosen, type Named, runCases, withLanes } from "./lanes";
import type { Row } from "./row";

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
      const parts = options.size === "full" ? [SHUFFLED, IN_STEPS] : [SMALL];
      const { results, failures } = await runCases(lanes, cases, options, (_lane, each) =>
        runParts(each, parts),
      );
      const told = [...new Set(results.map(([, result]) => result?.told ?? "none"))].join(" / ");
      const differs = failures.length === 0 && told.includes(" / ");
      return {
        runs: results.length,
        figures: { results: told, failed: failures.length },
        failures: differs ? [{ name: "all", problem: `The results differ: ${told}` }] : failures,
      };
    }),
};

interface Result extends CaseResult {
  /** How many tests passed, in jest's words. */
  readonly told: string;
}

async function runParts(each: Surroundings, parts: readonly (readonly string[])[]): Promise<Result> {
  const told: string[] = [];
  const problems: string[] = [];
  for (const part of parts) {
    const { code, text } = await runSuites(each, part);
    told.push(/^Tests:(.*)$/m.exec(text)?.[1]?.trim() ?? "no result");
    const failed = new Set(text.match(/^\s*● .*$/gm));
    if (code !== 0) problems.push([...failed].slice(0, 5).join("; "));
  }
  return { told: told.join("; "), problem: problems.length > 0 ? problems.join("; ") : undefined };
}

/** Arguments for jest. The exam is part of the suite, and does not begin itself anew: this row is in none of its tests. */
const SHUFFLED = ["--randomize", ...LIVES.map((part) => `--testPathIgnorePatterns=${part}`)];
const IN_STEPS = [...LIVES];
const SMALL = ["--randomize", "tests/unit", "tests/process"];

function runSuites(
  { seed, timeZone, locale, clockHours }: Surroundings,
  part: readonly string[],
): Promise<{ readonly code: number | null; readonly text: string }> {
  const jest = path.join(repositoryRoot, "node_modules", "jest", "bin", "jest.js");
  const shift = path.join(repositoryRoot, "tests", "exam", "platform", "shifted-clock.cjs");
  const sequencer = `--testSequencer=${path.join(repositoryRoot, "tools", "exam", "shuffling-sequencer.cjs")}`;
  const child = spawn(process.execPath, [jest, sequencer, `--seed=${seed}`, "--silent", ...part], {
    cwd: repositoryRoot,
    env: {
      ...process.env,
      AEP_ORDER_SEED: String(seed),
      TZ: timeZone,
      LC_ALL: locale,
      ...(clockHours !== 0 && {
        NODE_OPTIONS: `--require ${shift}`,
        PULUMI_AEP_CLOCK_SHIFT: String(clockHours * HOUR_MILLISECONDS),
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
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, text }));
  });
}
