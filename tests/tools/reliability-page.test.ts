import { readFile, writeFile } from "node:fs/promises";
import { keptPage, pageFile } from "../exam/exam";
import { reliabilityPage } from "../exam/reliability-page";
import { ROWS } from "../exam/rows/all";

it("is what the kept figures come to", async () => {
  const page = await keptPage();
  if (process.env.AEP_UPDATE_GOLDEN) await writeFile(pageFile, page);
  expect(await readFile(pageFile, "utf8")).toBe(page);
});

it("says what failed, and what was not run whole, or not at all", () => {
  const failures = Array.from({ length: 12 }, (_each, index) => ({ name: `case ${index}`, problem: "lost" }));
  const page = reliabilityPage(ROWS, [
    {
      row: "3",
      size: "full",
      seconds: 4_000,
      machine: "Node 24, 8 cores",
      command: "npm run exam -- --row 3 --most 1200",
      report: { runs: 1_200, figures: { "requests that went wrong": 3_841 }, failures },
    },
  ]);
  expect(page).toContain("| [**12 failed**: 1,200 runs, a part of the full size](#row-3) |");
  expect(page).toContain("\n4,000 s; Node 24, 8 cores.\n\n- requests that went wrong: 3,841\n");
  expect(page).toContain("- **failed**: `case 9`: lost\n- and 2 more that failed\n");
  expect(page.match(/ not yet \|/g)).toHaveLength(ROWS.length - 1);
});
