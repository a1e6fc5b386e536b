import { adopt, assertReplaceable, BY_NAME } from "../../../provider/lifecycle/adopt";
import { ARGS, HIDDEN, OTHER, platform } from "./platform";
import { LOCATION, scene, thing } from "./thing";

describe("adoption", () => {
  it("records the object as it is, in the words of the program, without what AEP never shows", async () => {
    const { context, made, onMade, outcome } = scene();
    const kind = thing({ get: async () => ({ name: "live", text: "t", etag: "7" }) });
    const hidden = { __adopt: "id" };
    await outcome(adopt(kind, context, "id", { name: "a", password: "p" }, hidden, onMade));
    expect(made).toEqual([
      ["id", { args: { name: "live" }, hidden, outputs: { etag: "7" }, location: LOCATION, pending: [] }],
    ]);
    expect([...context.claimed]).toEqual(["id"]);
  });

  it("settles the intent of whoever made the object, so that nobody takes it over again", async () => {
    const { kind, context, intent, put, left, onMade, outcome } = platform();
    put("theirs", ARGS);
    await intent({ owner: OTHER }, "theirs");
    await outcome(adopt(kind, context, "theirs", ARGS, HIDDEN, onMade));
    expect(await left()).toEqual([]);
  });

  it("refuses an object that another resource of the program holds", async () => {
    const { context, made, onMade, failure } = scene();
    context.claimed.add("id");
    const error = await failure(adopt(thing(), context, "id", { name: "a" }, {}, onMade));
    expect(error.message).toContain(
      'The thing "a" cannot adopt id: another resource of this program already holds it',
    );
    expect(made).toEqual([]);
  });

  it("refuses an id that is not there", async () => {
    const { context, onMade, failure } = scene();
    const kind = thing({ get: async () => undefined });
    const error = await failure(adopt(kind, context, "id", { name: "a" }, {}, onMade));
    expect(error.message).toContain('there is no thing with this id in the sandbox "dev"');
  });

  it("finds the one of the same name, and looks at the object itself", async () => {
    const { context, made, onMade, outcome } = scene();
    const kind = thing({
      findNamed: async (_client, body) => (body.name === "a" ? [{ id: "only", live: { name: "a" } }] : []),
      get: async () => ({ name: "a", text: "in full" }),
    });
    await outcome(adopt(kind, context, BY_NAME, { name: "a", text: "t" }, {}, onMade));
    expect(made).toMatchObject([["only", { args: { name: "a", text: "in full" } }]]);
  });

  it.each([
    [[], 'There is no thing "a" to adopt in the sandbox "dev"'],
    [["one", "two"], 'It is not clear which thing "a" is to be adopted: one, two have the same name'],
    [undefined, 'A thing has no name of its own to be found by: give its id instead of adopt: "byName"'],
  ])("refuses a name that %p have", async (ids, message) => {
    const { context, onMade, failure } = scene();
    const findNamed = ids && (async () => ids.map((id) => ({ id, live: {} })));
    const kind = thing(findNamed && { findNamed });
    const error = await failure(adopt(kind, context, BY_NAME, { name: "a" }, {}, onMade));
    expect(error.message).toContain(message);
  });

  it("does not go together with a change that makes a new object", () => {
    expect(() => assertReplaceable(thing(), "id", "id", ["place", "name"])).toThrow(
      'This change of place, name replaces the thing id, which "adopt" holds on to.',
    );
    expect(() => assertReplaceable(thing(), "id", "id", [])).not.toThrow();
    expect(() => assertReplaceable(thing(), "id", undefined, ["place"])).not.toThrow();
  });
});
