import { createMapper } from "../../emulator/dataprep/mapper";
import { parsePath } from "../../emulator/dataprep/path";
import { missingField } from "../../emulator/dataprep/target";
import type { Json, JsonObject } from "../../emulator/json";
import type { MappingSource, StoredMapping } from "../../emulator/services/data-prep/mapping-set";
import { assumptionsWith, now } from "./expression-bench";

function mapping(source: MappingSource, destination: string): StoredMapping {
  return { id: "0", source, destination, identity: false, more: {} };
}

const computed = (expression: string, destination: string): StoredMapping =>
  mapping({ kind: "expression", expression }, destination);

const path = (source: string, destination: string): StoredMapping =>
  mapping({ kind: "path", path: source }, destination);

const fields: JsonObject = {
  text: { type: "string" },
  whole: { type: "integer" },
  small: { type: "integer", minimum: -128, maximum: 128 },
  number: { type: "number" },
  flag: { type: "boolean" },
  day: { type: "string", format: "date" },
  moment: { type: "string", format: "date-time" },
  texts: { type: "array", items: { type: "string" } },
  address: { type: "object", properties: { city: { type: "string" }, "a.b": { type: "string" } } },
  items: { type: "array", items: { type: "object", properties: { name: { type: "string" } } } },
  color: { type: "string", enum: ["red", "green"] },
  code: { type: "string", minLength: 2, maxLength: 3 },
  plate: { type: "string", pattern: "^[A-Z]{2} \\d+$" },
  slow: { type: "string", pattern: "^(a+)+$" },
  anything: {},
  ids: { type: "object", additionalProperties: { type: "string" } },
};

function mapped(
  mappings: readonly StoredMapping[],
  record: Json,
  switches: Readonly<Record<string, unknown>> = {},
) {
  const { row, warnings } = createMapper(mappings, fields, { now, assume: assumptionsWith(switches) })(
    record,
  );
  return { row, warnings: warnings.length };
}

test.each<[string, string, string, Json, JsonObject]>([
  ["a nested path", "a.b.c", "address.city", { a: { b: { c: "x" } } }, { address: { city: "x" } }],
  ["an index", "list[1].n", "text", { list: [{ n: 1 }, { n: 2 }] }, { text: "2" }],
  ["an index in the destination", "n", "items[1].name", { n: "x" }, { items: [null, { name: "x" }] }],
  ["every element", "list[*].n", "texts", { list: [{ n: 1 }, {}, { n: 2 }] }, { texts: ["1", "2"] }],
  [
    "every element to every element",
    "list[*].n",
    "items[*].name",
    { list: [{ n: "a" }, { n: "b" }] },
    { items: [{ name: "a" }, { name: "b" }] },
  ],
  [
    "nested wildcards",
    "l[*].m[*].n",
    "texts",
    { l: [{ m: [{ n: 1 }] }, { m: [{ n: 2 }, { n: 3 }] }] },
    { texts: ["1", "2", "3"] },
  ],
  [
    "a copy of an object, without what the field does not know",
    "a",
    "address",
    { a: { city: 7, other: 1 } },
    { address: { city: "7" } },
  ],
  ["an escaped dot", "street\\.name", "address.a\\.b", { "street.name": "x" }, { address: { "a.b": "x" } }],
  ["a quoted name", `\${First Name}`, "text", { "First Name": "x" }, { text: "x" }],
  ["a map's key", "id", "ids.web", { id: 5 }, { ids: { web: "5" } }],
  ["a missing source", "none.at.all", "text", {}, {}],
  ["a null source", "a", "text", { a: null }, {}],
  ["a name that every object inherits", "constructor.name", "text", {}, {}],
])("%s", (_name, source, destination, record, row) => {
  expect(mapped([path(source, destination)], record)).toEqual({ row, warnings: 0 });
});

test("a constant is written to every row", () => {
  expect(mapped([mapping({ kind: "constant", value: "12" }, "whole")], {})).toEqual({
    row: { whole: 12 },
    warnings: 0,
  });
});

