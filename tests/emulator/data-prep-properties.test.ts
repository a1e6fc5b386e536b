import fc from "fast-check";
import { DateTime } from "luxon";
import { readAt, writeAt } from "../../emulator/dataprep/access";
import { coerce } from "../../emulator/dataprep/coercion";
import { datePattern } from "../../emulator/dataprep/dates/pattern";
import { recognizeDate } from "../../emulator/dataprep/dates/recognize";
import { compileExpression, evaluate } from "../../emulator/dataprep/expression/compile";
import { functionsByName } from "../../emulator/dataprep/expression/functions/catalogue";
import type { BinarySign, UnarySign } from "../../emulator/dataprep/expression/operators";
import { type Expression, parseExpression } from "../../emulator/dataprep/expression/syntax";
import { createMapper } from "../../emulator/dataprep/mapper";
import { type PathStep, parsePath } from "../../emulator/dataprep/path";
import type { Json, JsonObject } from "../../emulator/json";
import { assumptionsWith, now, run } from "./expression-bench";
import { expressionText, pathText } from "./expression-text";

const assume = assumptionsWith();
const name = fc.string({ minLength: 1, maxLength: 12, unit: "grapheme" });
/** As it comes over the wire, where there is no -0. */
const json = fc.jsonValue({ maxDepth: 3 }).map((value) => JSON.parse(JSON.stringify(value)) as Json);

const member = name.map((one): PathStep => ({ kind: "member", name: one }));
const step = fc.oneof(
  { arbitrary: member, weight: 3 },
  fc.nat(5).map((index): PathStep => ({ kind: "element", index })),
  fc.constant<PathStep>({ kind: "every" }),
);
const path = fc.tuple(member, fc.array(step, { maxLength: 4 })).map(([first, rest]) => [first, ...rest]);

const literal = fc.oneof(
  fc.nat(1_000_000).map((value) => ({ kind: "literal" as const, value, fractional: false, at: 0 })),
  fc
    .nat(1_000_000)
    .map((value) => ({ kind: "literal" as const, value: value / 1000, fractional: true, at: 0 })),
  fc
    .oneof(fc.string({ unit: "grapheme" }), fc.boolean(), fc.constant(null))
    .map((value) => ({ kind: "literal" as const, value, fractional: false, at: 0 })),
);

const binarySign = fc.constantFrom<BinarySign>(
  "||",
  "&&",
  "==",
  "!=",
  "<",
  "<=",
  ">",
  ">=",
  "+",
  "-",
  "*",
  "/",
  "mod",
);

const { expression } = fc.letrec<{ expression: Expression }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    literal,
    path.map((steps) => ({ kind: "path" as const, steps, at: 0 })),
    fc
      .array(tie("expression"), { maxLength: 3 })
      .map((elements) => ({ kind: "array" as const, elements, at: 0 })),
    fc
      .array(fc.record({ key: tie("expression"), value: tie("expression") }), { maxLength: 2 })
      .map((entries) => ({ kind: "map" as const, entries, at: 0 })),
    fc
      .record({
        name: fc.constantFrom(...functionsByName.keys()),
        parameters: fc.array(tie("expression"), { maxLength: 3 }),
      })
      .map((call) => ({ kind: "call" as const, ...call, at: 0 })),
    fc
      .record({
        target: literal,
        name: fc.constantFrom("equals", "get"),
        parameters: fc.array(tie("expression"), { maxLength: 1 }),
      })
      .map((method) => ({ kind: "method" as const, ...method, at: 0 })),
    fc
      .record({ operator: fc.constantFrom<UnarySign>("-", "~", "!"), operand: tie("expression") })
      .map((unary) => ({ kind: "unary" as const, ...unary, at: 0 })),
    fc
      .record({ operator: binarySign, left: tie("expression"), right: tie("expression") })
      .map((binary) => ({ kind: "binary" as const, ...binary, at: 0 })),
  ),
}));

/** The same tree with every offset 0. */
function withoutOffsets(tree: unknown): unknown {
  return JSON.parse(JSON.stringify(tree, (key, value) => (key === "at" ? 0 : value)));
}

test("an expression that is written down reads back as itself", () => {
  fc.assert(
    fc.property(expression, (written) => {
      const text = expressionText(written);
      fc.pre(text.length <= 4096);
      const parsed = parseExpression(text);
      expect(withoutOffsets(parsed)).toEqual(withoutOffsets({ expression: written }));
    }),
    { numRuns: 300 },
  );
});

const words = fc.constantFrom(
  "lower",
  "concat",
  "to_object",
  "(",
  ")",
  "[",
  "]",
  "{",
  "}",
  ",",
  ":",
  ".",
  "..",
  "+",
  "-",
  "~",
  "!",
  "not",
  "eq",
  "==",
  "&&",
  "||",
  "1",
  "2.5",
  "'a'",
  '"b',
  `\${c}`,
  "${",
  "a.b",
  "[*]",
  "[0]",
  "null",
  "true",
  "if",
  "\\",
  "ß",
  " ",
);
const nearlyExpression = fc.oneof(
  fc.array(words, { maxLength: 30 }).map((parts) => parts.join("")),
  fc.string({ maxLength: 60, unit: "binary" }),
);

