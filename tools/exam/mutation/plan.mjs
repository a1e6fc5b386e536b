import { readFileSync } from "node:fs";
import path from "node:path";
import { root } from "../../runner/repository.mjs";

/** What Stryker's processes have to know of each other: how long each test took without a mutant, and which mutants are tried. */
export const planFile = path.join(root, ".local", "mutation", "plan.json");

/** @returns {{ durations: Readonly<Record<string, number>>, tried: ReadonlySet<string> }} */
export function readPlan() {
  const { durations, tried } = JSON.parse(readFileSync(planFile, "utf8"));
  return { durations, tried: new Set(tried) };
}

/**
 * What row 9 was asked for (tests/exam/rows/mutation.ts).
 * @returns {{ only?: readonly string[], most?: number, seed: number, until?: number }}
 */
export function readRequest() {
  return { seed: 1, ...JSON.parse(process.env.AEP_MUTATION ?? "{}") };
}

/**
 * `writer.ts:71:9 ConditionalExpression → true`
 * @param {{ fileName: string, mutatorName: string, replacement: string, location: { start: { line: number, column: number } } }} mutant
 */
export function nameOf({ fileName, mutatorName, replacement, location: { start } }) {
  const text = replacement.replace(/\s+/g, " ").slice(0, 60);
  // Stryker counts from 0 while it runs.
  return `${path.basename(fileName)}:${start.line + 1}:${start.column + 1} ${mutatorName} → ${text}`;
}
