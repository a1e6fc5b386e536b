import { describeLastChange, describe as named } from "../../../provider/lifecycle/context";
import { describeChanges } from "../../../provider/lifecycle/describe-changes";
import { diff, replacedProperties } from "../../../provider/lifecycle/diff";
import { assertSameLocation } from "../../../provider/lifecycle/location";
import { look } from "../../../provider/lifecycle/look";
import {
  adoptedId,
  isLookup,
  ownerOf,
  readRecorded,
  timeoutsOf,
  writeRecorded,
} from "../../../provider/lifecycle/recorded";
import { UNKNOWN } from "../../../provider/lifecycle/unknown";
import { LOCATION, recorded, scene, thing } from "./thing";

describe("an object in messages", () => {
  it.each([
    [{ name: "a", title: "t" }, 'thing "a"'],
    [{ title: "t" }, 'thing "t"'],
    [{}, "thing id"],
    [{ name: 7 }, "thing id"],
  ])("%j", (args, text) => {
    expect(named(thing(), args, "id")).toBe(text);
  });

  it("is a kind where nothing else is known", () => {
    expect(named(thing(), {})).toBe("thing");
  });

  it("was changed by whom AEP names, when it says so", () => {
    const at = Date.UTC(2026, 1, 3, 4, 5, 6);
    expect(describeLastChange({ by: "acme@AdobeID", at })).toBe("by acme@AdobeID at 2026-02-03 04:05:06 UTC");
    expect(describeLastChange({ by: "acme@AdobeID" })).toBe("by acme@AdobeID");
    expect(describeLastChange({ at })).toBe("by somebody at 2026-02-03 04:05:06 UTC");
  });

  it("is described by what changed, and by no secret", () => {
    const kind = thing({}, { fields: { name: {}, text: {}, list: {}, password: { confidential: true } } });
    const from = new Map<string, string>([
      ["name", "a"],
      ["text", "gone"],
      ["password", "canary-1"],
      ["long", "x".repeat(118)],
      ["longer", "x".repeat(119)],
    ]);
    const to = new Map<string, string>([
      ["name", "b"],
      ["list[new]", "n"],
      ["password", "canary-2"],
    ]);
    expect(describeChanges(kind, ["name", "text", "list[new]", "password", "nothing"], from, to)).toBe(
      'name from "a" to "b"; text removed, was "gone"; list[new] added as "n"; password; nothing ',
    );
    expect(describeChanges(kind, ["long"], from, to)).toBe(`long removed, was "${"x".repeat(118)}"`);
    expect(describeChanges(kind, ["longer"], from, to)).toBe(`longer removed, was "${"x".repeat(118)}…`);
  });
});

describe("a difference", () => {
  const kind = thing({}, { deleteBeforeReplace: ({ name }, desired) => name === desired.name });
  const HELD = recorded({ name: "a", place: "p" });

  it("is none without a change", () => {
    expect(diff(kind, HELD, { place: "p", name: "a" }, {})).toEqual({
      changes: false,
      replaces: [],
      deleteBeforeReplace: false,
    });
  });

  it("is an update where nothing replaces", () => {
    const expected = { changes: true, replaces: [], deleteBeforeReplace: false };
    expect(diff(kind, HELD, { name: "b", place: "p" }, {})).toEqual(expected);
    expect(diff(kind, { ...HELD, pending: ["owed"] }, HELD.args, {})).toEqual(expected);
    expect(diff(kind, HELD, HELD.args, { __timeouts: { update: 5 } })).toEqual(expected);
    const timed = { ...HELD, hidden: { __timeouts: { update: 5 }, __owner: "o" } };
    expect(diff(kind, timed, HELD.args, { __timeouts: { update: 5 }, __owner: "other" })).toMatchObject({
      changes: false,
    });
  });

  it("is a replacement, deleted first where the kind says so", () => {
    expect(diff(kind, HELD, { name: "a", place: "q" }, {})).toEqual({
      changes: true,
      replaces: ["place"],
      deleteBeforeReplace: true,
    });
    expect(diff(kind, HELD, { name: "b", place: UNKNOWN }, {})).toEqual({
      changes: true,
      replaces: ["place"],
      deleteBeforeReplace: false,
    });
    expect(diff(thing(), HELD, { name: "a", place: "q" }, {}).deleteBeforeReplace).toBe(false);
  });

  it("replaces by the values, where the field asks for them", () => {
    const byValue = thing({}, { fields: { name: { replaces: (was, is) => was === "a" && is === "c" } } });
    expect(replacedProperties(byValue, { name: "a" }, { name: "b" })).toEqual([]);
    expect(replacedProperties(byValue, { name: "a" }, { name: "c" })).toEqual(["name"]);
  });
});

