// What row 9 wants of Stryker: which mutants are tried, said before the first one is, and how far it has come.
import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { nameOf, planFile, readRequest } from "./plan.mjs";

class PlanReporter {
  /** @type {Record<string, number>} */
  #durations = {};
  #tried = new Set();
  #done = 0;

  /** @param {any} event */
  onDryRunCompleted({ result }) {
    for (const { id, timeSpentMs } of result.tests) this.#durations[id] = timeSpentMs;
  }

  /** @param {any} event */
  onMutationTestingPlanReady({ mutantPlans }) {
    const { only, most, seed } = readRequest();
    const rank = (/** @type {any} */ mutant) =>
      createHash("sha256")
        .update(`${seed} ${nameOf(mutant)}`)
        .digest("hex");
    /** @type {any[]} */
    const mutants = mutantPlans
      .map((/** @type {any} */ plan) => plan.mutant)
      .filter((/** @type {any} */ mutant) => mutant.status !== "Ignored");
    const wanted = only === undefined ? mutants : mutants.filter((mutant) => nameOf(mutant) === only);
    const chosen =
      most === undefined
        ? wanted
        : [...wanted].sort((left, right) => (rank(left) < rank(right) ? -1 : 1)).slice(0, most);
    for (const { id } of chosen) this.#tried.add(id);
    console.log(`MUTANTS ${mutants.length}`);
    mkdirSync(path.dirname(planFile), { recursive: true });
    writeFileSync(planFile, JSON.stringify({ durations: this.#durations, tried: [...this.#tried] }));
  }

  /** @param {any} mutant */
  onMutantTested(mutant) {
    if (!this.#tried.has(mutant.id)) return;
    const { status } = mutant;
    console.log(`TRIED ${++this.#done} OF ${this.#tried.size} ${status.toUpperCase()} ${nameOf(mutant)}`);
  }
}

export const strykerPlugins = [{ kind: "Reporter", name: "plan", injectableClass: PlanReporter }];
