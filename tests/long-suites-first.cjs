/**
 * Jest's order of files. On a new machine it knows no durations and begins with the largest files, which leaves one worker
 * alone with the exam at the end; so the suites that drive whole stacks come first.
 */
const path = require("node:path");
const Sequencer = require("@jest/test-sequencer").default;

const LONG = ["exam", "engine"].map((folder) => path.join(__dirname, folder) + path.sep);

module.exports = class LongSuitesFirst extends Sequencer {
  sort(tests) {
    const isLong = (test) => LONG.some((folder) => test.path.startsWith(folder));
    const sorted = [...super.sort(tests)];
    return [...sorted.filter(isLong), ...sorted.filter((test) => !isLong(test))];
  }
};
