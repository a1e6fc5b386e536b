import type { DateTime } from "luxon";
import type { Assume } from "../../ledger/assume";
import { type DatePattern, datePattern } from "./pattern";

/** The formats that are tried in this order without being named (guide "Data handling", dates). */
const listed = [
  "yyyy-MM-dd HH:mm:ssZ",
  "yyyy-MM-dd HH:mm:ss.SSSZ",
  "yyyy-MM-dd HH:mm:ss.SSS",
  "yyyy-MM-dd'T'HH:mm:ss.SSSX",
  "yyyy-MM-dd'T'HH:mm:ss'Z'",
  "yyyy-MM-dd",
  "yyyy/MM/dd",
  "yyyy.MM.dd",
  "yyyy-MMM-dd",
  "yyyyMMdd",
  "MM-dd-yyyy",
  "MMddyyyy",
  "M/dd/yyyy",
  "dd.M.yyyy",
  "M/dd/yyyy hh:mm:ss a",
  "dd.M.yyyy hh:mm:ss a",
  "dd.MMM.yyyy",
  "dd-MMM-yyyy",
];

/** Formats that the list lacks, though the examples of the functions date, date_part and set_date_part read them. */
const shown = [
  "yyyy-MM-dd HH:mm",
  "yyyy-MM-dd HH:mm:ss",
  "yyyy-MM-dd'T'HH:mm:ss.SSS",
  "yyyy-MM-dd'T'HH:mm:ssX",
  "yyyy-MM-dd'T'HH:mm:ss",
  "yyyy-MM-dd'T'HH:mm",
];

const understood = (formats: readonly string[]): readonly DatePattern[] =>
  formats.flatMap((format) => {
    const pattern = datePattern(format);
    return typeof pattern === "string" ? [] : [pattern];
  });

const listedPatterns = understood(listed);
const shownPatterns = understood(shown);

/** Reads a date whose format nobody named; `undefined` for anything that is not one. Epochs are none. */
export function recognizeDate(words: string, assume: Assume): DateTime | undefined {
  const trimmed = words.trim();
  const moment = firstFit(listedPatterns, trimmed);
  if (moment !== undefined) {
    return moment;
  }
  const beyond = firstFit(shownPatterns, trimmed);
  return beyond !== undefined && assume("datesBeyondTheList") === "accept" ? beyond : undefined;
}

function firstFit(patterns: readonly DatePattern[], words: string): DateTime | undefined {
  for (const pattern of patterns) {
    const moment = pattern.read(words);
    if (moment !== undefined) {
      return moment;
    }
  }
  return undefined;
}
