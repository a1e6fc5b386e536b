import { UnknownOutcomeError } from "../../../provider/api/errors";
import type { Json, JsonObject } from "../../../provider/api/values";
import { update } from "../../../provider/lifecycle/update";
import { recorded, refusal, scene, thing } from "./thing";

/** What happens around one write of ours. */
interface Occasion {
  /** What others write after we have looked and before our write takes effect. */
  readonly before?: readonly JsonObject[];
  /** What they write after it. */
  readonly after?: readonly JsonObject[];
  /** Its answer is lost on the way. */
  readonly isAnswerLost?: true;
  /** "never": it is lost, too. "late": it takes effect just before the next one. */
  readonly arrives?: "never" | "late";
}

const LOST = () => new UnknownOutcomeError("The answer was lost.");

/** An object that is written whole, as AEP keeps it: others write members into its newest version, or take them away by null. */
function versioned(first: JsonObject, ...occasions: readonly Occasion[]) {
  const own = scene();
  const versions: JsonObject[] = [{ ...first, version: 0 }];
  const script = [...occasions];
  const state = { gets: 0, reads: [] as number[], unreadable: new Map<number, Error | undefined>() };
  const late: JsonObject[] = [];
  const newest = () => versions.at(-1) ?? {};
  const put = (contents: JsonObject) => {
    const made = { ...contents, version: versions.length };
    versions.push(made);
    return made;
  };
  const colleague = (change: JsonObject) => {
    const all: JsonObject = { ...newest(), ...change, by: "colleague" };
    put(Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null)));
  };
  const kind = thing(
    {
      conditional: false,
      get: async () => {
        state.gets++;
        return newest();
      },
      write: async (_client, _id, { body, repeated = new Map<string, Json>() }) => {
        for (const earlier of late.splice(0)) put(earlier);
        const { before = [], after = [], isAnswerLost, arrives } = script.shift() ?? {};
        before.forEach(colleague);
        const contents = { ...Object.fromEntries(repeated), ...body() };
        if (arrives === "late") late.push(contents);
        const seen = arrives === undefined ? put(contents) : {};
        after.forEach(colleague);
        if (isAnswerLost || arrives !== undefined) throw LOST();
        return { seen };
      },
      lastChange: ({ by }) => (typeof by === "string" ? { by } : {}),
      versions: {
        numberOf: ({ version }) => (typeof version === "number" ? version : undefined),
        get: async (_client, _id, version) => {
          state.reads.push(version);
          const failure = state.unreadable.get(version);
          if (failure !== undefined) throw failure;
          return state.unreadable.has(version) ? undefined : versions[version];
        },
        address: (id, version) => `GET ${id}?version=${version}`,
        repeated: ({ name, tags }) =>
          new Map(
            Object.entries({ name, tags }).flatMap(([key, value]) =>
              value === undefined ? [] : [[key, value]],
            ),
          ),
      },
    },
    {
      fields: { a: {}, b: {}, c: {}, d: {}, name: {} },
      fromLive: ({ a, b, c, d, name }) =>
        Object.fromEntries(
          Object.entries({ a, b, c, d, name }).flatMap(([key, value]) =>
            value === undefined ? [] : [[key, value]],
          ),
        ),
      outputs: ({ version }) => (version === undefined ? {} : { version }),
    },
  );
  const before = recorded({ a: 1, b: 1, c: 1, d: 1 }, { outputs: { version: 0 } });
  const apply = (desired: JsonObject) => update(kind, own.context, "id", before, desired, {}, own.onMade);
  return {
    ...own,
    state,
    versions,
    apply: (desired: JsonObject = { ...ALL, a: 2 }) => own.outcome(apply(desired)),
    applyInVain: (desired: JsonObject = { ...ALL, a: 2 }) => own.failure(apply(desired)),
    /** Without what AEP adds. */
    live: () => {
      const { version: _version, by: _by, ...contents } = newest();
      return contents;
    },
  };
}

const ALL = { a: 1, b: 1, c: 1, d: 1 };
const MERGED = (paths: string, version: number) =>
  `The thing id was changed by colleague while it was written (version ${version}). Their change of ${paths} was merged again.`;

