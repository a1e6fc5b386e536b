// Stryker's test runner for row 9. Stryker's own one for Jest loads every suite anew for each mutant, which takes seconds;
// this one loads the provider once, and then only lets those tests run again that a mutant concerns, until one fails.
import { readPlan, readRequest } from "./plan.mjs";
import { beforeAllOf, Suites, suiteOf } from "./suites.mjs";

/**
 * Only a survivor goes through every test that concerns it, and most of those do the same with another kind of object. So
 * each mutant is given all that are quick, and of the others the quickest of each suite, up to so many milliseconds as
 * they took without a mutant; the score is at least what is measured. A single mutant (--only) is given all.
 */
const BUDGET_MILLISECONDS = 4_000;
const QUICK_MILLISECONDS = 20;
const DRY_TEST_MILLISECONDS = 60_000;
/** A test takes longer with a mutant when it hangs, or when the machine is busier than it was without one. */
const SLOWER = { times: 5, milliseconds: 2_000 };
/**
 * Where time passes faster, a busy machine alone makes a test fail now and then. So a failure counts if the test fails once
 * more, and a mutant whose failures did not repeat in so many rounds was not noticed.
 */
const ROUNDS = 3;

/** As Stryker counts them. */
const SUCCESS = 0;
const FAILED = 1;

const now = Date.now;

class InProcessRunner {
  /** @type {Suites | undefined} */
  #suites;
  /** @type {ReturnType<typeof readPlan> | undefined} */
  #plan;

  capabilities() {
    return { reloadEnvironment: false };
  }

  async dryRun() {
    const context = stryker();
    const suites = this.#loaded();
    /** @type {import("./suites.mjs").Selection} */
    const all = {
      wants: () => true,
      limitOf: () => DRY_TEST_MILLISECONDS,
      bail: false,
      running: (id) => {
        context.currentTestId = id;
      },
    };
    const once = await suites.run(all);
    const failed = new Set(once.filter(({ failure }) => failure !== undefined).map(({ suite }) => suite));
    const again = failed.size === 0 ? [] : await suites.run(all, [...failed]);
    const results = [...once.filter(({ suite }) => !failed.has(suite)), ...again];
    const mutantCoverage = context.mutantCoverage ?? { static: {}, perTest: {} };
    shareBeforeAll(mutantCoverage.perTest, results);
    const tests = results.map(({ id, milliseconds, failure }) => ({
      id,
      name: id,
      timeSpentMs: milliseconds,
      ...(failure === undefined ? { status: SUCCESS } : { status: FAILED, failureMessage: failure }),
    }));
    return { status: "complete", tests, mutantCoverage };
  }

  /** @param {{ activeMutant: { id: string }, testFilter?: string[], hitLimit?: number }} options */
  async mutantRun({ activeMutant, testFilter, hitLimit }) {
    const { tried, durations } = this.#planned();
    const { only, until = Number.POSITIVE_INFINITY } = readRequest();
    // Stryker leaves out of the score what cannot be run.
    if (!tried.has(activeMutant.id) || now() > until) {
      return { status: "error", errorMessage: "It was not to be tried." };
    }
    const ids = testFilter ?? Object.keys(durations);
    const wanted = only === undefined ? affordable(ids, durations) : new Set(ids);
    try {
      for (let round = 0; round < ROUNDS; round++) {
        const failed = await this.#firstFailure(activeMutant.id, hitLimit, wanted);
        if (failed === undefined) break;
        if (failed === "timeout") return { status: "timeout" };
        const { id, suite, failure } = failed;
        const alone = wanted.has(id) ? [id] : [...wanted].filter((each) => suiteOf(each) === suite);
        if ((await this.#firstFailure(activeMutant.id, hitLimit, new Set(alone))) === undefined) continue;
        return { status: "killed", killedBy: [id], failureMessage: failure, nrOfTests: wanted.size };
      }
      return { status: "survived", nrOfTests: wanted.size };
    } finally {
      Object.assign(stryker(), { activeMutant: undefined, hitLimit: undefined, hitCount: undefined });
    }
  }

  /**
   * Runs tests with a mutant until one fails.
   * @param {string} activeMutant
   * @param {number | undefined} hitLimit how often the mutated code may be run through before it counts as running for ever
   * @param {ReadonlySet<string>} wanted
   */
  async #firstFailure(activeMutant, hitLimit, wanted) {
    const { durations } = this.#planned();
    const context = Object.assign(stryker(), { activeMutant, hitLimit, hitCount: hitLimit && 0 });
    const results = await this.#loaded().run(
      {
        wants: (id) => wanted.has(id),
        limitOf: (id) => SLOWER.milliseconds + SLOWER.times * (durations[id] ?? 0),
        bail: true,
        running: () => undefined,
      },
      [...new Set([...wanted].map(suiteOf))],
    );
    if (hitLimit !== undefined && context.hitCount > hitLimit) return "timeout";
    return results.find(({ failure }) => failure !== undefined);
  }

  #planned() {
    this.#plan ??= readPlan();
    return this.#plan;
  }

  /** Not before the first run: what the provider does as it is loaded may be mutated, too. */
  #loaded() {
    this.#suites ??= new Suites(process.cwd());
    return this.#suites;
  }
}

/**
 * What Stryker's instrumented code reads and writes.
 * @returns {any}
 */
function stryker() {
  const scope = /** @type {any} */ (globalThis);
  scope.__stryker__ ??= {};
  return scope.__stryker__;
}

/**
 * What a suite sets up concerns each of its tests.
 * @param {Record<string, Record<string, number>>} perTest hits by mutant
 * @param {readonly import("./suites.mjs").TestResult[]} results
 */
function shareBeforeAll(perTest, results) {
  for (const { id, suite } of results) {
    const hits = perTest[id] ?? {};
    for (const [mutant, count] of Object.entries(perTest[beforeAllOf(suite)] ?? {})) {
      hits[mutant] = (hits[mutant] ?? 0) + count;
    }
    perTest[id] = hits;
  }
  const ids = new Set(results.map(({ id }) => id));
  for (const id of Object.keys(perTest)) if (!ids.has(id)) delete perTest[id];
}

/**
 * The quick ones; then suite by suite in turn, the quickest first.
 * @param {readonly string[]} ids
 * @param {Readonly<Record<string, number>>} durations
 */
function affordable(ids, durations) {
  const durationOf = (/** @type {string} */ id) => durations[id] ?? 0;
  const isQuick = (/** @type {string} */ id) => durationOf(id) <= QUICK_MILLISECONDS;
  const wanted = new Set(ids.filter(isQuick));
  /** @type {Map<string, string[]>} */
  const bySuite = new Map();
  const others = ids.filter((id) => !isQuick(id));
  for (const id of others.sort((left, right) => durationOf(left) - durationOf(right))) {
    const suite = suiteOf(id);
    bySuite.set(suite, [...(bySuite.get(suite) ?? []), id]);
  }
  for (let left = BUDGET_MILLISECONDS; left > 0 && bySuite.size > 0; ) {
    for (const [suite, [first, ...rest]] of bySuite) {
      if (rest.length === 0) bySuite.delete(suite);
      else bySuite.set(suite, rest);
      if (first === undefined) continue;
      wanted.add(first);
      left -= durationOf(first);
    }
  }
  return wanted;
}

export const strykerPlugins = [{ kind: "TestRunner", name: "in-process", injectableClass: InProcessRunner }];
