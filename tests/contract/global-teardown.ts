import { rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { recordingsVariable } from "../support/recording";
import { notJudged, readSpecifications } from "./documents";
import { judgeBy } from "./judge";
import { readRecordings } from "./recordings";
import { failuresOf, summaryOf } from "./report";
import { verdictOn } from "./verdict";
import { waivers } from "./waivers";

/** What jest says about the run. */
interface RunConfiguration {
  readonly testPathPatterns: { readonly patterns: readonly string[] };
  readonly testNamePattern?: string;
}

interface ProjectConfiguration {
  readonly testPathIgnorePatterns: readonly string[];
}

const IGNORED_BY_DEFAULT = "/node_modules/";

/** After the suites: judges what was recorded. Throws where it breaks the contract, which fails the run. */
export default function judgeRecordings(
  { testPathPatterns, testNamePattern = "" }: RunConfiguration,
  { testPathIgnorePatterns }: ProjectConfiguration,
): void {
  const folder = process.env[recordingsVariable];
  if (folder === undefined) {
    process.stderr.write(`\n${notJudged()}\n`);
    return;
  }
  const verdict = verdictOn(readRecordings(folder), judgeBy(readSpecifications()), waivers);
  // A part of the suites cannot need every waiver, nor cover everything.
  const isWholeRun =
    testPathPatterns.patterns.length === 0 &&
    testPathIgnorePatterns.every((pattern) => pattern === IGNORED_BY_DEFAULT) &&
    testNamePattern === "";
  const failures = failuresOf(verdict, isWholeRun);
  const report = path.join(path.dirname(folder), "report.txt");
  writeFileSync(report, [...failures, "", ...summaryOf(verdict), ""].join("\n"));
  process.stderr.write(
    `\n${(isWholeRun ? summaryOf(verdict) : summaryOf(verdict).slice(0, 1)).join("\n")}\n`,
  );
  if (failures.length > 0) {
    throw new Error(
      `The contract with Adobe's specifications is broken.\n${failures.join("\n")}\nSee ${report}`,
    );
  }
  rmSync(folder, { recursive: true });
}