test("any text at all is either run or refused at a place inside it, for any record", () => {
  fc.assert(
    fc.property(nearlyExpression, json, (text, record) => {
      const compiled = compileExpression(text);
      if ("flaw" in compiled) {
        expect(compiled.flaw.position).toBeGreaterThanOrEqual(1);
        expect(compiled.flaw.position).toBeLessThanOrEqual(text.length + 1);
      } else {
        evaluate(compiled, { record, now, assume });
      }
    }),
    { numRuns: 2000 },
  );
});

test("every function answers or says why it cannot, whatever its arguments are", () => {
  const callable = [...functionsByName.keys()];
  fc.assert(
    fc.property(fc.constantFrom(...callable), fc.array(json, { maxLength: 8 }), (called, values) => {
      const text = `${called}(${values.map((_value, index) => `a[${index}]`).join(",")})`;
      const outcome = run(text, { a: values });
      if ("value" in outcome) {
        expect(outcome.value).toEqual(JSON.parse(JSON.stringify(outcome.value)));
      } else {
        expect(outcome.failure).not.toBe("");
      }
    }),
    { numRuns: 3000 },
  );
});

test("a path that is written down reads back as itself", () => {
  fc.assert(
    fc.property(path, (steps) => {
      expect(parsePath(pathText(steps))).toEqual(steps);
    }),
  );
});

test("what is written at a path is read there again, and nothing else changes", () => {
  const plain = path.filter((steps) => steps.every(({ kind }) => kind !== "every"));
  const object = fc.dictionary(name, fc.integer(), { maxKeys: 3 }).filter((one) => !("__proto__" in one));
  fc.assert(
    fc.property(plain, json, object, (steps, value, before) => {
      const [first] = steps;
      fc.pre(first?.kind === "member" && !Object.hasOwn(before, first.name));
      const after = writeAt(before, steps, value);
      expect(readAt(after, steps)).toEqual(value);
      for (const key of Object.keys(before)) {
        expect(readAt(after, [{ kind: "member", name: key }])).toBe(before[key]);
      }
    }),
  );
});

const fieldTypes: readonly (readonly [string, JsonObject, (value: Json) => boolean])[] = [
  ["text", { type: "string" }, (value) => typeof value === "string"],
  [
    "integer",
    { type: "integer", minimum: -100, maximum: 100 },
    (value) => Number.isInteger(value) && Math.abs(Number(value)) <= 100,
  ],
  ["number", { type: "number" }, (value) => Number.isFinite(value)],
  ["boolean", { type: "boolean" }, (value) => typeof value === "boolean"],
  ["date", { type: "string", format: "date" }, (value) => /^\d{4}-\d\d-\d\d$/.test(String(value))],
  ["date-time", { type: "string", format: "date-time" }, (value) => !Number.isNaN(Date.parse(String(value)))],
  [
    "array",
    { type: "array", items: { type: "string" } },
    (value) => Array.isArray(value) && value.every((one) => one === null || typeof one === "string"),
  ],
];

const likely = fc.oneof(
  json,
  fc.constantFrom("yes", "off", "2024-02-29", "29.2.2024", "1/02/2024", "12112020", "12", "-3.5", "1e3", ""),
  fc.integer({ min: -200, max: 200 }).map(String),
);

test.each(fieldTypes)(
  "a value for a %s fits the field after its conversion, and stays as it is",
  (_name, field, fits) => {
    fc.assert(
      fc.property(likely, (value) => {
        const coerced = coerce(value, field, assume);
        if ("value" in coerced && coerced.value !== null) {
          expect(fits(coerced.value)).toBe(true);
          expect(coerce(coerced.value, field, assume)).toEqual(coerced);
        }
      }),
      { numRuns: 500 },
    );
  },
);

test("numbers survive being written as text", () => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), fc.double({ noNaN: true, noDefaultInfinity: true }), (whole, number) => {
      expect(coerce(String(whole), { type: "integer" }, assume)).toEqual({ value: whole });
      expect(coerce(String(number), { type: "number" }, assume)).toEqual({ value: Number(String(number)) });
    }),
  );
});

/** The formats of the guide's list, with what they keep of a moment. */
const listedFormats: readonly (readonly [string, "millisecond" | "second" | "day"])[] = [
  ["yyyy-MM-dd HH:mm:ssZ", "second"],
  ["yyyy-MM-dd HH:mm:ss.SSSZ", "millisecond"],
  ["yyyy-MM-dd HH:mm:ss.SSS", "millisecond"],
  ["yyyy-MM-dd'T'HH:mm:ss.SSSX", "millisecond"],
  ["yyyy-MM-dd'T'HH:mm:ss'Z'", "second"],
  ["yyyy-MM-dd", "day"],
  ["yyyy/MM/dd", "day"],
  ["yyyy.MM.dd", "day"],
  ["yyyy-MMM-dd", "day"],
  ["yyyyMMdd", "day"],
  ["MM-dd-yyyy", "day"],
  ["MMddyyyy", "day"],
  ["M/dd/yyyy", "day"],
  ["dd.M.yyyy", "day"],
  ["M/dd/yyyy hh:mm:ss a", "second"],
  ["dd.M.yyyy hh:mm:ss a", "second"],
  ["dd.MMM.yyyy", "day"],
  ["dd-MMM-yyyy", "day"],
];

