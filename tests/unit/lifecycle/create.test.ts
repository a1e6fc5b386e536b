import { existsSync } from "node:fs";
import { UnknownOutcomeError, UnreachableError } from "../../../provider/api/errors";
import { ARGS, HIDDEN, LOST, OTHER, OWNER, platform } from "./platform";
import { LOCATION, refusal } from "./thing";

afterEach(() => {
  jest.restoreAllMocks();
});

describe("a create", () => {
  it("posts once, claims what it made, and leaves its intent until the id is named", async () => {
    const { make, posts, made, context, left, warnings } = platform();
    await make();
    expect(posts).toEqual([ARGS]);
    expect(made).toEqual([
      ["made-1", { args: ARGS, hidden: HIDDEN, outputs: {}, location: LOCATION, pending: [] }],
    ]);
    expect([...context.claimed]).toEqual(["made-1"]);
    expect(await left()).toMatchObject([
      { kind: "Thing", name: "a", owner: OWNER, id: "made-1", location: LOCATION, clientId: "tests" },
    ]);
    await context.journal.confirm(OWNER, "made-1");
    expect(await left()).toEqual([]);
    expect(warnings).toEqual([]);
  });

  it("leaves no intent where the resource has no key, and one by its title where it has no name", async () => {
    const nameless = platform();
    await nameless.make(ARGS, {});
    expect(existsSync(nameless.context.journal.path)).toBe(false);
    const titled = platform();
    await titled.make({ title: "t" });
    expect(await titled.left()).toMatchObject([{ name: "t" }]);
    const neither = platform();
    await neither.make({ name: 7 });
    expect(await neither.left()).toMatchObject([expect.not.objectContaining({ name: expect.anything() })]);
  });

  it("notes its stack, where the resource tells it", async () => {
    const { make, left } = platform();
    await make(ARGS, { ...HIDDEN, __stack: "fedcba" });
    await make({ ...ARGS, text: "u" }, { __owner: OTHER });
    const [told, untold] = await left();
    expect(told).toMatchObject({ owner: OWNER, stack: "fedcba" });
    expect(untold).not.toHaveProperty("stack");
  });

  it.each([
    ["no answer", LOST],
    ["a conflict, from a gateway that repeated it", refusal("invalid", 409)],
  ])("takes over what it made when there was %s", async (_what, error) => {
    const { make, outcomes, posts, made, left, warnings } = platform();
    outcomes.push({ butSays: error });
    await make();
    expect(posts).toHaveLength(1);
    expect(made).toMatchObject([["made-1", { args: ARGS }]]);
    expect(warnings).toEqual([
      'Creating the thing "a" got no clear answer, but AEP made it (made-1). It was taken over.',
    ]);
    expect(await left()).toMatchObject([{ id: "made-1" }]);
  });

  it("leaves alone what is not its own: older, another client's, otherwise declared, or held by somebody", async () => {
    const { make, outcomes, posts, put, made, time, context, intent } = platform();
    outcomes.push(LOST);
    put("older", ARGS, time.now() - 60_000);
    put("another-client", ARGS, time.now(), "colleague");
    put("otherwise", { ...ARGS, text: "other" });
    put("held", ARGS);
    context.claimed.add("held");
    put("of-another-stack", ARGS);
    await intent({ owner: OTHER }, "of-another-stack");
    await make();
    expect(posts).toHaveLength(2);
    expect(made).toMatchObject([["made-2", {}]]);
  });

  it.each([
    ["within the second by which hosts of AEP may differ", 900, 1],
    ["not what an equal stack of the same client made before", 1_500, 2],
  ])("finds %s", async (_what, before, requests) => {
    const { make, outcomes, put, posts, time } = platform();
    outcomes.push(LOST);
    put("a-moment-ago", ARGS, time.now() - before);
    await make();
    expect(posts).toHaveLength(requests);
  });

  it("counts from the request that is in doubt, not from the wait for it", async () => {
    const { make, outcomes, put, posts, time, context } = platform();
    const { send } = context.client;
    // Room in the limiter comes late.
    const late: typeof send = (call) => time.pass(10_000).then(() => send(call));
    Object.assign(context.client, { send: late });
    outcomes.push(LOST);
    put("while-it-waited", ARGS, time.now() + 5_000);
    await make();
    expect(posts).toHaveLength(2);
  });

  it.each([
    [4_900, 1],
    [5_100, 2],
  ])("is less sure while AEP has not told its time: made %d ms before", async (before, requests) => {
    const { make, outcomes, put, posts, time } = platform({}, false);
    // AEP's time does not pass by itself here, so this computer's does not, either.
    jest.spyOn(performance, "now").mockReturnValue(performance.now());
    outcomes.push(LOST);
    put("a-moment-ago", ARGS, time.now() - before);
    await make();
    expect(posts).toHaveLength(requests);
  });

  it("posts at most three times", async () => {
    const { makeInVain, outcomes, posts, left } = platform();
    outcomes.push(LOST, LOST, LOST);
    expect(await makeInVain()).toBe(LOST);
    expect(posts).toHaveLength(3);
    expect(await left()).toHaveLength(1);
  });

  it("posts once where AEP says that there is a conflict, and nothing is there", async () => {
    const { makeInVain, outcomes, posts, left } = platform();
    const conflict = refusal("invalid", 409);
    outcomes.push(conflict);
    expect(await makeInVain()).toBe(conflict);
    expect(posts).toHaveLength(1);
    expect(await left()).toHaveLength(1);
  });

  it("leaves nothing open after a definite refusal, and everything after a failure of its own", async () => {
    const refused = platform();
    refused.outcomes.push(refusal("denied", 403));
    expect((await refused.makeInVain()).message).toBe("AEP refused: denied.");
    expect(await refused.left()).toEqual([]);
    const broken = platform();
    broken.outcomes.push(new TypeError("a fault"));
    await broken.makeInVain();
    expect(await broken.left()).toHaveLength(1);
    expect([...refused.posts, ...broken.posts]).toHaveLength(2);
  });

  it("names who has the title, or says what AEP said where nobody is found", async () => {
    const taken = refusal("titleTaken");
    for (const [findNamed, message] of [
      [
        async () => [{ id: "theirs", live: {} }],
        'AEP refused: titleTaken. The thing theirs has it already, and was left alone. If it is the one you mean, say so with adopt: "theirs".',
      ],
      [async () => [], "AEP refused: titleTaken."],
      [() => Promise.reject(new UnreachableError("away")), "AEP refused: titleTaken."],
      [undefined, "AEP refused: titleTaken."],
    ] as const) {
      const { kind, makeInVain, outcomes, left } = platform();
      Object.assign(kind.service, findNamed && { findNamed });
      outcomes.push(taken);
      const error = await makeInVain();
      expect(error.message).toBe(message);
      expect(error === taken || error.cause === taken).toBe(true);
      expect(await left()).toEqual([]);
    }
  });

  it("asks who has the title only where AEP says that it is taken", async () => {
    const { kind, makeInVain, outcomes } = platform();
    const findNamed = jest.fn(async () => [{ id: "theirs", live: {} }]);
    Object.assign(kind.service, { findNamed });
    outcomes.push(refusal("denied", 403));
    expect((await makeInVain()).message).toBe("AEP refused: denied.");
    outcomes.push(LOST, refusal("denied", 403));
    expect((await makeInVain()).message).toBe("AEP refused: denied.");
    expect(findNamed).not.toHaveBeenCalled();
  });

  it("finds its own object that has the title, and that the lists showed late", async () => {
    const { make, outcomes, posts, put, made, time } = platform();
    const start = time.now();
    outcomes.push(LOST, refusal("titleTaken"));
    const late = time.sleep(6_000).then(() => put("late", ARGS, start));
    await make();
    await late;
    expect(posts).toHaveLength(2);
    expect(made).toMatchObject([["late", {}]]);
  });

  it("says that the object may exist when it cannot be looked for", async () => {
    const { kind, makeInVain, outcomes } = platform();
    outcomes.push(LOST);
    Object.assign(kind.service, { findCreated: () => Promise.reject(new UnreachableError("AEP is away.")) });
    const error = await makeInVain();
    expect(error).toBeInstanceOf(UnknownOutcomeError);
    expect(error.message).toBe(
      'AEP is away. It is not known whether AEP made the thing "a": look for it before running pulumi up again.',
    );
    expect(error.cause).toBe(LOST);
  });

  it("names several that could be it", async () => {
    const { makeInVain, outcomes, put } = platform();
    outcomes.push(LOST);
    put("one", ARGS);
    put("two", ARGS);
    expect((await makeInVain()).message).toContain(
      "several objects could be the one it made: one, two. Delete",
    );
  });

  it("makes equal objects one after the other, so that each finds its own", async () => {
    const { make, outcomes, made } = platform();
    outcomes.push({ butSays: LOST }, { butSays: LOST });
    await Promise.all([make(ARGS, { __owner: OWNER }), make(ARGS, { __owner: OTHER })]);
    expect(made.map(([id]) => id).sort()).toEqual(["made-1", "made-2"]);
  });

  it("verifies what it made once it is settled", async () => {
    const verified: string[] = [];
    const { make } = platform({
      verify: async (_client, id) => {
        verified.push(id);
      },
    });
    await make();
    expect(verified).toEqual(["made-1"]);
  });
});
