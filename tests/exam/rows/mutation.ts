import { spawn } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { z } from "zod";
import { repositoryRoot } from "../../support/repository";
import type { Failure, Row, RowOptions } from "./row";

const CONFIGURATION = path.join("tools", "exam", "mutation", "stryker.config.json");
const SURVIVORS = path.join(".local", "mutation", "survivors.txt");
const SCORE = 0.85;
const LAST_WORDS = 40;

/** As tools/exam/mutation/reporter.mjs prints it. */
const MUTANTS = /^MUTANTS (?<all>\d+)$/;
const TRIED = /^TRIED (?<done>\d+) OF (?<total>\d+) (?<status>[A-Z]+) (?<name>(?<file>[\w-]+\.ts):.*)$/;

/** Noticed: a test failed, or ran for ever. Nothing else counts: a mutant that could not be run is no mutant. */
const NOTICED: ReadonlyMap<string, boolean> = new Map([
  ["KILLED", true],
  ["TIMEOUT", true],
  ["SURVIVED", false],
  ["NOCOVERAGE", false],
]);

export const mutation: Row = {
  id: "9",
  title: "Mutation testing of lifecycle, merge, retry, redact and adopt, by the tests, in their own process",
  demand: "score ≥ 85 %",
  inTests: false,
  async run(options) {
    const survivors: Failure[] = [];
    const files = new Map<string, { noticed: number; tried: number }>();
    let all = "";
    for await (const line of stryker(options)) {
      all = MUTANTS.exec(line)?.groups?.all ?? all;
      const { done, total, status, name, file } = TRIED.exec(line)?.groups ?? {};
      const noticed = NOTICED.get(status ?? "");
      if (noticed === undefined || name === undefined || file === undefined) continue;
      const own = files.get(file) ?? { noticed: 0, tried: 0 };
      files.set(file, { noticed: own.noticed + (noticed ? 1 : 0), tried: own.tried + 1 });
      if (!noticed) survivors.push({ name, problem: problemOf(status) });
      options.progress(Number(done), Number(total));
    }
    const counts = [...files.values()];
    const tried = counts.reduce((sum, each) => sum + each.tried, 0);
    if (tried === 0) throw new Error("No mutant was tried.");
    const share = 1 - survivors.length / tried;
    await keepSurvivors(survivors);
    return {
      runs: tried,
      figures: {
        mutants: `${tried} of ${all}`,
        score: `${(share * 100).toFixed(1)} %`,
        survivors: `${survivors.length}, listed in ${SURVIVORS}`,
        ...Object.fromEntries(
          [...files]
            .sort(([left], [right]) => (left < right ? -1 : 1))
            .map(([file, own]) => [file, `${own.noticed} of ${own.tried}`]),
        ),
      },
      failures: share >= SCORE ? [] : survivors,
    };
  },
};

function problemOf(status: string | undefined): string {
  return status === "NOCOVERAGE" ? "no test runs through it" : "no test noticed it";
}

/** Each with the command that tries it alone, by all tests that run through it. */
async function keepSurvivors(survivors: readonly Failure[]): Promise<void> {
  const lines = survivors.map(
    ({ name, problem }) => `${name}: ${problem}\n  npm run exam -- --row 9 --only ${JSON.stringify(name)}\n`,
  );
  const file = path.join(repositoryRoot, SURVIVORS);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, lines.sort().join(""));
}

/** What Stryker says, line by line. */
async function* stryker({ only, most, seed, minutes, lanes }: RowOptions): AsyncGenerator<string> {
  const request = {
    seed,
    ...(only !== undefined && { only }),
    ...(most !== undefined && { most }),
    ...(minutes !== undefined && { until: Date.now() + minutes * 60_000 }),
  };
  const program = path.join(repositoryRoot, "node_modules", "@stryker-mutator", "core", "bin", "stryker.js");
  const concurrency = ["--concurrency", String(Math.min(lanes, availableParallelism()))];
  const mutate = only === undefined ? [] : ["--mutate", (await Promise.all(only.map(fileOf))).join()];
  const child = spawn(process.execPath, [program, "run", CONFIGURATION, ...concurrency, ...mutate], {
    cwd: repositoryRoot,
    env: { ...process.env, AEP_MUTATION: JSON.stringify(request) },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", resolve);
  });
  const latest: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    latest.push(line);
    if (latest.length > LAST_WORDS) latest.shift();
    yield line;
  }
  if ((await ended) !== 0) throw new Error(`Stryker failed.\n${latest.join("\n")}`);
}

/** The file of a mutant, by its name. */
async function fileOf(mutant: string): Promise<string> {
  const text = await readFile(path.join(repositoryRoot, CONFIGURATION), "utf8");
  const { mutate } = z.object({ mutate: z.array(z.string()) }).parse(JSON.parse(text));
  const found = mutate.find((file) => mutant.startsWith(`${path.basename(file)}:`));
  if (found === undefined) throw new Error(`There is no mutant "${mutant}".`);
  return found;
}
