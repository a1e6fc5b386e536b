import { DateTime } from "luxon";
import { type DatePattern, datePattern } from "../../dates/pattern";
import { recognizeDate } from "../../dates/recognize";
import { zoneNamed } from "../../dates/zones";
import { type Evaluation, EvaluationError, shown } from "../evaluation";
import { date, defineFunction, nullable, number, optional, text, whole } from "../function";

function patternNamed(format: string): DatePattern {
  const pattern = datePattern(format);
  if (typeof pattern === "string") {
    throw new EvaluationError(pattern);
  }
  return pattern;
}

function readDateText(words: string, format: string | undefined, { assume }: Evaluation): DateTime {
  const moment = format === undefined ? recognizeDate(words, assume) : patternNamed(format).read(words);
  if (moment === undefined) {
    const how = format === undefined ? "in a format that is recognized" : `in the format ${format}`;
    throw new EvaluationError(`${shown(words)} is not a date ${how}.`);
  }
  return moment;
}

function inZone(moment: DateTime, zone: string): DateTime {
  const moved = moment.setZone(zoneNamed(zone));
  if (!moved.isValid) {
    throw new EvaluationError(`${zone} is not a time zone.`);
  }
  return moved;
}

type Part = (moment: DateTime, evaluation: Evaluation) => number;

const weekday: Part = (moment, { assume }) =>
  assume("firstWeekday") === "Monday" ? moment.weekday : (moment.weekday % 7) + 1;

/** The component that each of its names stands for. */
function byName(components: readonly (readonly [names: readonly string[], part: Part])[]) {
  return new Map(components.flatMap(([names, part]) => names.map((name) => [name, part] as const)));
}

const parts = byName([
  [["year", "yyyy", "yy"], ({ year }) => year],
  [["quarter", "qq", "q"], ({ quarter }) => quarter],
  [["month", "mm", "m"], ({ month }) => month],
  [["dayofyear", "dy", "y"], ({ ordinal }) => ordinal],
  [["day", "dd", "d"], ({ day }) => day],
  [["week", "ww"], ({ weekNumber }) => weekNumber],
  [["weekday", "dw"], weekday],
  // The guide gives this name to both.
  [
    ["w"],
    (moment, evaluation) =>
      evaluation.assume("datePartW") === "week" ? moment.weekNumber : weekday(moment, evaluation),
  ],
  [["hour", "hh", "hh24"], ({ hour }) => hour],
  [["hh12"], ({ hour }) => ((hour + 11) % 12) + 1],
  [["minute", "mi", "n"], ({ minute }) => minute],
  [["second", "ss", "s"], ({ second }) => second],
  [["millisecond", "sss", "ms"], ({ millisecond }) => millisecond],
]);

const settable: Readonly<Record<string, "year" | "month" | "day" | "hour" | "minute" | "second">> = {
  year: "year",
  yyyy: "year",
  yy: "year",
  month: "month",
  mm: "month",
  m: "month",
  day: "day",
  dd: "day",
  d: "day",
  hour: "hour",
  hh: "hour",
  minute: "minute",
  mi: "minute",
  n: "minute",
  second: "second",
  ss: "second",
  s: "second",
};

function withPart(moment: DateTime, component: string, value: number): DateTime {
  const name = component.toLowerCase();
  const unit = Object.hasOwn(settable, name) ? settable[name] : undefined;
  if (unit === undefined) {
    throw new EvaluationError(`${component} is not a part of a date that can be set.`);
  }
  const changed = moment.set({ [unit]: value });
  // luxon moves 31 April to May; a part that does not exist is refused.
  if (!changed.isValid || changed[unit] !== value) {
    throw new EvaluationError(`${value} is not a ${unit} of that date.`);
  }
  return changed;
}

const moment = date("date", "The moment.");
const format = text("format", "A date format, such as yyyy-MM-dd.");
const component = text("component", "The name of the part, such as month.");

