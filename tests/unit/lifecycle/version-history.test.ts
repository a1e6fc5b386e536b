import { sameValue } from "../../../provider/api/values";
import { refusal } from "./thing";
import { ALL, type Occasion, versioned } from "./versioned";

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

describe("an object that many write at the same time", () => {
  it("holds the last value of theirs, also where that came between a value that was put back and its write", async () => {
    const { apply, live, warnings } = versioned(ALL, { before: [{ b: 5 }] }, { before: [{ b: 6 }] });
    await apply();
    expect(live()).toEqual({ ...ALL, a: 2, b: 6 });
    expect(warnings).toEqual([MERGED("b", 1), MERGED("b", 3)]);
  });

  it("does not take their version for its own because it differs only in what nobody declares", async () => {
    const { apply, live, warnings } = versioned(
      ALL,
      { arrives: "never", after: [{ c: 5 }] },
      { before: [{ b: 5 }] },
      { before: [{ tags: ["t"] }] },
    );
    await apply();
    expect(live()).toEqual({ a: 2, b: 5, c: 5, d: 1, tags: ["t"] });
    expect(warnings.slice(1)).toEqual([MERGED("b", 2), MERGED("tags", 4)]);
  });

  it("knows its own work when others went on from a write that had arrived late", async () => {
    const { apply, live } = versioned(
      ALL,
      { before: [{ c: 5 }], arrives: "late" },
      { before: [{ tags: ["t"] }, { d: 5 }] },
    );
    await apply();
    expect(live()).toEqual({ a: 2, b: 1, c: 5, d: 5, tags: ["t"] });
  });

  it("looks before each of several versions that hold what it wrote", async () => {
    const { apply, live } = versioned(ALL, {
      before: [{ b: 5 }],
      after: [{ name: null }],
      isAnswerLost: true,
    });
    await apply();
    expect(live()).toEqual({ ...ALL, a: 2, b: 5 });
  });

  /** Any sequence of the same seed is the same; Numerical Recipes' generator. */
  function chance(seed: number): () => number {
    let state = seed;
    return () => {
      state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
      return state / 2 ** 32;
    };
  }

  const THEIRS = ["b", "c", "d", "name", "tags"] as const;

  function occasionsOf(seed: number): Occasion[] {
    const random = chance(seed);
    let value = 100;
    const changes = (likely: number) =>
      Array.from({ length: random() < likely ? Math.floor(random() * 2.5) : 0 }, () => {
        const path = THEIRS[Math.floor(random() * THEIRS.length)] ?? "b";
        value++;
        return { [path]: random() < 0.15 && path !== "b" ? null : value };
      });
    const fates: Occasion[] = [{ isAnswerLost: true }, { arrives: "never" }, { arrives: "late" }];
    return Array.from({ length: 5 }, () => ({
      before: changes(0.5),
      after: changes(0.3),
      ...fates[Math.floor(random() * 8)],
    }));
  }

  it("loses nothing of theirs in silence, whatever happens", async () => {
    for (let seed = 1; seed <= 500; seed++) {
      const { outcome, applyRaw, versions, live, warnings } = versioned(
        { ...ALL, name: "n" },
        ...occasionsOf(seed * 7_919),
      );
      const failure = await outcome(
        applyRaw().then(
          () => "",
          ({ message }: Error) => message,
        ),
      );
      if (failure === "") expect([seed, live().a]).toEqual([seed, 2]);
      const told = warnings.flatMap(
        (each) => /change of ([^.]*) was merged/.exec(each)?.[1]?.split(", ") ?? [],
      );
      for (const path of THEIRS) {
        const theirs = versions.filter(
          (each, number) => each.by === "colleague" && !sameValue(each[path], versions[number - 1]?.[path]),
        );
        const last = theirs.at(-1);
        const isKept = last === undefined || sameValue(live()[path], last[path]);
        expect([seed, path, isKept || failure.includes(path) || told.includes(path)]).toEqual([
          seed,
          path,
          true,
        ]);
      }
    }
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
