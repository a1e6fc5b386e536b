import { z } from "zod";
import { check } from "../../../provider/lifecycle/check";
import { type Kind, kind } from "../../../provider/lifecycle/kind";
import { nearest } from "../../../provider/lifecycle/nearest";
import { UNKNOWN } from "../../../provider/lifecycle/unknown";

const inputs = z.strictObject({
  name: z.string(),
  list: z
    .array(z.object({ source: z.string() }))
    .min(1, "At least one is needed")
    .optional(),
  map: z.record(z.string().regex(/^[a-z]+$/, "a name in small letters"), z.string()).optional(),
  form: z
    .union([
      z.strictObject({ type: z.literal("one"), first: z.number() }),
      z.strictObject({ type: z.literal("two"), second: z.string() }),
      z.string(),
    ])
    .optional(),
  nested: z.strictObject({ inside: z.boolean() }).optional(),
});

function checked(facts: Partial<Kind> = {}) {
  const own = kind({
    ...({ name: "Thing", label: "thing", inputs } as unknown as Kind),
    fields: { name: { replaces: true }, list: {}, map: {}, form: {}, nested: {} },
    ...facts,
  });
  return (desired: object, recorded: object = {}) =>
    check(own, recorded as never, desired as never).map(({ reason }) => reason);
}

describe("the check of declared properties", () => {
  it.each([
    [{ name: "a" }, []],
    [{}, ["name is required."]],
    [{ name: 7 }, ["name: must be a string, not a number."]],
    [{ name: null }, ["name: must be a string, not null."]],
    [{ name: [] }, ["name: must be a string, not a list."]],
    [{ name: "a", list: "x" }, ["list: must be a list, not a string."]],
    [{ name: "a", list: [] }, ["list: At least one is needed."]],
    [{ name: "a", list: [{ source: "s" }, {}] }, ["list[1].source is required."]],
    [{ name: "a", map: { Big: "x" } }, ["map.Big: a name in small letters."]],
    [
      { name: "a", nested: { inside: true, outside: 1 } },
      ['"outside" is not a property of nested. Remove it, or see the resource\'s documentation.'],
    ],
    [{ name: "a", nmae: "b" }, ['"nmae" is not a property of a thing. Did you mean "name"?']],
    [
      { name: "a", entirelyOther: "b" },
      ['"entirelyOther" is not a property of a thing. Remove it, or see the resource\'s documentation.'],
    ],
  ])("%j", (desired, reasons) => {
    expect(checked()(desired)).toEqual(reasons);
  });

  it("explains the form of a union that was meant", () => {
    expect(checked()({ name: "a", form: { type: "two" } })).toEqual(["form.second is required."]);
    expect(checked()({ name: "a", form: { type: "two", second: 2 } })).toEqual([
      "form.second: must be a string, not a number.",
    ]);
    expect(checked()({ name: "a", form: 7 })).toEqual(["form: Invalid input."]);
    expect(checked()({ name: "a", form: { type: "three" } })).toEqual(["form: Invalid input."]);
  });

  it.each([
    [{ name: UNKNOWN }],
    [{ name: "a", list: UNKNOWN }],
    [{ name: "a", list: [UNKNOWN] }],
    [{ name: "a", list: [{ source: UNKNOWN }] }],
    [{ name: "a", form: { type: UNKNOWN } }],
    [{ name: "a", nested: UNKNOWN }],
  ])("finds no fault with what is not known yet: %j", (desired) => {
    expect(checked()(desired)).toEqual([]);
  });

  it("names a property that is missing beside one that is not known", () => {
    expect(checked()({ list: [UNKNOWN] })).toEqual(["name is required."]);
    expect(checked()({ name: "a", nested: { inside: UNKNOWN, other: 1 } })).toEqual([
      '"other" is not a property of nested. Remove it, or see the resource\'s documentation.',
    ]);
  });

  it("asks the kind's rules for known values alone, and for changes of what is recorded", () => {
    const ruled: unknown[] = [];
    const forbidden: unknown[] = [];
    const own = checked({
      fields: {
        name: {
          replaces: true,
          rule: (value) => (value === "bad" ? [{ property: "name", reason: "is bad." }] : []),
        },
        list: {
          rule: (value) => {
            ruled.push(value);
            return [];
          },
        },
      },
      rules: (known, declared) => {
        ruled.push([known, [...declared]]);
        return known.name === "odd" ? [{ property: "name", reason: "is odd." }] : [];
      },
      forbid: ({ replaced, recorded }) => {
        forbidden.push(recorded);
        return replaced.map((property) => ({ property, reason: "must stay." }));
      },
    });
    expect(own({ name: "bad" })).toEqual(["name: is bad."]);
    expect(own({ name: "odd" })).toEqual(["name: is odd."]);
    expect(ruled).toEqual([
      [{ name: "bad" }, ["name"]],
      [{ name: "odd" }, ["name"]],
    ]);
    ruled.length = 0;
    expect(own({ name: "a", list: [UNKNOWN] })).toEqual([]);
    expect(ruled).toEqual([[{ name: "a" }, ["name", "list"]]]);
    expect(forbidden).toEqual([]);
    expect(own({ name: "b" }, { name: "a" })).toEqual(["name: must stay."]);
    expect(own({ name: "a" }, { name: "a" })).toEqual([]);
    expect(own({ name: "bad" }, { name: "a" })).toEqual(["name: is bad."]);
    expect(forbidden).toHaveLength(2);
  });

  it("asks no rule where the shape is wrong", () => {
    const own = checked({ rules: () => [{ property: "name", reason: "is odd." }] });
    expect(own({ name: 7 })).toEqual(["name: must be a string, not a number."]);
  });
});

describe("a misspelt word", () => {
  it.each([
    ["nam", "name"],
    ["NAME", "name"],
    ["descritpion", "description"],
    ["dscrptn", undefined],
    ["ab", "name"],
    ["schemaReferenz", "schemaReference"],
  ])("%s", (word, expected) => {
    const known = ["name", "description", "schemaReference"];
    expect(nearest(word, word === "ab" ? ["name"] : known)).toBe(word === "ab" ? undefined : expected);
  });

  it("is like nothing where nothing is known", () => {
    expect(nearest("name", [])).toBeUndefined();
  });

  it("may differ in two letters, or in a third of them", () => {
    expect(nearest("nxye", ["name"])).toBe("name");
    expect(nearest("nxyz", ["name"])).toBeUndefined();
    expect(nearest("abcdefxyz", ["abcdefghi"])).toBe("abcdefghi");
    expect(nearest("abcdewxyz", ["abcdefghi"])).toBeUndefined();
  });
});
