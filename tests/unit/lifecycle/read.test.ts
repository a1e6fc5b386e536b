import type { JsonObject } from "../../../provider/api/values";
import type { Kind } from "../../../provider/lifecycle/kind";
import { patchOperations } from "../../../provider/lifecycle/patch";
import { observedArgs, read } from "../../../provider/lifecycle/read";
import { secretsOf, withMarkedConfidential } from "../../../provider/lifecycle/secrets";
import { changedProperties, managedUnits, splitUnitPath, unitPath } from "../../../provider/lifecycle/units";
import { UNKNOWN } from "../../../provider/lifecycle/unknown";
import { LOCATION, recorded, scene, thing } from "./thing";

type Facts = Partial<Kind<JsonObject, JsonObject>>;

const shown = (live: JsonObject | undefined, facts: Facts = {}) => {
  const asked: (readonly string[])[] = [];
  const complement: NonNullable<Facts["complement"]> = async (_client, _id, held, wanted) => {
    asked.push([...wanted]);
    return held;
  };
  const service = { get: async () => live, lastChange: () => ({ by: "colleague" }) };
  return { ...scene(), asked, kind: thing(service, { complement, ...facts }) };
};

describe("a refresh", () => {
  it("reads what is declared, and says nothing where it is as recorded", async () => {
    const { kind, context, outcome, warnings, asked } = shown({ name: "a", text: "nobody's", etag: "7" });
    const held = recorded({ name: "a", password: "p" }, { outputs: { etag: "1" }, hidden: { __owner: "o" } });
    expect(await outcome(read(kind, context, "id", held))).toEqual({ ...held, outputs: { etag: "7" } });
    expect(warnings).toEqual([]);
    expect(asked).toEqual([["name", "password"]]);
    expect([...context.claimed]).toEqual(["id"]);
  });

  it("takes over what changed, and says who did it", async () => {
    const { kind, context, outcome, warnings } = shown({ name: "theirs", place: "p" });
    const held = recorded({ name: "a", text: "t", place: "p" }, { location: undefined });
    const live = await outcome(read(kind, context, "id", held));
    expect(live).toMatchObject({ args: { name: "theirs", place: "p" }, location: LOCATION });
    expect(live?.args).not.toHaveProperty("text");
    expect(warnings).toEqual([
      'The thing "a" (id) was changed by colleague: name from "a" to "theirs"; text removed, was "t". pulumi preview ' +
        "shows what the program would change back.",
    ]);
  });

  it("keeps the recorded place, and calls nothing changed that is still to be written", async () => {
    const { kind, context, outcome, warnings } = shown({ name: "a", text: "before" });
    const location = { ...LOCATION, host: "recorded" };
    const held = recorded({ name: "a", text: "t" }, { location, pending: ["text"] });
    expect(await outcome(read(kind, context, "id", held))).toMatchObject({
      args: { text: "before" },
      location,
    });
    expect(warnings).toEqual([]);
  });

  it("says that an object is gone, unless an access label may hide it", async () => {
    const gone = shown(undefined);
    expect(await gone.outcome(read(gone.kind, gone.context, "id", recorded({ name: "a" })))).toBeUndefined();
    expect(gone.warnings).toEqual([
      expect.stringContaining('The thing "a" (id) was not found and leaves the state'),
    ]);
    const unlabelled = recorded({ name: "a" }, { outputs: { labels: [] } });
    expect(await gone.outcome(read(gone.kind, gone.context, "id", unlabelled))).toBeUndefined();
    const labelled = recorded({ name: "a" }, { outputs: { labels: ["C1", "C2"] } });
    const error = await gone.failure(read(gone.kind, gone.context, "id", labelled));
    expect(error.message).toContain(
      'AEP says that the thing "a" (id) does not exist. It carries the access labels C1, C2',
    );
    expect(gone.context.claimed.size).toBe(0);
  });

  it("of a look-up reads everything, warns of nothing, and fails where nothing is there", async () => {
    const hidden = { __lookup: true };
    const there = shown({ name: "a", text: "t" });
    const live = await there.outcome(
      read(there.kind, there.context, "id", recorded({ name: "b" }, { hidden })),
    );
    expect(live?.args).toEqual({ name: "a", text: "t" });
    expect(there.asked).toEqual([["name", "text", "place", "password"]]);
    expect(there.warnings).toEqual([]);
    const gone = shown(undefined);
    const error = await gone.failure(read(gone.kind, gone.context, "id", recorded({}, { hidden })));
    expect(error.message).toBe('There is no thing with the id id in the sandbox "dev".');
  });
});

describe("what is observed", () => {
  const kind = thing(
    {},
    {
      usesTenant: true,
      fields: {
        name: { canonical: (value) => String(value).toLowerCase() },
        text: { restore: (was, live) => `${was} restored to ${live}` },
        path: {},
        flag: { providerOnly: true },
        late: { mayBeUnseen: true },
        password: { writeOnly: true },
      },
    },
  );
  const observed = (args: JsonObject, live: JsonObject) => observedArgs(kind, args, live, "acme");

  it("keeps the program's spelling of what is equal, and its words for the tenant", () => {
    expect(observed({ name: "A", path: "_{TENANT_ID}.a" }, { name: "a", path: "_acme.b" })).toEqual({
      name: "A",
      path: "_{TENANT_ID}.b",
    });
    expect(observed({ path: "_acme.a" }, { path: "_acme.b" })).toEqual({ path: "_acme.b" });
  });

  it("is put into the words of the recorded value, and keeps what AEP does not show", () => {
    expect(observed({ text: "t" }, { text: "u" })).toEqual({ text: "t restored to u" });
    expect(observed({ flag: true, late: 1, password: "p" }, {})).toEqual({
      flag: true,
      late: 1,
      password: "p",
    });
    expect(observed({ late: 1 }, { late: 2 })).toEqual({ late: 2 });
    expect(observed({ password: "p" }, { password: "masked" })).toEqual({ password: "p" });
  });

  it("is nothing that nobody declared, and nothing that is no property", () => {
    expect(observed({ name: "a", other: 1 }, { name: "a", text: "t", other: 2 })).toEqual({ name: "a" });
  });
});

