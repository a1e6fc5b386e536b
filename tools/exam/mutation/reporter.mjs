// What row 9 wants of Stryker: which mutants are tried, said before the first one is, and how far it has come.
import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { nameOf, planFile, readRequest } from "./plan.mjs";

class PlanReporter {
  /** @type {Record<string, number>} */
  #durations = {};
  /** Names by id: a result counts lines otherwise than the plan. @type {Map<string, string>} */
  #tried = new Map();
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
    const wanted = only === undefined ? mutants : mutants.filter((mutant) => only.includes(nameOf(mutant)));
    const chosen =
      most === undefined
        ? wanted
        : [...wanted].sort((left, right) => (rank(left) < rank(right) ? -1 : 1)).slice(0, most);
    for (const mutant of chosen) this.#tried.set(mutant.id, nameOf(mutant));
    console.log(`MUTANTS ${mutants.length}`);
    mkdirSync(path.dirname(planFile), { recursive: true });
    writeFileSync(planFile, JSON.stringify({ durations: this.#durations, tried: [...this.#tried.keys()] }));
  }

  /** @param {{ id: string, status: string }} mutant */
  onMutantTested({ id, status }) {
    const name = this.#tried.get(id);
    if (name === undefined) return;
    console.log(`TRIED ${++this.#done} OF ${this.#tried.size} ${status.toUpperCase()} ${name}`);
  }
}

export const strykerPlugins = [{ kind: "Reporter", name: "plan", injectableClass: PlanReporter }];