describe("the place of an object", () => {
  it("must be the configured one", () => {
    expect(() => assertSameLocation(undefined, LOCATION, "thing")).not.toThrow();
    expect(() => assertSameLocation({ ...LOCATION }, LOCATION, "thing")).not.toThrow();
    const elsewhere = { host: "other", orgId: "OTHER@AdobeOrg", sandbox: "prod" };
    expect(() => assertSameLocation(elsewhere, LOCATION, "thing x")).toThrow(
      "The thing x lives in host other, but the configuration names platform; organization OTHER@AdobeOrg, but the " +
        "configuration names TEST@AdobeOrg; sandbox prod, but the configuration names dev. Nothing was sent.",
    );
    expect(() => assertSameLocation({ ...LOCATION, host: "other" }, LOCATION, "thing")).toThrow(
      "lives in host other, but the configuration names platform. Nothing",
    );
  });
});

describe("a look", () => {
  const complemented = (asked: (readonly string[])[]) =>
    thing(
      { get: async (_client, id) => (id === "gone" ? undefined : { name: "a" }) },
      {
        complement: async (_client, _id, live, wanted) => {
          asked.push([...wanted].sort());
          return { ...live, more: true };
        },
      },
    );

  it("adds what is kept apart, as far as it concerns anybody", async () => {
    const asked: string[][] = [];
    const { client } = scene().context;
    expect(await look(complemented(asked), client, "id", [{ name: "a" }, { text: "t" }])).toEqual({
      name: "a",
      more: true,
    });
    await look(complemented(asked), client, "id", "everything");
    expect(asked).toEqual([
      ["name", "text"],
      ["name", "password", "place", "text"],
    ]);
  });

  it("adds nothing to what is gone, or has nothing apart", async () => {
    const asked: string[][] = [];
    const { client } = scene().context;
    expect(await look(complemented(asked), client, "gone", "everything")).toBeUndefined();
    expect(await look(thing({ get: async () => ({ name: "a" }) }), client, "id", "everything")).toEqual({
      name: "a",
    });
    expect(asked).toEqual([]);
  });
});

describe("what a stack records", () => {
  const state = {
    __provider: "code",
    __timeouts: { create: 5, update: "soon", delete: 7 },
    __adopt: "id",
    __owner: "owner",
    __lookup: true,
    name: "a",
    etag: "7",
    location: LOCATION,
    pending: ["owed", 7],
  };

  it("is told apart: declared, computed, hidden, where it is, what is owed", () => {
    const held = readRecorded(thing(), state);
    const { __provider, name, etag, location, pending, ...hidden } = state;
    expect(held).toEqual({ args: { name }, outputs: { etag }, hidden, location, pending: ["owed"] });
    expect(timeoutsOf(held.hidden)).toEqual({ create: 5, delete: 7 });
    expect(adoptedId(held.hidden)).toBe("id");
    expect(ownerOf(held.hidden)).toBe("owner");
    expect(isLookup(held.hidden)).toBe(true);
  });

  it("is written as it is read", () => {
    const held = readRecorded(thing(), state);
    expect(readRecorded(thing(), writeRecorded(held))).toEqual(held);
    expect(writeRecorded(recorded({ name: "a" }))).toEqual({ name: "a", location: LOCATION });
    expect(writeRecorded(recorded({ name: "a" }, { location: undefined }))).toEqual({ name: "a" });
  });

  it("is as little as there is", () => {
    expect(readRecorded(thing(), {})).toEqual({
      args: {},
      outputs: {},
      hidden: {},
      location: undefined,
      pending: [],
    });
    expect(timeoutsOf({ __timeouts: "soon" })).toEqual({});
    expect(adoptedId({ __adopt: 7 })).toBeUndefined();
    expect(ownerOf({ __owner: "" })).toBeUndefined();
    expect(ownerOf({ __owner: 7 })).toBeUndefined();
    expect(isLookup({})).toBe(false);
  });

  it.each(["host", "orgId", "sandbox"])("names no place without a whole one: %s", (part) => {
    const { location } = readRecorded(thing(), { location: { ...LOCATION, [part]: 7 } });
    expect(location).toBeUndefined();
  });
});
