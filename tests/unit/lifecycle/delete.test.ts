import { UnknownOutcomeError } from "../../../provider/api/errors";
import { OutOfTimeError } from "../../../provider/api/limiter";
import type { JsonObject } from "../../../provider/api/values";
import { remove } from "../../../provider/lifecycle/delete";
import { recorded, refusal, scene, thing } from "./thing";

const HELD = recorded({ name: "a" });

describe("deletion", () => {
  it("is over when AEP does not show the object any more, however late", async () => {
    const { context, time, outcome, warnings } = scene();
    const start = time.now();
    let gone = 0;
    const get = async () => {
      if (time.now() - start < 30_000) return {};
      gone = time.now();
      return undefined;
    };
    context.claimed.add("id");
    await outcome(remove(thing({ get }), context, "id", HELD));
    expect(context.claimed).toEqual(new Set());
    expect(gone - start).toBeLessThan(60_000);
    expect(warnings).toEqual([]);
  });

  it("waits a minute for that, or as long as the resource says", async () => {
    for (const [hidden, seconds] of [
      [{}, 60],
      [{ __timeouts: { delete: 7 } }, 7],
    ] as const) {
      const { context, time, failure } = scene();
      const start = time.now();
      let last = 0;
      const get = async () => {
        last = time.now();
        return {};
      };
      const error = await failure(remove(thing({ get }), context, "id", { ...HELD, hidden }));
      expect(error.message).toContain(
        `the deletion of the thing "a" (id), but after ${seconds} s still shows it`,
      );
      expect(last - start).toBe(seconds * 1_000);
    }
  });

  it("takes an object that is gone already for deleted", async () => {
    const { context, outcome } = scene();
    const service = { delete: () => Promise.reject(refusal("notFound", 404)), get: async () => undefined };
    await outcome(remove(thing(service), context, "id", HELD));
  });

  it.each(["stillReferenced", "transitional"] as const)(
    "tries again what is refused as %s",
    async (reason) => {
      const { context, outcome } = scene();
      const refusals = [refusal(reason), refusal(reason)];
      let deleted = false;
      const service = {
        delete: async () => {
          const next = refusals.pop();
          if (next !== undefined) throw next;
          deleted = true;
          return "deleted" as const;
        },
        get: async () => (deleted ? undefined : {}),
      };
      await outcome(remove(thing(service), context, "id", HELD));
      expect(deleted).toBe(true);
    },
  );

  it("does not try again what is refused for another reason", async () => {
    const { context, failure } = scene();
    let tries = 0;
    const service = {
      delete: () => {
        tries++;
        return Promise.reject(refusal("denied", 403));
      },
    };
    expect((await failure(remove(thing(service), context, "id", HELD))).message).toBe("AEP refused: denied.");
    expect(tries).toBe(1);
  });

  it("names what holds the object to the end, and nothing where that cannot be found out", async () => {
    const inUse = { delete: () => Promise.reject(refusal("stillReferenced")) };
    const holders = async () => ['flow "Orders" (f-1)', 'flow "Returns" (f-2)'];
    const first = scene();
    const named = await first.failure(remove(thing({ ...inUse, holders }), first.context, "id", HELD));
    expect(named.message).toBe(
      'AEP refused: stillReferenced. It is used by flow "Orders" (f-1), flow "Returns" (f-2).',
    );
    for (const unknown of [async () => [], () => Promise.reject(new Error("no list")), undefined]) {
      const { context, failure } = scene();
      const service = { ...inUse, ...(unknown && { holders: unknown }) };
      const error = await failure(remove(thing(service), context, "id", HELD));
      expect(error.message).toBe("AEP refused: stillReferenced.");
    }
  });

  it("says what AEP said, when then there was no time to ask again", async () => {
    const { context, failure } = scene();
    const answers = [refusal("transitional"), new OutOfTimeError("the time given was over.")];
    const service = { delete: () => Promise.reject(answers.shift() ?? new OutOfTimeError("over")) };
    expect((await failure(remove(thing(service), context, "id", HELD))).message).toBe(
      "AEP refused: transitional.",
    );
  });

  describe("looks where the repetition of a refused deletion gets no answer", () => {
    const lost = new UnknownOutcomeError("The answer is lost.");

    function refusedThenLost(): () => Promise<never> {
      const answers: Error[] = [refusal("stillReferenced")];
      return () => Promise.reject(answers.shift() ?? lost);
    }

    it("and is done where the object is gone", async () => {
      const { context, outcome } = scene();
      const service = { delete: refusedThenLost(), get: async () => undefined };
      await outcome(remove(thing(service), context, "id", HELD));
    });

    it("and says why it was refused where the object is there", async () => {
      const { context, failure } = scene();
      const service = { delete: refusedThenLost(), get: async () => ({}) };
      expect((await failure(remove(thing(service), context, "id", HELD))).message).toBe(
        "AEP refused: stillReferenced.",
      );
    });

    it("and says that nobody knows where the look fails", async () => {
      const { context, failure } = scene();
      const service = { delete: refusedThenLost(), get: () => Promise.reject(new Error("no look")) };
      expect(await failure(remove(thing(service), context, "id", HELD))).toBe(lost);
    });
  });

  it("says that nobody knows where a deletion that was not refused gets no answer", async () => {
    const { context, failure } = scene();
    const lost = new UnknownOutcomeError("The answer is lost.");
    const get = jest.fn(async () => undefined);
    const service = { delete: () => Promise.reject(lost), get };
    expect(await failure(remove(thing(service), context, "id", HELD))).toBe(lost);
    expect(get).not.toHaveBeenCalled();
  });

  it("names no holder of what is refused because it is in transition", async () => {
    const { context, failure } = scene();
    const service = {
      delete: () => Promise.reject(refusal("transitional")),
      holders: async () => ['flow "Orders" (f-1)'],
    };
    expect((await failure(remove(thing(service), context, "id", HELD))).message).toBe(
      "AEP refused: transitional.",
    );
  });

  it("deletes what carries access labels and is shown, and does not take it for deleted where it is not", async () => {
    const labelled = { ...HELD, outputs: { labels: ["core/C1"] } };
    const remaining: JsonObject[] = [{}];
    const del = jest.fn(async () =>
      remaining.pop() === undefined ? ("absent" as const) : ("deleted" as const),
    );
    const kind = thing({ delete: del, get: async () => remaining[0] });
    const shown = scene();
    await shown.outcome(remove(kind, shown.context, "id", labelled));
    expect(del).toHaveBeenCalledTimes(1);
    const hidden = scene();
    expect((await hidden.failure(remove(kind, hidden.context, "id", labelled))).message).toMatch(
      /does not exist\. It carries the access labels core\/C1, and AEP says the same when a label hides/,
    );
    expect(del).toHaveBeenCalledTimes(1);
  });

  it("says that there was no time, when AEP could not be asked at all", async () => {
    const { context, failure } = scene();
    const service = { delete: () => Promise.reject(new OutOfTimeError("no time")) };
    expect((await failure(remove(thing(service), context, "id", HELD))).message).toBe("no time");
  });

  it("leaves what AEP retains there, and says so", async () => {
    for (const kind of [
      thing({ delete: async () => "retained" }),
      thing(
        { delete: () => Promise.reject(new Error("not to be asked")) },
        { dismantle: async () => "retained" },
      ),
    ]) {
      const { context, outcome, warnings } = scene();
      await outcome(remove(kind, context, "id", HELD));
      expect(warnings).toEqual([expect.stringContaining('does not let the thing "a" (id) be deleted')]);
    }
  });

  it("takes apart what was made along before the object itself", async () => {
    const { context, outcome } = scene();
    const done: string[] = [];
    let there: JsonObject | undefined = {};
    const kind = thing(
      {
        delete: async () => {
          done.push("deleted");
          there = undefined;
          return "deleted";
        },
        get: async () => there,
      },
      {
        dismantle: async () => {
          done.push("dismantled");
          return "dismantled";
        },
      },
    );
    await outcome(remove(kind, context, "id", HELD));
    expect(done).toEqual(["dismantled", "deleted"]);
  });

  it("keeps what was not given away, unless somebody else has deleted it", async () => {
    const asked: string[] = [];
    const kept = (live: JsonObject | undefined) =>
      thing(
        {
          get: async () => live,
          delete: async () => {
            asked.push("delete");
            return "deleted";
          },
        },
        { keep: async () => "it holds 3 records." },
      );
    const first = scene();
    expect((await first.failure(remove(kept({}), first.context, "id", HELD))).message).toBe(
      'The thing "a" (id) was not deleted: it holds 3 records.',
    );
    expect(asked).toEqual([]);
    const second = scene();
    await second.outcome(remove(kept(undefined), second.context, "id", HELD));
  });
});
