import type { Json } from "../../emulator/json";

/** What the expressions of these tests look at. */
export const person: Json = {
  name: { first: "Ada", last: "Lovelace" },
  "First Name": "Ada",
  "a.b": "dotted",
  order: { "street.name": "Main" },
  new: "reserved",
  größe: 5,
  $x: 1,
  _y: 2,
  emails: [{ email: "a@x.y", tags: ["p", "q"] }, { email: "b@x.y", tags: ["r"] }, {}],
  count: 4,
  text: "7",
  empty: "",
  none: null,
  timestamp: 1613063089,
};

/** A switch with a value, an expression, and what it gives without and with that value; undefined where it fails. */
export const flips: readonly (readonly [string, string, Json | undefined, Json | undefined])[] = [
  ["operandConversion=refuse", "text * 2", 14, undefined],
  ["operandConversion=refuse", "text == 7", true, false],
  ["operandConversion=refuse", "iif(1, 'a', 'b')", "a", undefined],
  ["nullOperand=zero", "1 + none", undefined, 1],
  ["textAddition=refuse", "'a' + 'b'", "ab", undefined],
  ["wholeDivision=exact", "7 / 2", 3, 3.5],
  ["fieldNamedAsFunction=refuse", "timestamp", 1613063089, undefined],
  ["nullArgument=refuse", "lower(none)", null, undefined],
  ["nullArgument=refuse", "none.equals('a')", null, undefined],
  ["concatNull=null", "concat('a', none, 'b')", "ab", null],
  ["splitEmptyParts=keep", "split('a--b', '-')", ["a", "b"], ["a", "", "b"]],
  ["instrMissing=null", "instr('abc', 'x')", -1, null],
  ["regexMatch=part", "matches_regex('abc', 'b')", false, true],
  ["mapGetValues=entries", "map_get_values(name, 'first')", "Ada", { first: "Ada" }],
  ["floatPrecision=double", "to_float('12.34567890123')", 12.345679, 12.34567890123],
  [
    "dateText=ISO 8601",
    "make_date_time(2019, 10, 17, 11, 55, 12, 5000000, 'America/Los_Angeles')",
    "2019-10-17T11:55:12Z",
    "2019-10-17T11:55:12.005-07:00",
  ],
  ["dateArguments=refuse", "date_part('year', '2020-01-01')", 2020, undefined],
  ["datesBeyondTheList=refuse", "date_part('hour', date('2019-10-23 11:24'))", 11, undefined],
  ["firstWeekday=Sunday", "date_part('weekday', date('2026-11-22'))", 7, 1],
  ["datePartW=weekday", "date_part('w', date('2026-11-22'))", 47, 7],
];
