import { mapRecord } from "../../emulator/dataprep/mapper";
import { parsePath } from "../../emulator/dataprep/path";
import type { Json, JsonObject } from "../../emulator/json";
import type { MappingSource, StoredMapping } from "../../emulator/services/data-prep/mapping-set";

function mapping(source: MappingSource, destination: string): StoredMapping {
  return { id: "0", source, destination, identity: false, more: {} };
}

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
  ids: { type: "object", additionalProperties: { type: "string" } },
};

function mapped(mappings: readonly StoredMapping[], record: Json) {
  const { row, warnings } = mapRecord(mappings, fields, record);
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
