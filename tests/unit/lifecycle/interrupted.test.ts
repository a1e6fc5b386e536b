import { appendFile, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import path from "node:path";
import { OutOfTimeError } from "../../../provider/api/limiter";
import { steadyNow } from "../../../provider/api/steady-clock";
import type { Json, JsonObject } from "../../../provider/api/values";
import { Journal } from "../../../provider/journal/journal";
import { remove } from "../../../provider/lifecycle/delete";
import { declaration, findTwin, hasDigest, isAsDeclared } from "../../../provider/lifecycle/twins";
import { ARGS, HIDDEN, OTHER, OWNER, platform } from "./platform";
import { LOCATION, recorded } from "./thing";

describe("a create after an interrupted one", () => {
  it("takes over what that made, by its id", async () => {
    const { make, intent, put, posts, made, warnings, context, time } = platform();
    put("theirs", ARGS);
    await intent({}, "theirs");
    const at = new Date(time.now()).toISOString().slice(0, 19).replace("T", " ");
    await make();
    expect(posts).toEqual([]);
    expect(made[0]).toMatchObject(["theirs", { args: ARGS, hidden: HIDDEN }]);
    expect([...context.claimed]).toEqual(["theirs"]);
    expect(warnings).toEqual([
      `The thing "a" was made by a run that was interrupted on ${at} UTC (theirs). It was taken over, and not made again.`,
    ]);
  });

  it.each([
    ["kind", { kind: "Other" }],
    ["host", { location: { ...LOCATION, host: "other" } }],
    ["organization", { location: { ...LOCATION, orgId: "OTHER@AdobeOrg" } }],
    ["sandbox", { location: { ...LOCATION, sandbox: "prod" } }],
    ["resource", { owner: OTHER }],
  ])("of another %s makes its own, and leaves that intent open", async (_what, changes) => {
    const { make, intent, put, posts, left } = platform();
    put("theirs", ARGS);
    await intent(changes, "theirs");
    await make();
    expect(posts).toHaveLength(1);
    expect((await left()).map(({ id }) => id).sort()).toEqual(["made-1", "theirs"]);
  });

  it("leaves alone what a resource of this run holds already", async () => {
    const { make, intent, put, context, posts, left } = platform();
    put("claimed", ARGS);
    context.claimed.add("claimed");
    await intent({}, "claimed");
    await make();
    expect(posts).toHaveLength(1);
    expect(await left()).toHaveLength(2);
  });

  it("makes anew what somebody deleted meanwhile, and forgets the intent", async () => {
    const { make, intent, posts, left } = platform();
    await intent({}, "gone");
    await make();
    expect(posts).toHaveLength(1);
    expect(await left()).toMatchObject([{ id: "made-1" }]);
  });

  it("waits for what AEP does not show at once, and no longer than its lists may lag", async () => {
    const shown = platform();
    await shown.intent({}, "late");
    const late = shown.time.sleep(4_000).then(() => shown.put("late", ARGS, shown.time.now() - 4_000));
    await shown.make();
    await late;
    expect(shown.made[0]?.[0]).toBe("late");
    const start = shown.time.now();
    const never = platform();
    await never.intent();
    await never.make();
    expect(never.posts).toHaveLength(1);
    expect(start).toBeGreaterThan(0);
  });

  it.each([0, 60_000])("stops where several fit that were made %d ms ago, and names them", async (ago) => {
    const { makeInVain, intent, put, posts, left, time } = platform();
    const then = time.now() - ago;
    put("one", ARGS, then);
    put("two", ARGS, then);
    await intent({}, undefined, then);
    expect((await makeInVain()).message).toContain(
      "several objects could be the one it made: one, two. Delete",
    );
    expect(posts).toEqual([]);
    expect(await left()).toHaveLength(1);
  });

  it("makes anew at once what was not made, where AEP's lists have long caught up", async () => {
    const { make, intent, posts, time } = platform();
    const start = time.now();
    await intent({}, undefined, start - 60_000);
    await make();
    expect([posts, time.now() - start]).toEqual([[ARGS], 0]);
  });

  it.each([
    ["under the name that it had then", { name: "b", text: "t" }],
    ["as it was declared then", { name: "a", text: "new" }],
  ])("finds what was made %s, and brings it to what the program says", async (_what, args) => {
    const { make, intent, put, posts, written, made } = platform();
    put("theirs", ARGS);
    await intent();
    await make(args);
    expect(posts).toEqual([]);
    expect(made[0]).toMatchObject(["theirs", { args: ARGS }]);
    expect(made.at(-1)).toMatchObject(["theirs", { args }]);
    expect(written).toHaveLength(1);
  });

  it("finds what another client of the stack made", async () => {
    const { make, intent, put, posts, time } = platform();
    put("theirs", ARGS, time.now(), "former-client");
    await intent({ clientId: "former-client" });
    await make();
    expect(posts).toEqual([]);
  });

  it("does not find what was made before, or long after, or is another one", async () => {
    const { make, intent, put, posts, time } = platform();
    const now = time.now();
    put("before", ARGS, now - 1_001);
    put("after", ARGS, now + 35_001);
    put("another", { name: "a", text: "neither then nor now" });
    await intent();
    await make({ name: "a", text: "new" });
    expect(posts).toHaveLength(1);
  });

  it("finds what was made within the second by which hosts of AEP may differ", async () => {
    const { make, intent, put, posts, time } = platform();
    put("theirs", ARGS, time.now() - 900);
    await intent();
    await make();
    expect(posts).toEqual([]);
  });

  it("reckons by this computer's clock where the intent was written before AEP had told its time", async () => {
    const { make, intent, put, posts, time } = platform();
    put("theirs", ARGS, time.now() - 64_000);
    await intent({}, undefined, steadyNow() - 60_000, false);
    await make();
    expect(posts).toEqual([]);
  });

  it("makes anew what cannot be changed in place, and names the other one", async () => {
    const { make, intent, put, posts, made, warnings } = platform();
    put("theirs", { ...ARGS, place: "there" });
    await intent({}, "theirs");
    await make({ ...ARGS, place: "here" });
    expect(posts).toHaveLength(1);
    expect(made[0]?.[0]).toBe("made-1");
    expect(warnings[1]).toBe(
      'The thing "a" differs by now from what the interrupted run made (theirs) in place, which cannot be changed in ' +
        "place. A new one is made. Delete theirs in AEP, or adopt it.",
    );
  });

  it("leaves as it is what somebody changed since, says so, and looks before it writes the next time", async () => {
    const { make, intent, put, written, made, warnings } = platform({
      outputs: (live) => ({ etag: (live as JsonObject).etag ?? null }),
    });
    put("theirs", { ...ARGS, text: "by a colleague", etag: "e-2" });
    await intent({}, "theirs");
    await make();
    expect(written).toEqual([]);
    expect(made.at(-1)).toMatchObject(["theirs", { args: ARGS, outputs: { etag: null } }]);
    expect(warnings[1]).toMatch(
      /^The thing "a" \(theirs\) was changed since it was made, by .*text from "t" to "by a colleague"\. That was left as it is/,
    );
  });

  it("says whose change it writes over, where the program says something else by now", async () => {
    const { make, intent, put, written, warnings } = platform();
    put("theirs", { ...ARGS, text: "by a colleague" });
    await intent({}, "theirs");
    await make({ ...ARGS, text: "by the program" });
    expect(written).toMatchObject([{ path: "/text", value: "by the program" }]);
    expect(warnings[1]).toMatch(
      /^The thing "a" \(theirs\) was changed by .*, after it was made\. What the program says/,
    );
  });

  it("is deleted where it was not taken over, because it cannot be changed in place", async () => {
    const { kind, make, intent, put, outcome, context, held } = platform();
    put("theirs", { ...ARGS, place: "there" });
    await intent({}, "theirs");
    await make({ ...ARGS, place: "here" });
    await outcome(remove(kind, context, "theirs", recorded({ ...ARGS, place: "there" })));
    expect([...held.keys()]).toEqual(["made-1"]);
  });

  it.each(["theirs", undefined])("is not deleted by its older record (journal: %s)", async (id) => {
    const { kind, make, intent, put, outcome, context, warnings, held } = platform();
    put("theirs", ARGS);
    await intent({}, id);
    await make();
    await outcome(remove(kind, context, "theirs", recorded(ARGS)));
    expect([...held.keys()]).toEqual(["theirs"]);
    expect(warnings.at(-1)).toMatch(
      /^The thing "a" \(theirs\) was not deleted: this run has just taken it over/,
    );
  });

  it("writes again what AEP never shows", async () => {
    const { make, intent, put, written } = platform();
    put("theirs", { name: "a" });
    await intent({}, "theirs");
    await make({ name: "a", password: "p" });
    expect(written).toEqual([{ op: "add", path: "/password", value: "p" }]);
  });

  it("does not write again what cannot be written alone, though AEP never shows it", async () => {
    const { make, intent, put, written } = platform({ fields: { name: {}, password: { writeOnly: true } } });
    put("theirs", { name: "a" });
    await intent({}, "theirs");
    await make({ name: "a", password: "p" });
    expect(written).toEqual([]);
  });

  it("makes its own where a process that was still at work made nothing", async () => {
    const { make, intent, posts, context, time } = platform();
    await intent();
    const file = await ofAnotherProcess(context.journal.path, Date.now());
    const dropped = time.sleep(20_000).then(() => rm(file));
    await make();
    await dropped;
    expect(posts).toHaveLength(1);
  });

  it("looks at what is kept apart of the object, too", async () => {
    const asked: string[][] = [];
    const { make, intent, put } = platform({
      complement: async (_client, _id, live, wanted) => {
        asked.push([...wanted]);
        return live;
      },
    });
    put("theirs", ARGS);
    await intent({}, "theirs");
    await make();
    expect(asked).toEqual([["name", "text"]]);
  });

  it("waits as long for a process of another computer, of which nobody can tell", async () => {
    const { make, intent, put, posts, context, time } = platform();
    put("theirs", { ...ARGS, text: "by the other process" });
    await intent();
    const file = await ofAnotherProcess(context.journal.path, Date.now(), "elsewhere");
    const told = time.sleep(20_000).then(() => appendFile(file, '{"id":"theirs"}\n'));
    await make();
    await told;
    expect(posts).toEqual([]);
  });

  it("waits for a process that is still at work, as long as its request may take", async () => {
    const { make, intent, put, posts, context, time } = platform();
    put("theirs", { ...ARGS, text: "by the other process" });
    await intent();
    const file = await ofAnotherProcess(context.journal.path, Date.now());
    const told = time.sleep(20_000).then(() => appendFile(file, '{"id":"theirs"}\n'));
    await make();
    await told;
    expect(posts).toEqual([]);
    const late = platform();
    await late.intent();
    await ofAnotherProcess(late.context.journal.path, Date.now() - 40_000);
    await late.make();
    expect(late.posts).toHaveLength(1);
  });

  it("does not wait for it beyond the time that the operation has, and makes nothing meanwhile", async () => {
    const { makeInVain, intent, posts, context, time, left } = platform();
    const end = time.now() + 3_000;
    const { waitFor, send } = context.client;
    const over = new OutOfTimeError("the time given is over");
    Object.assign(context.client, {
      waitFor: ((probe, milliseconds) =>
        waitFor(probe, Math.min(milliseconds, Math.max(0, end - time.now())))) satisfies typeof waitFor,
      send: ((call) =>
        time.now() < end || call.effect === "read" ? send(call) : Promise.reject(over)) satisfies typeof send,
    });
    await intent();
    await ofAnotherProcess(context.journal.path, Date.now());
    expect(await makeInVain()).toBe(over);
    expect(time.now()).toBe(end);
    expect(posts).toEqual([]);
    expect(await left()).toHaveLength(1);
  });
});

/** Makes the only intent one of a process that goes on, begun at a time of the real clock. */
async function ofAnotherProcess(folder: string, madeAt: number, computer = hostname()): Promise<string> {
  const [name = ""] = await readdir(folder);
  const renamed = path.join(folder, name.replace(/\.\d+\./, `.${madeAt}.`));
  await rename(path.join(folder, name), renamed);
  const text = await readFile(renamed, "utf8");
  const elsewhere = text
    .replace(`"pid":${process.pid}`, `"pid":${process.ppid}`)
    .replace(`"computer":"${hostname()}"`, `"computer":"${computer}"`);
  await writeFile(renamed, elsewhere);
  return renamed;
}

describe("a twin", () => {
  const { kind, context, time } = platform({
    fields: { name: {}, text: {}, flag: { defaultValue: false }, password: { writeOnly: true }, tree: {} },
  });
  const wanted = (args: JsonObject) => ({
    kind,
    args,
    body: args,
    tenantId: "",
    owner: OWNER,
    stack: undefined,
  });

  it("is as declared, whatever nobody declared, and whatever AEP never shows", () => {
    expect(isAsDeclared(wanted({ name: "a" }), { name: "a", text: "t" })).toBe(true);
    expect(isAsDeclared(wanted({ name: "a", flag: false }), { name: "a" })).toBe(true);
    expect(isAsDeclared(wanted({ name: "a", password: "p" }), { name: "a" })).toBe(true);
    expect(isAsDeclared(wanted({ name: "a", text: "t" }), { name: "a" })).toBe(false);
    expect(isAsDeclared(wanted({ name: "a" }), { name: "b" })).toBe(false);
  });

  it("is recognised whatever others added to what they may add to", () => {
    const { kind } = platform({
      fields: { name: {}, tags: { additive: true, units: (value) => value as Record<string, Json> } },
    });
    const args = { name: "a", tags: { ours: "1" } };
    const facts = declaration({ kind, args, tenantId: "" });
    expect(facts.members).toEqual(["tags[ours]"]);
    const has = (tags: JsonObject) => hasDigest({ kind, tenantId: "" }, { name: "a", tags }, facts);
    expect(has({ ours: "1", theirs: "2" })).toBe(true);
    expect(has({ ours: "2" })).toBe(false);
    expect(has({ theirs: "2" })).toBe(false);
    // As earlier releases wrote it.
    const { members: _members, ...earlier } = facts;
    expect(hasDigest({ kind, tenantId: "" }, { name: "a", tags: { ours: "1" } }, earlier)).toBe(true);
  });

  it("is recognised by a digest of what was declared, in any order", () => {
    const facts = declaration(
      wanted({ name: "a", tree: { b: [1, { d: null, c: "x" }], a: 1 }, password: "p" }),
    );
    expect(facts.declared).toEqual(["name", "tree"]);
    expect(facts.digest).toMatch(/^[0-9a-f]{32}$/);
    const live = { tree: { a: 1, b: [1, { c: "x", d: null }] }, text: "t", name: "a" };
    expect(hasDigest({ kind, tenantId: "" }, live, facts)).toBe(true);
    expect(hasDigest({ kind, tenantId: "" }, { ...live, name: "b" }, facts)).toBe(false);
    expect(
      hasDigest({ kind, tenantId: "" }, { ...live, tree: { a: 1, b: [{ c: "x", d: null }, 1] } }, facts),
    ).toBe(false);
    expect(hasDigest({ kind, tenantId: "" }, live, { ...facts, declared: ["name"] })).toBe(false);
  });

  it("is told from what another resource is known to hold, where the resource has a key", async () => {
    const search = { body: ARGS, since: 0, withinMilliseconds: 0, isIt: () => true };
    kind.service.findCreated = async () => [{ id: "twin", live: ARGS }];
    await new Journal({ path: context.journal.path, chosen: true }, () => undefined)
      .begin({ kind: "Thing", owner: OTHER, location: LOCATION, clientId: "c", declared: [], digest: "" })
      .sending({ now: time.now(), exact: true });
    expect((await findTwin(wanted(ARGS), context, search))?.id).toBe("twin");
    const [file = ""] = await readdir(context.journal.path);
    await appendFile(path.join(context.journal.path, file), '{"id":"twin"}\n');
    expect(await findTwin(wanted(ARGS), context, search)).toBeUndefined();
    expect((await findTwin({ ...wanted(ARGS), owner: undefined }, context, search))?.id).toBe("twin");
  });
});
