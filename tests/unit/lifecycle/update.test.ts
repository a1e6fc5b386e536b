import { UnknownOutcomeError } from "../../../provider/api/errors";
import type { Change, Written } from "../../../provider/api/object-service";
import type { Json, JsonObject } from "../../../provider/api/values";
import { create } from "../../../provider/lifecycle/create";
import { at, type FieldChange, type Kind } from "../../../provider/lifecycle/kind";
import type { Recorded } from "../../../provider/lifecycle/recorded";
import { update } from "../../../provider/lifecycle/update";
import { LOCATION, recorded, refusal, scene, thing } from "./thing";

type Facts = Partial<Kind<JsonObject, JsonObject>>;

/** One object that AEP holds; what a write comes to is said before. */
function held(live: JsonObject | undefined, facts: Facts = {}, conditional = true) {
  const own = scene();
  const state = { live, gets: 0 };
  const changes: Change<JsonObject>[] = [];
  /** In turn: a failure, or what is answered instead of the object with the next etag. */
  const outcomes: (Error | Written<JsonObject>)[] = [];
  const kind = thing(
    {
      conditional,
      get: async () => {
        state.gets++;
        return state.live;
      },
      write: async (_client, _id, change) => {
        changes.push(change);
        const outcome = outcomes.shift();
        if (outcome instanceof Error) throw outcome;
        return outcome ?? { seen: { etag: `after ${changes.length}` } };
      },
      lastChange: () => ({ by: "colleague", at: Date.UTC(2026, 0, 2) }),
    },
    facts,
  );
  const apply = (before: Recorded, desired: JsonObject, hidden: JsonObject = {}) =>
    update(kind, own.context, "id", before, desired, hidden, own.onMade);
  return {
    ...own,
    state,
    changes,
    outcomes,
    operations: () => changes.map(({ operations }) => operations),
    apply: (...parameters: Parameters<typeof apply>) => own.outcome(apply(...parameters)),
    applyInVain: (...parameters: Parameters<typeof apply>) => own.failure(apply(...parameters)),
  };
}

const stateOf = (args: JsonObject, rest: Partial<Recorded> = {}) =>
  recorded(args, { outputs: { etag: "1", owed: "o" }, ...rest });