// MMddyyyy reads as yyyyMMdd where that is a date too: the guide warns of it.
const instant = fc.date({ min: new Date("1970-01-01"), max: new Date("2099-12-31"), noInvalidDate: true });

test.each(listedFormats)("a moment written as %s is recognized", (format, precision) => {
  const pattern = datePattern(format);
  if (typeof pattern === "string") {
    throw new Error(pattern);
  }
  const first = listedFormats
    .slice(
      0,
      listedFormats.findIndex(([one]) => one === format),
    )
    .map(([one]) => datePattern(one));
  fc.assert(
    fc.property(instant, (date) => {
      const moment = DateTime.fromJSDate(date, { zone: "UTC" });
      const written = pattern.write(moment);
      fc.pre(first.every((earlier) => typeof earlier === "string" || earlier.read(written) === undefined));
      expect(recognizeDate(written, assume)?.toMillis()).toBe(moment.startOf(precision).toMillis());
    }),
  );
});

test("a moment survives every pattern that says enough, in any zone", () => {
  const patterns = fc.constantFrom(
    "yyyy-MM-dd'T'HH:mm:ss.SSSXXX",
    "d MMMM yyyy, hh:mm:ss.SSS a Z",
    "EEEE dd MMM yyyy 'at' k:mm:ss.SSS z",
    "DDD/yyyy HH:mm:ss.SSS O",
    "G yyyy.MM.dd K-mm-ss-SSS a X",
  );
  const offsets = fc.constantFrom("UTC", "UTC+2", "UTC-7", "UTC+5:30");
  fc.assert(
    fc.property(instant, patterns, offsets, (date, format, zone) => {
      const pattern = datePattern(format);
      const moment = DateTime.fromJSDate(date, { zone });
      expect(typeof pattern === "string" ? pattern : pattern.read(pattern.write(moment))?.toMillis()).toBe(
        moment.toMillis(),
      );
    }),
  );
});

test("any date format and any text are read without an exception", () => {
  const letters = fc.string({ unit: fc.constantFrom(..."yYMLdDEuaHhKkmsSzZXVOQGFwW'- :./T") });
  fc.assert(
    fc.property(letters, fc.string({ maxLength: 40 }), instant, (format, text, date) => {
      const pattern = datePattern(format);
      if (typeof pattern !== "string") {
        pattern.read(text);
        expect(typeof pattern.write(DateTime.fromJSDate(date, { zone: "UTC" }))).toBe("string");
      }
    }),
    { numRuns: 500 },
  );
});

test("a percent-encoded text decodes to itself; padding makes exactly the length", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", minLength: 1 }), fc.nat(50), (text, count) => {
      expect(run("get_url_decoded(get_url_encoded(t))", { t: text })).toEqual({ value: text });
      for (const side of ["lpad", "rpad"]) {
        const padded = run(`size_of(${side}(t, n, 'xyz'))`, { t: text, n: count });
        expect(padded).toEqual({ value: Math.max(count, text.length) });
      }
    }),
  );
});

test("rows hold fields of the schema only, and every mapping is heard or warned of", () => {
  const fields: JsonObject = {
    a: { type: "string" },
    b: {
      type: "object",
      properties: { c: { type: "integer" }, d: { type: "array", items: { type: "number" } } },
    },
  };
  const destination = fc.constantFrom("a", "b", "b.c", "b.d", "b.d[*]", "b.d[1]", "z", "b.z", "a.x", "..");
  const source = fc.oneof(
    fc.constantFrom("x", "y.z", "l[*]", "l[0]").map((one) => ({ kind: "path" as const, path: one })),
    fc
      .constantFrom("x + 1", "to_integer(y.z)", "l", "lower(", "to_object('c', x)")
      .map((one) => ({ kind: "expression" as const, expression: one })),
    fc.constant({ kind: "constant" as const, value: "7" }),
  );
  const mapping = fc
    .record({ source, destination })
    .map((one) => ({ id: "0", identity: false, more: {}, ...one }));
  const record = fc.record({ x: json, y: fc.record({ z: json }), l: fc.array(json, { maxLength: 3 }) });
  fc.assert(
    fc.property(fc.array(mapping, { maxLength: 6 }), record, (mappings, one) => {
      const { row, warnings } = createMapper(mappings, fields, { now, assume })(one);
      expect(Object.keys(row).filter((key) => !["a", "b"].includes(key))).toEqual([]);
      expect(coerce(row, { type: "object", properties: fields }, assume)).toEqual({ value: row });
      const asked: readonly unknown[] = mappings;
      expect(warnings.every((warning) => asked.includes(warning.mapping))).toBe(true);
    }),
    { numRuns: 500 },
  );
});
