import { steadyNow } from "../../../provider/api/steady-clock";
import type { JsonObject } from "../../../provider/api/values";
import { openIntents } from "../../../provider/lifecycle/open-intents";
import { ARGS, OTHER, platform } from "./platform";
import { LOCATION } from "./thing";

describe("what is open in a journal", () => {
  const listed = async (
    prepare: (own: ReturnType<typeof platform>) => Promise<unknown> | unknown,
    bodyOf?: () => JsonObject,
  ) => {
    const own = platform();
    await prepare(own);
    const { context, kind, outcome } = own;
    return outcome(openIntents(context.journal, context.client, [kind], bodyOf));
  };

  it("is made anew where nothing is found", async () => {
    expect(await listed((own) => own.intent())).toMatchObject([
      { what: 'thing "a"', twins: [], outcome: "madeAnew", next: expect.stringMatching(/^It is made anew/) },
    ]);
    expect(await listed((own) => own.intent({}, "gone"))).toMatchObject([{ twins: [], outcome: "madeAnew" }]);
  });

  it("stops where another stack may have made it, as the run does; not for an object of other values", async () => {
    const rival = { owner: OTHER, stack: "other" };
    const [contested] = await listed(async (own) => {
      own.put("whose", ARGS);
      await own.intent();
      await own.intent(rival);
    });
    expect(contested).toMatchObject({ twins: [{ id: "whose", contested: true }], outcome: "refused" });
    expect(contested?.next).toMatch(
      /^It stops, because another stack .*Delete whose in AEP, then run pulumi up in both\.$/,
    );
    const [another] = await listed(async (own) => {
      own.put("theirs", { ...ARGS, text: "another" });
      await own.intent();
      await own.intent(rival);
    });
    expect(another).toMatchObject({ outcome: "madeAnew" });
  });

  it("is taken over where one object is it", async () => {
    const taken = {
      twins: [{ id: "theirs", matches: true, ofAnother: false }],
      outcome: "takenOver",
      next: "theirs is taken over, and nothing is made.",
    };
    expect(
      await listed((own) => {
        own.put("theirs", ARGS);
        return own.intent();
      }),
    ).toMatchObject([taken]);
    expect(
      await listed((own) => {
        own.put("theirs", ARGS);
        return own.intent({}, "theirs");
      }),
    ).toMatchObject([taken]);
  });

  it("is taken over by its id though it was changed meanwhile, and not by its name alone", async () => {
    expect(
      await listed((own) => {
        own.put("theirs", { ...ARGS, text: "changed" });
        return own.intent({}, "theirs");
      }),
    ).toMatchObject([
      {
        twins: [{ id: "theirs", matches: false, ofAnother: false }],
        outcome: "takenOver",
        next: expect.stringContaining("theirs is taken over, and brought to what the program says"),
      },
    ]);
    expect(
      await listed((own) => {
        own.put("theirs", { ...ARGS, text: "changed" });
        return own.intent();
      }),
    ).toMatchObject([{ twins: [{ id: "theirs", matches: false }], outcome: "madeAnew" }]);
  });

  it("is refused where it cannot be told apart, and not where another resource has one of them", async () => {
    const two = (own: ReturnType<typeof platform>) => {
      own.put("one", ARGS);
      own.put("two", ARGS);
      return own.intent();
    };
    expect(await listed(two)).toMatchObject([
      { outcome: "refused", next: expect.stringContaining("cannot tell which of one, two is its own") },
    ]);
    const [mine] = await listed(async (own) => {
      await two(own);
      await own.intent({ owner: OTHER }, "two");
    });
    expect(mine).toMatchObject({
      twins: [
        { id: "one", ofAnother: false },
        { id: "two", ofAnother: true },
      ],
      outcome: "takenOver",
    });
  });

  it("is looked for as long as the next run would", async () => {
    const [late] = await listed(async (own) => {
      await own.intent();
      const start = own.time.now();
      void own.time.sleep(4_500).then(() => own.put("late", ARGS, start));
    });
    expect(late?.outcome).toBe("takenOver");
    const [never] = await listed(async (own) => {
      await own.intent();
      const start = own.time.now();
      void own.time.sleep(60_000).then(() => own.put("late", ARGS, start));
    });
    expect(never?.outcome).toBe("madeAnew");
  });

  it("is looked for as its client made it, by this computer's clock where the intent knows no other", async () => {
    const [found] = await listed((own) => {
      own.put("theirs", ARGS, own.time.now() - 60_000, "former-client");
      return own.intent({ clientId: "former-client" }, undefined, steadyNow() - 60_000, false);
    });
    expect(found?.twins).toHaveLength(1);
  });

  it("is looked for by the body of its resource, under the name that it had then", async () => {
    const asked: JsonObject[] = [];
    await listed(
      async (own) => {
        own.kind.service.findCreated = async (_client, body) => {
          asked.push(body);
          return [{ id: "x", live: ARGS }];
        };
        await own.intent();
      },
      () => ({ name: "b", text: "t" }),
    );
    expect(asked).toEqual([{ name: "a", title: "a", text: "t" }]);
  });

  it("is not said to be missing where its name is secret, and nobody knows what to look for", async () => {
    const nameless = (own: ReturnType<typeof platform>) => {
      own.put("theirs", ARGS);
      return own.intent({ name: undefined } as never);
    };
    expect(await listed(nameless)).toMatchObject([
      {
        twins: [],
        outcome: "undecided",
        next: expect.stringMatching(/^It is looked for by its name, which is secret/),
      },
    ]);
    expect(await listed(nameless, () => ARGS)).toMatchObject([{ outcome: "takenOver" }]);
    expect(
      await listed(async (own) => own.intent({ name: undefined, declared: ["text"] } as never)),
    ).toMatchObject([{ outcome: "madeAnew" }]);
  });

  it("is of no known kind", async () => {
    expect(await listed((own) => own.intent({ kind: "Newer", name: undefined } as never))).toMatchObject([
      {
        what: "Newer",
        twins: [],
        outcome: "unknown",
        next: expect.stringContaining("does not know the kind"),
      },
    ]);
  });

  it.each([{ host: "other" }, { orgId: "OTHER@AdobeOrg" }, { sandbox: "prod" }])(
    "is none of this place: %j",
    async (part) => {
      expect(await listed((own) => own.intent({ location: { ...LOCATION, ...part } }))).toEqual([]);
    },
  );
});