describe("an object that is written whole", () => {
  it("takes one look and one write where nobody else is about", async () => {
    const { apply, state, live, made, warnings } = versioned(ALL);
    await apply();
    expect([state.gets, state.reads, live()]).toEqual([1, [], { ...ALL, a: 2 }]);
    expect(made[0]?.[1].outputs).toEqual({ version: 1 });
    expect(warnings).toEqual([]);
  });

  it("takes one more look where only the answer is lost", async () => {
    const { apply, state, versions, warnings } = versioned(ALL, { isAnswerLost: true });
    await apply();
    expect([state.gets, state.reads, versions.length]).toEqual([2, [], 2]);
    expect(warnings).toEqual([]);
  });

  it("gets back what others wrote between look and write, and says so afterwards", async () => {
    const { apply, live, warnings, made } = versioned(ALL, { before: [{ b: 5 }, { c: null }] });
    await apply();
    expect(live()).toEqual({ a: 2, b: 5, d: 1 });
    expect(warnings).toEqual([MERGED("b, c", 2)]);
    expect(made[0]?.[1].outputs).toEqual({ version: 4 });
  });

  it("gets it back where the answer to the write is lost", async () => {
    const { apply, live, warnings, state } = versioned(ALL, { before: [{ b: 5 }], isAnswerLost: true });
    await apply();
    expect(live()).toEqual({ ...ALL, a: 2, b: 5 });
    expect(state.reads).toEqual([1]);
    expect(warnings).toEqual([MERGED("b", 1)]);
  });

  it("gets it back where others wrote before and after a write whose answer is lost", async () => {
    const lost = { before: [{ b: 5 }], after: [{ c: 5 }], isAnswerLost: true } as const;
    const { apply, live, warnings } = versioned(ALL, lost);
    await apply();
    expect(live()).toEqual({ a: 2, b: 5, c: 5, d: 1 });
    expect(warnings).toEqual([
      expect.stringContaining("c from 1 to 5. That was left as it is"),
      MERGED("b", 1),
    ]);
  });

  it("takes what others alone wrote for theirs where a write never arrived", async () => {
    const { apply, live, warnings } = versioned(ALL, {
      before: [{ b: 5 }, { c: 5 }],
      arrives: "never",
    });
    await apply();
    expect(live()).toEqual({ a: 2, b: 5, c: 5, d: 1 });
    expect(warnings).toEqual([
      expect.stringContaining("b from 1 to 5; c from 1 to 5. That was left as it is"),
    ]);
  });

  it("keeps it through the failures of the writes that are to get it back", async () => {
    for (const failing of [{ arrives: "never" }, { isAnswerLost: true }, { arrives: "late" }] as const) {
      const { apply, live, warnings } = versioned(ALL, { before: [{ b: 5 }] }, failing);
      await apply();
      expect(live()).toEqual({ ...ALL, a: 2, b: 5 });
      expect(warnings).toEqual([MERGED("b", 1)]);
    }
  });

  it("merges with what others wrote before the write that gets it back, and before the next one", async () => {
    const { apply, live, warnings } = versioned(
      ALL,
      { before: [{ b: 5 }], after: [{ c: 5 }] },
      { before: [{ d: 5 }] },
    );
    await apply();
    expect(live()).toEqual({ a: 2, b: 5, c: 5, d: 5 });
    expect(warnings).toEqual([expect.stringContaining("c from 1 to 5"), MERGED("b", 1), MERGED("d", 4)]);
  });

  it("leaves what others got back themselves, or changed once more", async () => {
    const { apply, live, warnings, versions } = versioned(ALL, {
      before: [{ b: 5, c: 5 }],
      after: [{ b: 5, c: 6 }],
    });
    await apply();
    expect(live()).toEqual({ a: 2, b: 5, c: 6, d: 1 });
    expect(versions).toHaveLength(4);
    expect(warnings).toEqual([
      expect.stringContaining("b from 1 to 5; c from 1 to 6. That was left as it is"),
    ]);
  });

  it("does not take an own write that arrives late for somebody else's", async () => {
    const alone = versioned(ALL, { arrives: "late" });
    await alone.apply();
    expect(alone.versions).toHaveLength(3);
    expect([alone.live(), alone.warnings]).toEqual([{ ...ALL, a: 2 }, []]);
    // It does not know what others wrote after the look that it was made from, the write after it does.
    const together = versioned(ALL, { arrives: "late", after: [{ b: 5 }] });
    await together.apply();
    expect(together.live()).toEqual({ ...ALL, a: 2, b: 5 });
    expect(together.warnings).toEqual([expect.stringContaining("b from 1 to 5. That was left as it is")]);
  });

  it("gets back what an own write took away that arrived late", async () => {
    const { apply, live, versions, warnings } = versioned(
      ALL,
      { arrives: "late", after: [{ b: 5 }] },
      { arrives: "never" },
    );
    await apply();
    expect(live()).toEqual({ ...ALL, a: 2, b: 5 });
    expect(versions.map(({ b }) => b)).toEqual([1, 5, 1, 5]);
    expect(warnings.at(-1)).toEqual(MERGED("b", 1));
  });

  it("gets back what is nobody's in the program, and says what is declared by the program alone", async () => {
    const first = { ...ALL, name: "n", tags: ["t"] };
    const { apply, live, warnings } = versioned(first, { before: [{ name: "theirs", tags: null }] });
    await apply();
    expect(live()).toEqual({ ...ALL, a: 2, name: "theirs" });
    expect(warnings).toEqual([MERGED("name, tags", 1)]);
    const declared = versioned(first, { before: [{ tags: ["u"] }] });
    await declared.apply({ ...ALL, name: "ours" });
    expect(declared.live()).toEqual({ ...ALL, name: "ours", tags: ["u"] });
  });

  it("has its way where the program changes the same, and says where theirs is", async () => {
    for (const change of [{ a: 5 }, { a: 5, b: 5 }]) {
      const { apply, live, warnings } = versioned(ALL, { before: [change] });
      await apply();
      expect(live()).toEqual({ ...ALL, ...change, a: 2 });
      expect(warnings[0]).toBe(
        "The thing id was changed by colleague while it was written (version 1). Both changed a; yours is in place, and " +
          "theirs in version 1 (GET id?version=1).",
      );
    }
    // Somebody else made the same change before, and changed it once more.
    const same = versioned({ ...ALL, a: 2 }, { before: [{ a: 5 }] });
    await same.apply({ ...ALL, a: 2, b: 2 });
    expect(same.live()).toEqual({ ...ALL, a: 2, b: 2 });
    expect(same.warnings).toEqual([expect.stringContaining("Both changed a; yours is in place")]);
  });

  it("says nothing of writes that changed nothing", async () => {
    const { apply, warnings, versions } = versioned(ALL, { before: [{}, { b: 5 }, { b: 1 }] });
    await apply();
    expect([versions.length, warnings]).toEqual([5, []]);
  });
});