describe("an update", () => {
  it("writes what changed, by the recorded etag, without a look, and records what AEP says", async () => {
    const { apply, operations, changes, state, made, warnings } = held({ name: "a" });
    await apply(stateOf({ name: "a", text: "t" }), { name: "b", text: "t" }, { __owner: "o" });
    expect(operations()).toEqual([[{ op: "replace", path: "/name", value: "b" }]]);
    expect(changes[0]).toMatchObject({ etag: "1", before: undefined, name: 'thing "a"' });
    expect(state.gets).toBe(0);
    expect(made).toEqual([
      [
        "id",
        {
          args: { name: "b", text: "t" },
          hidden: { __owner: "o" },
          outputs: { etag: "after 1", owed: "o" },
          location: LOCATION,
          pending: [],
        },
      ],
    ]);
    expect(warnings).toEqual([]);
  });

  it("sends nothing where nothing changed, and records where the object lives", async () => {
    const { apply, changes, made } = held({});
    await apply(stateOf({ name: "a" }, { location: undefined }), { name: "a" });
    expect(changes).toEqual([]);
    expect(made).toMatchObject([["id", { location: LOCATION, outputs: { etag: "1" } }]]);
    const elsewhere = held({});
    const location = { ...LOCATION, host: "recorded" };
    await elsewhere.apply(stateOf({ name: "a" }, { location }), { name: "a" });
    expect(elsewhere.made[0]?.[1].location).toEqual(location);
  });

  it("looks first where no etag is known, or the service knows none, or the property demands it", async () => {
    for (const [own, outputs] of [
      [held({ name: "a", etag: "7" }), {}],
      [held({ name: "a", etag: "7" }, {}, false), { etag: "1" }],
      [
        held(
          { name: "a", etag: "7" },
          { fields: { name: { operations: at("/name"), looksFirst: () => true } } },
        ),
        { etag: "1" },
      ],
    ] as const) {
      await own.apply(stateOf({ name: "a" }, { outputs }), { name: "b" });
      expect(own.state.gets).toBe(1);
      expect(own.changes).toMatchObject([{ etag: "7", before: { name: "a" } }]);
    }
  });

  it("advises after it, verifies last, and waits for what is owed", async () => {
    const done: string[] = [];
    const { apply, informed, made } = held(
      { owed: 1 },
      {
        advice: (was, is) => `${was.name} became ${is.name}`,
        verify: async () => {
          done.push("verified");
        },
        pending: (_args, { owed }) => (owed === 1 ? [] : ["owed"]),
      },
    );
    await apply(stateOf({ name: "a" }), { name: "b" });
    expect(informed).toEqual(["a became b"]);
    expect(done).toEqual(["verified"]);
    expect(made.map(([, { pending }]) => pending)).toEqual([["owed"], []]);
    const silent = held({}, { advice: () => undefined });
    await silent.apply(stateOf({ name: "a" }), { name: "b" });
    expect(silent.informed).toEqual([]);
  });

  it("is refused where the object is gone, and where somebody changed the same", async () => {
    const gone = held(undefined);
    const first = await gone.applyInVain(stateOf({ name: "a" }, { outputs: {} }), { name: "b" });
    expect(first.message).toContain('The thing "a" (id) does not exist any more: it was deleted elsewhere.');
    const changed = held({ name: "theirs" });
    const second = await changed.applyInVain(stateOf({ name: "a" }, { outputs: {} }), { name: "b" });
    expect(second.message).toContain(
      'The thing "a" (id) was changed by colleague at 2026-01-02 00:00:00 UTC: name from "a" to "theirs". ' +
        "The program changes the same. Nothing was written.",
    );
    expect([...gone.changes, ...changed.changes]).toEqual([]);
  });

  it("leaves what somebody else changed, says so, and keeps the old etag", async () => {
    const { apply, operations, warnings, made } = held({ name: "a", text: "theirs", etag: "7" });
    await apply(stateOf({ name: "a", text: "t" }, { outputs: { etag: 1 } }), { name: "b", text: "t" });
    expect(operations()).toEqual([[{ op: "replace", path: "/name", value: "b" }]]);
    expect(warnings).toEqual([
      'The thing "a" was also changed by colleague at 2026-01-02 00:00:00 UTC: text from "t" to "theirs". That was left ' +
        "as it is; pulumi refresh shows it.",
    ]);
    expect(made[0]?.[1].outputs).toEqual({ etag: 1 });
  });

  it("writes nothing where somebody else made the same change", async () => {
    const { apply, changes, made } = held({ name: "b", etag: "7" });
    await apply(stateOf({ name: "a" }, { outputs: {} }), { name: "b" });
    expect(changes).toEqual([]);
    expect(made[0]?.[1].outputs).toEqual({ etag: "7" });
  });

  it("takes over what nobody had declared, and is told where a default was changed", async () => {
    const taken = held({ name: "a", text: "anybody's" });
    await taken.apply(stateOf({ name: "a" }, { outputs: {} }), { name: "a", text: "ours" });
    expect(taken.operations()).toEqual([[{ op: "replace", path: "/text", value: "ours" }]]);
    const fields = { name: {}, text: { operations: at("/text"), defaultValue: "" } };
    const defaulted = held({ name: "a", text: "theirs" }, { fields });
    const error = await defaulted.applyInVain(stateOf({ name: "a" }, { outputs: {} }), {
      name: "a",
      text: "ours",
    });
    expect(error.message).toContain('text from "" to "theirs"');
  });

  it.each([
    ["a lost answer", () => new UnknownOutcomeError("lost")],
    ["an etag of another time", () => refusal("preconditionFailed", 412)],
    ["an object that is not there yet", () => refusal("notFound", 404)],
  ])("looks again after %s, three times", async (_what, failure) => {
    const again = held({ name: "a", etag: "7" });
    again.outcomes.push(failure(), failure(), failure());
    await again.apply(stateOf({ name: "a" }), { name: "b" });
    expect(again.changes.map(({ etag }) => etag)).toEqual(["1", "7", "7", "7"]);
    const inVain = held({ name: "a" });
    const last = failure();
    inVain.outcomes.push(failure(), failure(), failure(), last);
    expect(await inVain.applyInVain(stateOf({ name: "a" }), { name: "b" })).toBe(last);
    expect(inVain.changes).toHaveLength(4);
  });

  it("takes what its lost request wrote for written", async () => {
    const { apply, changes, outcomes } = held({ name: "b", etag: "7" });
    outcomes.push(new UnknownOutcomeError("lost"));
    await apply(stateOf({ name: "a" }), { name: "b" });
    expect(changes).toHaveLength(1);
  });

  it("does not look again after another refusal, or a failure of its own", async () => {
    for (const failure of [refusal("denied", 403), new TypeError("a fault")]) {
      const { applyInVain, changes, outcomes } = held({ name: "a" });
      outcomes.push(failure);
      expect(await applyInVain(stateOf({ name: "a" }), { name: "b" })).toBe(failure);
      expect(changes).toHaveLength(1);
    }
  });

  it("waits for an object in transition, two seconds at a time, as long as the resource says", async () => {
    const { apply, changes, outcomes, time } = held({ name: "a" });
    const start = time.now();
    outcomes.push(...Array.from({ length: 7 }, () => refusal("transitional")));
    await apply(stateOf({ name: "a" }), { name: "b" });
    expect(changes).toHaveLength(8);
    expect(time.now() - start).toBe(14_000);
    const inVain = held({ name: "a" });
    inVain.outcomes.push(...Array.from({ length: 7 }, () => refusal("transitional")));
    await inVain.applyInVain(stateOf({ name: "a" }), { name: "b" }, { __timeouts: { update: 0 } });
    expect(inVain.changes).toHaveLength(4);
  });

  it("sends the whole object where there is no other way, in the program's order and words", async () => {
    const fields = {
      name: { canonical: (value: Json) => String(value).toLowerCase() },
      list: {
        units: (value: Json) =>
          Object.fromEntries((value as string[]).map((each) => [each.toLowerCase(), each])),
        join: (units: readonly Json[]) => units,
      },
      gone: {},
    };
    const { apply, changes } = held({ name: "a", list: ["B", "A", "theirs"] }, { fields }, false);
    await apply(stateOf({ name: "a", list: ["A", "B"], gone: "g" }), { name: "New", list: ["B", "A"] });
    expect(changes[0]?.operations).toEqual([]);
    expect(changes[0]?.body()).toEqual({ name: "New", list: ["B", "A", "theirs"] });
    expect(changes[0]?.removed).toEqual(["gone"]);
  });
});

