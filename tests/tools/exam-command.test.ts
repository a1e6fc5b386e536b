import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { z } from "zod";
import { examCommand, isPartOfRow, replayCommand } from "../exam/exam-command";
import { chosen } from "../exam/rows/lanes";
import { repositoryRoot } from "../support/repository";

/** The words that a shell makes of a command of the exam, read as the exam reads them. */
function pasted(command: string) {
  const said = command.replace(
    "npm run exam --",
    "$NODE -e 'console.log(JSON.stringify(process.argv.slice(1)))' --",
  );
  const words = execFileSync("sh", ["-c", said], { encoding: "utf8", env: { NODE: process.execPath } });
  const { values } = parseArgs({
    args: z.array(z.string()).parse(JSON.parse(words)),
    options: {
      row: { type: "string" },
      size: { type: "string" },
      seed: { type: "string" },
      most: { type: "string" },
      minutes: { type: "string" },
      only: { type: "string", multiple: true },
    },
  });
  return { ...values };
}

const TWO = ["Node 22, SDK latest", 'create flow, "reset-after" at the 2nd call'];

it("is pasted into a shell as it stands, with several cases, too", () => {
  const command = examCommand("12", { size: "full", seed: 1, only: TWO });
  expect(pasted(command)).toEqual({ row: "12", only: TWO });
  expect(isPartOfRow(command)).toBe(true);
  const whole = examCommand("3", { size: "small", seed: 7, most: 20, minutes: 2 });
  expect(pasted(whole)).toEqual({ row: "3", size: "small", seed: "7", most: "20", minutes: "2" });
  expect(isPartOfRow(examCommand("3", { size: "full", seed: 7 }))).toBe(false);
});

it("replays one failure alone, of the whole row as of some of its cases", () => {
  const one = "Node 20, SDK 3.216.0";
  expect(pasted(replayCommand(examCommand("12", { size: "full", seed: 3 }), one))).toEqual({
    row: "12",
    seed: "3",
    only: [one],
  });
  expect(pasted(replayCommand(examCommand("12", { size: "full", seed: 1, only: TWO }), one)).only).toEqual([
    one,
  ]);
});

it("picks the cases that it names, and says where there is none of the name", () => {
  const all = ["a", "b", "c"].map((name) => ({ name }));
  const options = { size: "small", seed: 1, lanes: 1, progress: () => undefined } as const;
  expect(chosen(all, { ...options, only: ["c", "a"] }, 1)).toEqual([{ name: "a" }, { name: "c" }]);
  expect(() => chosen(all, { ...options, only: ["a", "d"] }, 1)).toThrow('There is no case "d". One is "a".');
});

const kept = z.array(z.object({ row: z.string(), command: z.string() }));
const figures = readFileSync(path.join(repositoryRoot, "docs", "reliability.json"), "utf8");

it.each(kept.parse(JSON.parse(figures)).map(({ row, command }) => [row, command] as const))(
  "row %s of the page of reliability has a command that can be pasted: %s",
  (row, command) => expect(pasted(command)).toMatchObject({ row }),
);