/** Adobe's category "Date and time functions". */
export const dateFunctions = [
  defineFunction({
    names: ["now"],
    description: "The current time.",
    returns: "A moment in UTC.",
    returnType: "java.time.ZonedDateTime",
    example: "now()",
    result: "2021-10-26T10:10:24Z",
    parameters: [],
    compute: ({ now }) => DateTime.fromMillis(now, { zone: "UTC" }),
  }),
  defineFunction({
    names: ["timestamp"],
    description: "The current Unix time.",
    returns: "Milliseconds since 1970.",
    returnType: "java.lang.Long",
    example: "timestamp()",
    result: "1571850624571",
    parameters: [],
    compute: ({ now }) => now,
  }),
  defineFunction({
    names: ["format"],
    description: "Writes a moment in a format.",
    returns: "The text.",
    returnType: "java.lang.String",
    example: 'format(date("2019-10-23 11:24:35", "yyyy-MM-dd HH:mm:ss"), "yyyy-MM-dd HH:mm:ss")',
    result: '"2019-10-23 11:24:35"',
    parameters: [moment, format],
    compute: (_evaluation, [when, pattern]) => patternNamed(pattern).write(when),
  }),
  defineFunction({
    names: ["dformat"],
    description: "Writes a Unix time in a format, in UTC.",
    returns: "The text.",
    returnType: "java.lang.String",
    example: `dformat(1571829875000, "yyyy-MM-dd'T'HH:mm:ss.SSSX")`,
    result: '"2019-10-23T11:24:35.000Z"',
    parameters: [number("timestamp", "Milliseconds since 1970."), format],
    compute: (_evaluation, [milliseconds, pattern]) => {
      const when = DateTime.fromMillis(Math.min(Math.max(milliseconds, -9e15), 9e15), { zone: "UTC" });
      if (!when.isValid) {
        throw new EvaluationError(`${milliseconds} is not a Unix time in milliseconds.`);
      }
      return patternNamed(pattern).write(when);
    },
  }),
  defineFunction({
    names: ["date"],
    description: "Reads a date, in UTC unless it names a zone.",
    returns: "The moment; the default where the text is null.",
    returnType: "java.time.ZonedDateTime",
    example: 'date("2019-10-23 11:24", "yyyy-MM-dd HH:mm", now())',
    result: "2019-10-23T11:24:00Z",
    parameters: [
      nullable(text("date", "The text.")),
      optional(nullable(text("format", "The format that the text has; one that is recognized by default."))),
      optional(nullable(date("defaultDate", "The moment for a text that is null."))),
    ],
    compute: (evaluation, [words, pattern, otherwise]) =>
      words === null ? (otherwise ?? null) : readDateText(words, pattern ?? undefined, evaluation),
  }),
  defineFunction({
    names: ["date_part"],
    description: "A part of a moment as a number.",
    returns: "The part.",
    returnType: "java.lang.Integer",
    example: 'date_part("MM", date("2019-10-17 11:55:12"))',
    result: "10",
    parameters: [component, moment],
    compute: (evaluation, [name, when]) => {
      const part = parts.get(name.toLowerCase());
      if (part === undefined) {
        throw new EvaluationError(`${name} is not a part of a date.`);
      }
      return part(when, evaluation);
    },
  }),
  defineFunction({
    names: ["set_date_part"],
    description: "The moment with one part replaced.",
    returns: "The new moment.",
    returnType: "java.time.ZonedDateTime",
    example: 'set_date_part("m", 4, date("2016-11-09T11:44:44.797"))',
    result: "2016-04-09T11:44:44Z",
    parameters: [component, whole("value", "What the part becomes."), moment],
    compute: (_evaluation, [name, value, when]) => withPart(when, name, value),
  }),
  defineFunction({
    names: ["make_date_time", "make_timestamp"],
    description: "Makes a moment of its parts.",
    returns: "The moment.",
    returnType: "java.time.ZonedDateTime",
    example: 'make_date_time(2019, 10, 17, 11, 55, 12, 999, "America/Los_Angeles")',
    result: "2019-10-17T11:55:12Z",
    parameters: [
      whole("year", "Four digits."),
      whole("month", "1 to 12."),
      whole("day", "1 to 31."),
      whole("hour", "0 to 23."),
      whole("minute", "0 to 59."),
      whole("second", "0 to 59."),
      whole("nanosecond", "0 to 999999999."),
      text("timezone", "The zone that the parts are in, such as Europe/Paris."),
    ],
    compute: (_evaluation, [year, month, day, hour, minute, second, nanosecond, zone]) => {
      const millisecond = Math.floor(nanosecond / 1_000_000);
      const when = DateTime.fromObject(
        { year, month, day, hour, minute, second, millisecond },
        { zone: zoneNamed(zone) },
      );
      if (!when.isValid) {
        throw new EvaluationError(`There is no such moment in ${zone}: ${when.invalidExplanation}.`);
      }
      return when;
    },
  }),
  defineFunction({
    names: ["zone_date_to_utc"],
    description: "The same moment in UTC.",
    returns: "The moment.",
    returnType: "java.time.ZonedDateTime",
    example: 'zone_date_to_utc(date("2019-10-17T11:55:12 PST", "yyyy-MM-dd\'T\'HH:mm:ss z"))',
    result: "2019-10-17T19:55:12Z",
    parameters: [moment],
    compute: (_evaluation, [when]) => when.toUTC(),
  }),
  defineFunction({
    names: ["zone_date_to_zone"],
    description: "The same moment in another time zone.",
    returns: "The moment.",
    returnType: "java.time.ZonedDateTime",
    example: 'zone_date_to_zone(now(), "Europe/Paris")',
    result: "2021-10-26T15:43:59Z",
    parameters: [moment, text("zone", "The zone, such as Europe/Paris.")],
    compute: (_evaluation, [when, zone]) => inZone(when, zone),
  }),
];
