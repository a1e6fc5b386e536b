/**
 * Loaded before a provider process: its clock is off by `EXAM_CLOCK_SHIFT_MILLISECONDS`; all others' clocks stay right. The
 * names of its variables begin with neither AEP nor PULUMI: what does is kept from the processes of the tests.
 */
const { writeFileSync } = require("node:fs");
const path = require("node:path");

const shift = Number(process.env.EXAM_CLOCK_SHIFT_MILLISECONDS ?? 0);
/** Gets a file for each process whose clock is off. Empty: nobody counts them. */
const shiftedProcessesFolder = process.env.EXAM_SHIFTED_PROCESSES_FOLDER ?? "";

if (shift !== 0 && process.argv[1]?.includes("dynamic-provider")) {
  const RightDate = Date;
  globalThis.Date = class extends RightDate {
    constructor(...values) {
      super(...(values.length === 0 ? [RightDate.now() + shift] : values));
    }

    static now() {
      return RightDate.now() + shift;
    }
  };
  // Ids come again in a long run.
  if (shiftedProcessesFolder !== "") {
    writeFileSync(path.join(shiftedProcessesFolder, `${process.pid}-${performance.timeOrigin}`), "");
  }
}
