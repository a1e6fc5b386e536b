import type { DateTime } from "luxon";
import { offsetText, zoneNamed } from "./zones";

/** What a date text says, as far as it was read. */
export interface DateParts {
  year?: number;
  month?: number;
  day?: number;
  ordinal?: number;
  hour?: number;
  minute?: number;
  second?: number;
  millisecond?: number;
  /** The second half of the day; then `hour` counts to 12. */
  afternoon?: boolean;
  /** As luxon names it. */
  zone?: string;
}

/** One pattern letter, which may be repeated (guide "Data handling", date/time format strings). */
export interface PatternSymbol {
  write(date: DateTime, count: number): string;
  /** How its text is recognized and what it says; absent for letters that only write. */
  readonly read?: {
    expression(count: number): string;
    into(parts: DateParts, words: string): void;
  };
}

const padded = (value: number, count: number): string => String(value).padStart(count, "0");

/** A number with a fixed number of digits, or with as many as it needs when the letter stands alone. */
const digits = (longest: number) => (count: number) => (count === 1 ? `\\d{1,${longest}}` : `\\d{${count}}`);

function numeric(
  write: (date: DateTime) => number,
  longest: number,
  into: (parts: DateParts, value: number) => void,
): PatternSymbol {
  return {
    write: (date, count) => padded(write(date), count),
    read: { expression: digits(longest), into: (parts, words) => into(parts, Number(words)) },
  };
}

const onlyWritten = (write: (date: DateTime, count: number) => string): PatternSymbol => ({ write });

const monthNames = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

const english = (date: DateTime, format: string): string => date.setLocale("en-US").toFormat(format);

/** The first of the luxon formats for one letter, two, …; the last one for more. */
const byCount =
  (...formats: readonly [string, ...string[]]) =>
  (date: DateTime, count: number): string =>
    english(date, formats[Math.min(count, formats.length) - 1] ?? formats[0]);

const year: PatternSymbol = {
  write: (date, count) => (count === 2 ? padded(date.year % 100, 2) : padded(date.year, count)),
  read: {
    expression: (count) => (count === 2 ? "\\d{2}" : count === 1 ? "[0-9]{1,4}" : `\\d{${count}}`),
    into: (parts, words) => {
      parts.year = words.length === 2 ? 2000 + Number(words) : Number(words);
    },
  },
};

const month: PatternSymbol = {
  write: (date, count) =>
    count <= 2 ? padded(date.month, count) : byCount("L", "LL", "LLL", "LLLL", "LLLLL")(date, count),
  read: {
    expression: (count) => (count <= 2 ? digits(2)(count) : count === 3 ? "[A-Za-z]{3}" : "[A-Za-z]{3,9}"),
    into: (parts, words) => {
      const named = monthNames.indexOf(words.slice(0, 3).toLowerCase()) + 1;
      parts.month = /^\d/.test(words) ? Number(words) : named;
    },
  },
};

const fraction: PatternSymbol = {
  write: (date, count) =>
    count <= 3 ? padded(date.millisecond, count) : padded(date.millisecond, 3).padEnd(count, "0"),
  read: {
    expression: () => "[0-9]{1,9}",
    into: (parts, words) => {
      parts.millisecond = Number(words.slice(0, 3).padEnd(3, "0"));
    },
  },
};

function zone(write: (date: DateTime, count: number) => string, expression: string): PatternSymbol {
  return {
    write,
    read: {
      expression: () => expression,
      into: (parts, words) => {
        parts.zone = zoneNamed(words);
      },
    },
  };
}

const numericZone = "Z|[+-]\\d{2}(?::?\\d{2})?";

const isoZone = (date: DateTime, count: number): string =>
  date.offset === 0 ? "Z" : offsetText(date.offset, count >= 3 ? ":" : "", count === 1 ? "needed" : "always");

const localizedZone = (date: DateTime): string =>
  date.offset === 0 ? "GMT" : `GMT${offsetText(date.offset, ":", "needed").replace(/^([+-])0/, "$1")}`;

const setHour = (parts: DateParts, hour: number): void => {
  parts.hour = hour;
};

/** Every letter that the guide defines. Letters that it defines twice over (M and L, Q and q) are the same here. */
export const patternSymbols: Readonly<Record<string, PatternSymbol>> = {
  G: {
    write: byCount("G", "G", "G", "GG", "GGGGG"),
    read: { expression: () => "AD|A|Anno Domini", into: () => undefined },
  },
  y: year,
  Y: onlyWritten((date, count) =>
    count === 2 ? padded(date.weekYear % 100, 2) : padded(date.weekYear, count),
  ),
  M: month,
  L: month,
  w: onlyWritten((date, count) => padded(date.weekNumber, count)),
  W: onlyWritten((date, count) =>
    padded(Math.ceil((date.day + date.startOf("month").weekday - 1) / 7), count),
  ),
  D: numeric(
    ({ ordinal }) => ordinal,
    3,
    (parts, ordinal) => {
      parts.ordinal = ordinal;
    },
  ),
  d: numeric(
    ({ day }) => day,
    2,
    (parts, day) => {
      parts.day = day;
    },
  ),
  F: onlyWritten((date, count) => padded(Math.ceil(date.day / 7), count)),
  E: {
    write: byCount("EEE", "EEE", "EEE", "EEEE", "EEEEE"),
    read: { expression: () => "[A-Za-z]{3,9}", into: () => undefined },
  },
  u: numeric(
    ({ weekday }) => weekday,
    1,
    () => undefined,
  ),
  a: {
    write: byCount("a"),
    read: {
      expression: () => "[AaPp][Mm]",
      into: (parts, words) => {
        parts.afternoon = /^p/i.test(words);
      },
    },
  },
  H: numeric(({ hour }) => hour, 2, setHour),
  k: numeric(
    ({ hour }) => (hour === 0 ? 24 : hour),
    2,
    (parts, hour) => setHour(parts, hour % 24),
  ),
  K: numeric(({ hour }) => hour % 12, 2, setHour),
  h: numeric(
    ({ hour }) => ((hour + 11) % 12) + 1,
    2,
    (parts, hour) => setHour(parts, hour % 12),
  ),
  m: numeric(
    ({ minute }) => minute,
    2,
    (parts, minute) => {
      parts.minute = minute;
    },
  ),
  s: numeric(
    ({ second }) => second,
    2,
    (parts, second) => {
      parts.second = second;
    },
  ),
  S: fraction,
  z: zone(byCount("ZZZZ", "ZZZZ", "ZZZZ", "ZZZZZ"), "[A-Z]{1,5}(?:[+-]\\d{1,2}(?::?\\d{2})?)?"),
  Z: zone((date) => offsetText(date.offset, "", "always"), numericZone),
  X: zone(isoZone, numericZone),
  V: zone((date) => date.zoneName ?? "", "[A-Za-z_]+(?:/[A-Za-z_+-]+)*"),
  O: zone(localizedZone, "GMT(?:[+-]\\d{1,2}(?::\\d{2})?)?"),
  Q: onlyWritten((date, count) => (count <= 2 ? padded(date.quarter, count) : `Q${date.quarter}`)),
  q: onlyWritten((date, count) => (count <= 2 ? padded(date.quarter, count) : `Q${date.quarter}`)),
};