test.each<[string, Json, Json | undefined]>([
  ["text", 12, "12"],
  ["text", true, "true"],
  ["text", { a: 1 }, undefined],
  ["whole", "12", 12],
  ["whole", 1.5, undefined],
  ["whole", "", undefined],
  ["small", 129, undefined],
  ["number", "1.5", 1.5],
  ["number", "much", undefined],
  ["flag", "YES", true],
  ["flag", "off", false],
  ["flag", "maybe", undefined],
  ["flag", 1, undefined],
  ["day", "2024-02-29", "2024-02-29"],
  ["day", "2023-02-29", undefined],
  ["day", "29.2.2024", "2024-02-29"],
  ["day", "2/29/2024", "2024-02-29"],
  ["day", "29-Feb-2024", "2024-02-29"],
  ["day", "20240229", "2024-02-29"],
  ["moment", "2024-02-29T10:11:12Z", "2024-02-29T10:11:12.000Z"],
  ["moment", "2024-02-29 10:11:12+0130", "2024-02-29T08:41:12.000Z"],
  ["moment", "2024-02-29 10:11:12.345", "2024-02-29T10:11:12.345Z"],
  ["moment", "2/29/2024 12:00:01 AM", "2024-02-29T00:00:01.000Z"],
  ["moment", 1613063089, undefined],
  ["texts", ["a", 1], ["a", "1"]],
  ["texts", "a", undefined],
])("%s from %j becomes %j, and what does not fit is left out with a warning", (name, value, expected) => {
  const row = expected === undefined ? {} : { [name]: expected };
  expect(mapped([path("v", name)], { v: value })).toEqual({ row, warnings: expected === undefined ? 1 : 0 });
});

test.each([
  ["y yes Y YES on ON true TRUE", true],
  ["n N no NO off OFF false FALSE", false],
])("the words %s are %s", (words, value) => {
  for (const word of words.split(" ")) {
    expect(mapped([path("v", "flag")], { v: word })).toEqual({ row: { flag: value }, warnings: 0 });
  }
});

test.each<[string, string, JsonObject]>([
  ["upper(name)", "text", { text: "ADA" }],
  ["n * 2", "text", { text: "14" }],
  ["to_integer(n) + 1", "whole", { whole: 8 }],
  ["n > 5", "flag", { flag: true }],
  [
    "dformat(seconds * 1000, \"yyyy-MM-dd'T'HH:mm:ss.SSSX\")",
    "moment",
    { moment: "2021-02-11T17:04:49.000Z" },
  ],
  [
    "date('2021-02-11T18:04:49.5+01:00', \"yyyy-MM-dd'T'HH:mm:ss.SX\")",
    "moment",
    { moment: "2021-02-11T17:04:49.500Z" },
  ],
  ["date('11.2.2021')", "day", { day: "2021-02-11" }],
  ["date('11.2.2021')", "text", { text: "2021-02-11T00:00:00Z" }],
  ["to_object('at', date('11.2.2021'))", "anything", { anything: { at: "2021-02-11T00:00:00Z" } }],
  ["list[*].n", "texts", { texts: ["1", "2"] }],
  ["to_object('city', name, 'other', 1)", "address", { address: { city: "Ada" } }],
  ["to_map('web', n)", "ids", { ids: { web: "7" } }],
  ["iif(n > 5, nullify(), n)", "whole", {}],
  ["lower(nothing)", "text", {}],
])("%s to %s gives %j", (expression, destination, row) => {
  const record = { name: "Ada", n: "7", seconds: 1613063089, list: [{ n: 1 }, { n: 2 }] };
  expect(mapped([computed(expression, destination)], record)).toEqual({ row, warnings: 0 });
});

test("an expression that fails leaves its field out with a warning that says why", () => {
  const mappings = [
    computed("to_integer(a)", "whole"),
    computed("lower(", "text"),
    computed("lower(a)", "text"),
  ];
  const { row, warnings } = createMapper(mappings, fields, { now, assume: assumptionsWith() })({ a: "X" });
  expect(row).toEqual({ text: "x" });
  expect(warnings.map(({ message }) => message)).toEqual([
    '"X" is not a whole number.',
    "The expression ends too early (position 7)",
  ]);
});