describe("properties that AEP takes in requests of their own", () => {
  function apart(live: JsonObject, initially?: Json) {
    const written: [Partial<FieldChange>, string | undefined][] = [];
    const failures: Error[] = [];
    const own = held(live, {
      fields: {
        name: { operations: at("/name") },
        state: {
          apart: {
            ...(initially !== undefined && { initially }),
            write: async ({ names, desired, current, declared }, { id, name, etag }) => {
              expect([id, name]).toEqual([id, 'thing "a"']);
              written.push([{ names, desired, current, declared }, etag]);
              const failure = failures.shift();
              if (failure !== undefined) throw failure;
              return { etag: "of the action" };
            },
          },
        },
      },
    });
    return { ...own, written, failures };
  }

  it("are written after the others, with the etag that those left", async () => {
    const { apply, written, changes, made } = apart({});
    await apply(stateOf({ name: "a", state: "on" }), { name: "b", state: "off" });
    expect(changes).toHaveLength(1);
    expect(written).toEqual([
      [{ names: [""], desired: { "": "off" }, current: { "": "on" }, declared: "off" }, "after 1"],
    ]);
    expect(made[0]?.[1].outputs).toMatchObject({ etag: "of the action" });
  });

  it("are written alone, with the recorded etag, and only where they changed", async () => {
    const { apply, written, changes } = apart({});
    await apply(stateOf({ name: "a", state: "on" }), { name: "a", state: "off" });
    expect(changes).toEqual([]);
    expect(written).toMatchObject([[{}, "1"]]);
    const others = apart({});
    await others.apply(stateOf({ name: "a", state: "on" }), { name: "b", state: "on" });
    expect(others.written).toEqual([]);
  });

  it("are looked at where an earlier run may have written a part of them", async () => {
    const { apply, written, state } = apart({ name: "a", state: "off", etag: "7" });
    const pending = ["state", "name"];
    await apply(stateOf({ name: "a", state: "on" }, { pending }), { name: "a", state: "off" });
    expect([state.gets, written]).toEqual([1, []]);
    const other = apart({ name: "a", state: "half", etag: "7" });
    await other.apply(stateOf({ name: "a", state: "on" }, { pending }), { name: "a", state: "on" });
    expect(other.written).toEqual([
      [{ names: [""], desired: { "": "on" }, current: { "": "half" }, declared: "on" }, "7"],
    ]);
    const untouched = apart({});
    await untouched.apply(stateOf({ name: "a", state: "on" }, { pending: ["name"] }), {
      name: "a",
      state: "on",
    });
    expect(untouched.state.gets).toBe(0);
  });

  it.each([
    [undefined, { state: "on" }, 1],
    ["on", { state: "on" }, 0],
    ["off", { state: "on" }, 1],
    ["off", {}, 0],
  ])("finish a new object that has %p by itself: %j", async (initially, declared, requests) => {
    const { context, onMade, made, written, outcome } = apart({}, initially);
    const kind = thing(
      { create: async (_client, body) => ({ id: "id", seen: { ...body, etag: "of the creation" } }) },
      {
        fields: {
          name: {},
          state: {
            apart: {
              ...(initially !== undefined && { initially }),
              write: async (change, { etag }) => {
                written.push([change, etag]);
                return { etag: "of the action", owed: "o" };
              },
            },
          },
        },
      },
    );
    await outcome(create(kind, context, { name: "a", ...declared }, {}, onMade));
    expect(written).toHaveLength(requests);
    const [, last] = made.at(-1) ?? [];
    expect(last).toMatchObject({ args: { name: "a", ...declared }, pending: [] });
    expect(last?.outputs.etag).toBe("of the creation");
    if ("state" in declared) expect(made[1]?.[1]).toMatchObject({ pending: ["state"] });
    else expect(made).toHaveLength(1);
    if (requests > 0) expect(last?.outputs.owed).toBe("o");
  });

  it("stay recorded as pending when they could not be written", async () => {
    const { context, onMade, made, failure } = apart({});
    const kind = thing(
      {},
      { fields: { name: {}, state: { apart: { write: () => Promise.reject(refusal("denied", 403)) } } } },
    );
    await failure(create(kind, context, { name: "a", state: "on" }, {}, onMade));
    expect(made.at(-1)?.[1]).toMatchObject({ args: { name: "a", state: "on" }, pending: ["state"] });
  });
});