describe("what others wrote and cannot be got back", () => {
  const GAP = { before: [{ b: 5 }] };

  it("fails the update when the attempts are spent, naming it and where it is", async () => {
    const { applyInVain, versions, warnings } = versioned(
      ALL,
      GAP,
      { before: [{ c: 5 }] },
      { before: [{ d: 5 }] },
      { before: [{ b: 6 }] },
    );
    const { message } = await applyInVain();
    expect(versions).toHaveLength(9);
    expect(message).toMatch(
      /^The thing id \(id\) was changed elsewhere each time that it was written\. It was changed by colleague while it was written, and that is not in the newest version: b from 5 to 6\. Version 7 holds it \(GET id\?version=7\): see that it gets back\.$/,
    );
    expect(warnings.at(-1)).toMatch(/was merged again/);
  });

  it("fails the update when a write is refused, or never answered", async () => {
    const never = { arrives: "never" } as const;
    const unanswered = versioned(ALL, GAP, never, never, never);
    expect((await unanswered.applyInVain()).message).toContain(
      "The answer was lost. It was changed by colleague while it was written, and that is not in the newest version: b from " +
        "1 to 5. Version 1 holds it (GET id?version=1): see that it gets back.",
    );
    expect([unanswered.state.gets, unanswered.warnings]).toEqual([5, []]);
  });

  it("is looked for once more after the last write", async () => {
    const never = { arrives: "never" } as const;
    const late = versioned(ALL, never, never, never, { isAnswerLost: true });
    await late.apply();
    expect([late.state.gets, late.warnings]).toEqual([5, []]);
    const inGap = versioned(ALL, never, never, never, { before: [{ b: 5 }], isAnswerLost: true });
    expect((await inGap.applyInVain()).message).toContain("b from 1 to 5. Version 1 holds it");
  });

  it("is warned of when AEP does not show the version", async () => {
    for (const occasion of [GAP, { ...GAP, isAnswerLost: true } as const]) {
      const { apply, state, warnings, live } = versioned(ALL, occasion);
      state.unreadable.set(1, undefined);
      await apply();
      expect(live()).toEqual({ ...ALL, a: 2 });
      expect(warnings).toEqual([
        "The thing id was changed while it was written, and version 1 could not be read (GET id?version=1): what others " +
          "changed there may be missing in the newest version.",
      ]);
    }
  });

  it("is warned of when it cannot be told whether a write arrived", async () => {
    const { apply, state, warnings } = versioned(ALL, {
      before: [{ b: 5 }, { b: 6 }],
      after: [{ c: 5 }],
      isAnswerLost: true,
    });
    for (const version of [1, 2, 3]) state.unreadable.set(version, undefined);
    await apply();
    expect(warnings[0]).toContain("versions 1 to 3 could not be read (GET id?version=1)");
  });

  it("fails the update when the version cannot be read now", async () => {
    const { applyInVain, state } = versioned(ALL, GAP);
    state.unreadable.set(1, refusal("unavailable", 503));
    expect((await applyInVain()).message).toBe(
      "AEP refused: unavailable. The thing id was changed while it was written, and version 1 could not be read " +
        "(GET id?version=1): what others changed there may be missing in the newest version.",
    );
  });

  it("may be nothing: a failure says which version was the last one that was seen", async () => {
    const never = { arrives: "never" } as const;
    const { applyInVain } = versioned(ALL, never, never, never, never);
    expect((await applyInVain()).message).toBe(
      "The answer was lost. When it was last read it was version 0 (GET id?version=0). What others wrote since then has a " +
        "version of its own, and may be missing in the newest one.",
    );
  });

  it("is not claimed where a failure has nothing to do with it", async () => {
    const { applyInVain } = versioned({ ...ALL, a: 7 });
    const { message } = await applyInVain();
    expect(message).toContain("The program changes the same. Nothing was written.");
    expect(message).not.toContain("version");
    // Where something was, it is not said that nothing was.
    const again = versioned(ALL, { arrives: "never", after: [{ a: 7 }] });
    expect((await again.applyInVain()).message).toContain("Nothing more was written.");
  });
});