test.each([
  ["color", "blue"],
  ["code", "abcd"],
  ["code", "a"],
  ["small", 1000],
  ["plate", "zh 1"],
])("%s takes no %j, unless the ledger lets it", (name, value) => {
  expect(mapped([path("v", name)], { v: value })).toEqual({ row: {}, warnings: 1 });
  expect(mapped([path("v", name)], { v: value }, { unfitConstraint: "keep" })).toEqual({
    row: { [name]: value },
    warnings: 0,
  });
});

test("a pattern that takes too long keeps nothing out", () => {
  const value = `${"a".repeat(40)}!`;
  expect(mapped([path("v", "slow")], { v: value })).toEqual({ row: { slow: value }, warnings: 0 });
});

test("reserved characters in names are percent-encoded", () => {
  const record = { "a b/c": "x", "100%": "y", constructor: "z" };
  expect(mapped([path("a%20b%2Fc", "text"), path("100%", "address.city")], record)).toEqual({
    row: { text: "x", address: { city: "y" } },
    warnings: 0,
  });
});

test.each(["constructor", "toString", "hasOwnProperty"])("%s is a name as any other", (name) => {
  expect(mapped([path(name, "text")], {})).toEqual({ row: {}, warnings: 0 });
  expect(mapped([path(name, "text")], { [name]: "x" })).toEqual({ row: { text: "x" }, warnings: 0 });
  expect(mapped([computed(`\${${name}}`, "text")], { [name]: "x" })).toEqual({
    row: { text: "x" },
    warnings: 0,
  });
  expect(mapped([path("a", `ids.${name}`)], { a: "x" })).toEqual({
    row: { ids: { [name]: "x" } },
    warnings: 0,
  });
  expect(mapped([path("a", name)], { a: "x" }).warnings).toBe(1);
});

test("a source without a value can leave null instead of nothing", () => {
  expect(mapped([path("none", "text"), path("a", "whole")], { a: null }, { nullSource: "null" })).toEqual({
    row: { text: null, whole: null },
    warnings: 0,
  });
});

test("a copy of an object goes together with mappings of its fields, in either order", () => {
  const mappings = [path("from", "address"), path("from.town", "address.city")];
  const record = { from: { "a.b": "x", town: "Basel" } };
  const both = { row: { address: { "a.b": "x", city: "Basel" } }, warnings: 0 };
  expect(mapped(mappings, record)).toEqual(both);
  expect(mapped([...mappings].reverse(), record)).toEqual(both);
  expect(mapped([...mappings].reverse(), record, { objectCopy: "replace" })).toEqual({
    row: { address: { "a.b": "x" } },
    warnings: 0,
  });
});

test("a field that a row must have is found missing below the objects that the row has", () => {
  const required: JsonObject = {
    _tenant: {
      type: "object",
      required: ["id"],
      properties: { id: { type: "string" }, list: { type: "array", items: { required: ["n"] } } },
    },
  };
  expect(missingField({ _tenant: { id: "1", list: [{ n: 1 }] } }, required)).toBeUndefined();
  expect(missingField({}, required)).toBeUndefined();
  expect(missingField({ _tenant: {} }, required)).toBe("_tenant.id");
  expect(missingField({ _tenant: { id: null } }, required)).toBe("_tenant.id");
  expect(missingField({ _tenant: { id: "1", list: [{ n: 1 }, {}] } }, required)).toBe("_tenant.list[1].n");
});

test("a failing field does not stop the others", () => {
  const mappings = [path("a", "whole"), path("b", "text"), path("a", "nowhere"), path("a", "text.below")];
  expect(mapped(mappings, { a: "x", b: "y" })).toEqual({ row: { text: "y" }, warnings: 3 });
});

test.each(["", ".", "a.", ".a", "a..b", "[0]", "a[x]", "a[0]b", "a.[0]", "${a", "a\\", "a]"])(
  "%j is no path",
  (source) => {
    expect(typeof parsePath(source)).toBe("string");
  },
);
