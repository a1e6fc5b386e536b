import { spawn } from "node:child_process";
import path from "node:path";
import { repositoryRoot } from "../../support/repository";
import { chosen, type Named } from "./lanes";
import type { Failure, Row } from "./row";

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

export const surroundings: Row = {
  id: "10",
  title:
    "The whole suite in shuffled order, other time zones and locales, and with a clock that is an hour off",
  demand: "10 runs, same results",
  inTests: false,
  async run(options) {
    const all = Array.from({ length: RUNS }, (_each, index): Surroundings => {
      const seed = options.seed * 1_000 + index;
      const timeZone = TIME_ZONES[index % 3] ?? "UTC";
      const locale = LOCALES[Math.floor(index / 3) % 3] ?? "C.UTF-8";
      const clockHours = ([0, 1, -1] as const)[index % 3] ?? 0;
      const name = `order ${seed}, ${timeZone}, ${locale}, clock ${clockHours} h`;
      return { name, seed, timeZone, locale, clockHours };
    });
    // The exam is part of the suite, and does not begin itself anew.
    const folders = options.size === "full" ? [] : ["tests/unit", "tests/process"];
    const cases = chosen(all, options, 1);
    const failures: Failure[] = [];
    const counts = new Set<string>();
    for (const [index, each] of cases.entries()) {
      options.progress(index, cases.length);
      const { code, text } = await runSuite(each, folders);
      counts.add(/^Tests:.*$/m.exec(text)?.[0].replace("Tests:", "").trim() ?? "no result");
      const failed = text.match(/^\s*● .*$/gm) ?? [];
      if (code !== 0)
        failures.push({ name: each.name, problem: [...new Set(failed)].slice(0, 5).join("; ") });
    }
    return {
      runs: cases.length,
      figures: {
        suites: folders.join(", ") || "all",
        results: [...counts].join(" / "),
        failed: failures.length,
      },
      failures,
    };
  },
};

function runSuite(
  { seed, timeZone, locale, clockHours }: Surroundings,
  folders: readonly string[],
): Promise<{ readonly code: number | null; readonly text: string }> {
  const jest = path.join(repositoryRoot, "node_modules", "jest", "bin", "jest.js");
  const shift = path.join(repositoryRoot, "tests", "exam", "platform", "shifted-clock.cjs");
  const child = spawn(process.execPath, [jest, "--randomize", `--seed=${seed}`, "--silent", ...folders], {
    cwd: repositoryRoot,
    env: {
      ...process.env,
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
