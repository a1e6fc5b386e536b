import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { repositoryRoot } from "../../support/repository";
import { type Mutant, mutantsOf } from "../mutation/mutants";
import { chosen, type Named } from "./lanes";
import type { Row } from "./row";

interface Case extends Named {
  readonly mutant: Mutant;
}

const FILES = [
  "provider/lifecycle/merge.ts",
  "provider/lifecycle/units.ts",
  "provider/lifecycle/diff.ts",
  "provider/lifecycle/check.ts",
  "provider/lifecycle/patch.ts",
  "provider/lifecycle/writer.ts",
  "provider/lifecycle/tenant.ts",
  "provider/lifecycle/create.ts",
  "provider/lifecycle/read.ts",
  "provider/lifecycle/delete.ts",
  "provider/lifecycle/settle.ts",
  "provider/lifecycle/adopt.ts",
  "provider/api/retry.ts",
  "provider/api/again.ts",
  "provider/api/redact.ts",
] as const;

const SCORE = 0.85;
const MUTANT_MILLISECONDS = 120_000;

export const mutation: Row = {
  id: "9",
  title:
    "Mutation testing of lifecycle, merge, retry, redact and adopt, by the tests that need no other process",
  demand: "score ≥ 85 %",
  inTests: false,
  async run(options) {
    const all = (await Promise.all(FILES.map(mutantsIn))).flat();
    const cases = chosen(all, options, 0);
    const survivors: Case[] = [];
    const score = new Map<string, { killed: number; all: number }>();
    let next = 0;
    const end =
      options.minutes === undefined ? Number.POSITIVE_INFINITY : Date.now() + options.minutes * 60_000;
    let done = 0;
    const work = async () => {
      while (next < cases.length && Date.now() < end) {
        const each = cases[next++];
        if (each === undefined) continue;
        const survived = await survives(each.mutant);
        if (survived) survivors.push(each);
        const own = score.get(each.mutant.file) ?? { killed: 0, all: 0 };
        score.set(each.mutant.file, { killed: own.killed + (survived ? 0 : 1), all: own.all + 1 });
        options.progress(++done, cases.length);
      }
    };
    await Promise.all(Array.from({ length: options.lanes }, work));
    const share = 1 - survivors.length / done;
    return {
      runs: done,
      figures: {
        mutants: `${done} of ${all.length}`,
        score: `${(share * 100).toFixed(1)} %`,
        ...Object.fromEntries(
          [...score].map(([file, own]) => [path.basename(file), `${own.killed} of ${own.all}`]),
        ),
      },
      failures: share >= SCORE ? [] : survivors.map(({ name }) => ({ name, problem: "no test noticed it" })),
    };
  },
};

async function mutantsIn(file: string): Promise<Case[]> {
  const absolute = path.join(repositoryRoot, file);
  return mutantsOf(absolute, await readFile(absolute, "utf8")).map((mutant, index) => ({
    name: `${path.basename(file)}:${mutant.line} #${index + 1} ${mutant.original.slice(0, 40)} → ${mutant.text.slice(0, 40)}`,
    mutant,
  }));
}

/** Whether all tests pass on it. One that makes them run for ever is noticed. */
function survives(mutant: Mutant): Promise<boolean> {
  const jest = path.join(repositoryRoot, "node_modules", "jest", "bin", "jest.js");
  const configuration = path.join("tools", "exam", "mutation.jest.config.cjs");
  const child = spawn(
    process.execPath,
    [jest, "--config", configuration, "--bail", "--silent", "--findRelatedTests", mutant.file],
    {
      cwd: repositoryRoot,
      env: { ...process.env, AEP_MUTANT: JSON.stringify(mutant) },
      stdio: "ignore",
      timeout: MUTANT_MILLISECONDS,
      killSignal: "SIGKILL",
    },
  );
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => resolve(code === 0));
  });
}
