// Prints how many microseconds of processor time the built emulator takes to map an event: the median of rounds.
// Reads {mappings, fields, record, row} from the standard input; ends with an error if the record does not become the row.
import assert from "node:assert";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const { createMapper } = require("../../emulator/dist/dataprep/mapper");
const { Ledger } = require("../../emulator/dist/ledger/ledger");

const { mappings, fields, record, row } = JSON.parse(readFileSync(0, "utf8"));
const ledger = new Ledger();
const mapRecord = createMapper(mappings, fields, { now: Date.now(), assume: (id) => ledger.value(id) });
assert.deepStrictEqual(mapRecord(record), { row, warnings: [] });

const rounds = 9;
const eventsPerRound = 10_000;
const figures = Array.from({ length: rounds }, () => {
  const before = process.cpuUsage();
  for (let count = 0; count < eventsPerRound; count++) {
    mapRecord(record);
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / eventsPerRound;
});
process.stdout.write(String(figures.sort((left, right) => left - right)[Math.floor(rounds / 2)]));
