import { choice, only } from "../assumption";

/** What no source pins down about the expressions of Data Prep, and about the rows that mappings make. */
export const expressionAssumptions = {
  expressionAnswer: choice(
    "What does the validation of an expression answer?",
    ["object", "boolean"],
    "The guide shows {validationStatus, error}; the spec says a bare boolean.",
  ),
  invalidExpressionStatus: choice(
    "Which status has the validation of an expression that is invalid?",
    ["200", "400"],
    "The spec says 400 'An invalid expression was posted' and shows 200 with false; the guide shows success only.",
  ),
  invalidExpressionStored: choice(
    "May a mapping set hold an expression that cannot be run?",
    ["accept", "refuse"],
    "A mapping set is validated by an operation of its own; whether writing one checks it too is not documented.",
  ),
  operandConversion: choice(
    "Do operators take a text for the number or boolean that it reads like?",
    ["convert", "refuse"],
    "Not documented; Apache Commons JEXL, whose method names the list of operators shows, converts.",
  ),
  nullOperand: choice(
    "What does arithmetic make of null?",
    ["refuse", "zero"],
    "Not documented; JEXL refuses when it is strict and takes 0 when it is not.",
  ),
  textAddition: choice(
    "What does + do with texts?",
    ["join", "refuse"],
    "The list of operators calls it arithmetic; JEXL joins texts, and the guide has concat for it.",
  ),
  wholeDivision: choice(
    "What is 7 / 2?",
    ["whole", "exact"],
    "The list of operators shows '1 / 2' without its result; JEXL divides whole numbers whole.",
  ),
  fieldNamedAsFunction: choice(
    "May a field that is named as a function is stand in an expression without being wrapped?",
    ["accept", "refuse"],
    "The guide counts the functions' names among the reserved words; its own example says date.equals(…) of a field.",
  ),
  nullArgument: choice(
    "What does a function make of null where it needs a value?",
    ["null", "refuse"],
    "Not documented. 'null' leaves the field out without a warning, 'refuse' with one.",
  ),
  concatNull: choice("What does concat make of null among its texts?", ["skip", "null"], "Not documented."),
  splitEmptyParts: choice(
    "Does split answer the empty parts between two separators?",
    ["drop", "keep"],
    "Not documented; the description is that of Apache Commons Lang's StringUtils.split, which drops them.",
  ),
  instrMissing: choice(
    "What does instr answer when the part is not in the text?",
    ["-1", "null"],
    "Not documented; -1 is what Java's String.indexOf answers.",
  ),
  regexMatch: choice(
    "Must matches_regex match the whole text?",
    ["whole", "part"],
    "Not documented; the example matches either way, and Java's String.matches takes the whole text.",
  ),
  mapGetValues: choice(
    "What does map_get_values answer for one key?",
    ["value", "entries"],
    "Its description and the troubleshooting guide use the value; the code sample shows the entry.",
  ),
  floatPrecision: choice(
    "Which precision has to_float?",
    ["single", "double"],
    "It makes a Float; the example's 12.34566 for 12.3456 comes from neither precision.",
  ),
  dateText: choice(
    "How is a moment written where a text is needed?",
    ["wall clock", "ISO 8601"],
    "All examples show whole seconds and Z, also for a moment with milliseconds and for one in Los Angeles.",
  ),
  dateArguments: choice(
    "Do date functions take a text for a date?",
    ["recognize", "refuse"],
    "date_part takes 'the date, in a standard format', the others a ZonedDateTime object.",
  ),
  datesBeyondTheList: choice(
    "Are dates recognized in ISO formats that the list of formats lacks, such as 2019-10-23 11:24?",
    ["accept", "refuse"],
    "The list lacks them; the examples of date, date_part and set_date_part read them.",
  ),
  firstWeekday: choice(
    "Which weekday has the number 1 in date_part?",
    ["Monday", "Sunday"],
    "Not documented; the letter u of date formats counts from Monday.",
  ),
  datePartW: choice("What does date_part answer for w?", ["week", "weekday"], "The guide lists w for both."),
  userAgentLibrary: only(
    "What do the ua_ functions answer for other user agents than the example's?",
    "bowser",
    "The guide has one example; the platform's device classes are those of Yauaa, which exists for Java only.",
    "The emulator has one library that reads user agents.",
  ),
  percentEncodedNames: only(
    "What does a percent sign with two hexadecimal digits mean in a path?",
    "the character",
    "The guide says that reserved characters in names are percent-encoded, and shows no example.",
    "A name that holds such digits after a percent sign can encode the sign itself.",
  ),
  nullSource: choice(
    "What becomes of a field whose source is missing or null?",
    ["omit", "null"],
    "Not documented; a set's allowNullValues is false by default.",
  ),
  objectCopy: choice(
    "What does the copy of an object do to fields that other mappings wrote below it before?",
    ["merge", "replace"],
    "The guide shows the copy first and a field of it second, and nothing about the other order.",
  ),
  languageTexts: only(
    "Which names and texts have the lists of functions and operators?",
    "own",
    "Two functions and five operators are published; the others are described alike, by JEXL's method names and Java's types.",
    "The platform's own descriptions are not published as a whole.",
  ),
  unfitConstraint: choice(
    "What becomes of a value outside a field's enum, pattern, length or range?",
    ["omit", "keep"],
    "The troubleshooting guide says that constraints must be met; left out with a warning, as what cannot be converted.",
  ),
} as const;