describe("units", () => {
  const list = {
    units: (value: unknown) => Object.fromEntries((value as string[]).map((each) => [each, each])),
  };

  it("are named by property and key", () => {
    expect(unitPath("name", "")).toBe("name");
    expect(splitUnitPath(unitPath("list", "a[b].c"))).toEqual(["list", "a[b].c"]);
    expect(splitUnitPath("name")).toEqual(["name", ""]);
  });

  it("are those that the program declares, and the foreign ones where it owns the whole", () => {
    const kind = thing(
      {},
      {
        fields: {
          whole: list,
          own: { ...list, additive: true },
          some: { ...list, additive: (unit) => unit !== "theirs" },
          only: { providerOnly: true },
          none: {},
        },
      },
    );
    const args = { whole: ["a", "x"], own: ["a", "x"], some: ["a", "x", "theirs"], only: 1, none: "n" };
    const declared = { whole: ["a"], own: ["a"], some: ["a"], only: 1 };
    expect([...managedUnits(kind, args, declared).keys()]).toEqual([
      "whole[a]",
      "whole[x]",
      "own[a]",
      "some[a]",
      "some[theirs]",
    ]);
    expect([...managedUnits(kind, args, {}, { none: "other" }).keys()]).toEqual(["none"]);
  });

  it("differ by meaning, and always where a value is not known", () => {
    const kind = thing(
      {},
      {
        fields: {
          name: { defaultValue: "d", canonical: (value) => String(value).trim() },
          tree: {},
          list: {},
        },
      },
    );
    expect(changedProperties(kind, {}, { name: " d " })).toEqual([]);
    expect(changedProperties(kind, { name: "e" }, {})).toEqual(["name"]);
    expect(changedProperties(kind, { tree: { a: 1, b: 2 } }, { tree: { b: 2, a: 1 } })).toEqual([]);
    expect(changedProperties(kind, { tree: null }, { tree: null })).toEqual([]);
    expect(changedProperties(kind, { list: [UNKNOWN] }, { list: [{ a: UNKNOWN }] })).toEqual(["list"]);
  });
});

it("a patch goes to the properties that can be patched, each with its own units alone", () => {
  const changes: unknown[] = [];
  const kind = thing(
    {},
    {
      fields: {
        list: {
          operations: (change) => {
            changes.push(change);
            return [{ op: "add", path: "/list", value: 1 }];
          },
        },
        name: {},
      },
    },
  );
  const units = (entries: JsonObject) => new Map(Object.entries(entries));
  const current = { units: units({ "list[b]": "old", name: "n" }), live: undefined };
  const operations = patchOperations(
    kind,
    ["list[a]", "list[b]", "name"],
    units({ "list[a]": "new", name: "m" }),
    current as never,
    "acme",
  );
  expect(operations).toEqual([{ op: "add", path: "/list", value: 1 }]);
  expect(changes).toEqual([
    { names: ["a", "b"], desired: { a: "new" }, current: { b: "old" }, live: undefined, tenantId: "acme" },
  ]);
});

describe("secrets", () => {
  const kind = thing({}, { secrets: ({ password }) => (typeof password === "string" ? [password] : []) });

  it("are those of the kind, and what the program marked, at any depth", () => {
    expect(secretsOf(kind, { password: "p", name: "a" })).toEqual(["p"]);
    expect(secretsOf(thing(), { name: "a" })).toEqual([]);
    const properties = { name: "a", list: [{ key: "k", more: [7, { x: "y" }, null, true] }], text: "t" };
    expect(secretsOf(kind, { ...properties, __secrets: [["list", 0], ["text"], ["gone", "x"]] })).toEqual([
      "k",
      "7",
      "y",
      "t",
    ]);
    expect(secretsOf(kind, { ...properties, __secrets: [["text", "inside"], "text", ["list", 7]] })).toEqual(
      [],
    );
    expect(secretsOf(kind, { ...properties, __secrets: "text" })).toEqual([]);
  });

  it("make the whole property confidential, whoever marked it", () => {
    expect(withMarkedConfidential(kind, {}, { __secrets: "name" })).toBe(kind);
    expect(withMarkedConfidential(kind, { __secrets: [["other"], "name"] })).toBe(kind);
    const marked = withMarkedConfidential(kind, {}, { __secrets: [["text", 0, "key"]] });
    expect(Object.entries(marked.fields).filter(([, { confidential }]) => confidential)).toEqual([
      ["text", { ...kind.fields.text, confidential: true }],
    ]);
    expect(Object.keys(marked.fields)).toEqual(Object.keys(kind.fields));
  });
});
