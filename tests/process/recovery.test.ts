import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createClient } from "../../provider/api/create-client";
import { readSettings } from "../../provider/api/settings";
import { Journal } from "../../provider/journal/journal";
import { openIntents } from "../../provider/lifecycle/open-intents";
import type { Properties } from "../support/provider-process";
import { repositoryRoot } from "../support/repository";
import { KINDS } from "../unit/resources/kinds";
import { type Run, startRun } from "./in-process";
import { journalFiles } from "./journal-folder";
import { addressOf, edited, OBJECT_KINDS, objectKind } from "./objects";
import {
  countObjects,
  countRequests,
  errorOf,
  type Fault,
  type Foundation,
  type Platform,
  patchAsColleague,
  startPlatform,
} from "./platform";

/** What a run that was interrupted left open, and what becomes of it. */
let platform: Platform;
let foundation: Foundation;
let folder: string;

beforeAll(async () => {
  platform = await startPlatform();
});
beforeEach(async () => {
  foundation = await platform.reset();
  folder = await mkdtemp(path.join(tmpdir(), "aep-journal-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));
afterAll(() => platform?.stop());

const source = objectKind("sourceConnection");
const runs: Run[] = [];

function newRun(journal = folder): Run {
  const run = startRun({ ...platform.emulator.environment, AEP_JOURNAL_DIR: journal });
  runs.push(run);
  return run;
}

/** What hangs in a run that a test left must not go on in the next one. */
afterEach(() => {
  for (const run of runs.splice(0)) run.end();
});

function owned(kind: string, stack = "this stack"): Properties {
  const object = objectKind(kind);
  return { ...object.inputs(foundation), __owner: Buffer.from(`${stack} ${kind}`).toString("hex") };
}

/** A run that ends, for what it knows, while its request to make the source connection is under way. */
async function interrupted(action: Fault["action"]): Promise<void> {
  const before = await countRequests(platform.emulator, "POST", "sourceConnections");
  await platform.fail({ method: "POST", path: `${source.path}$`, times: 1, action });
  newRun()
    .create("sourceConnection", owned("sourceConnection"))
    .catch(() => undefined);
  while ((await countRequests(platform.emulator, "POST", "sourceConnections")) === before);
  await platform.fail();
  await platform.emulator.clearRequests();
}

describe("killed after create returned, before the engine saved it", () => {
  let id: string;
  beforeEach(async () => {
    ({ id } = await newRun().create("sourceConnection", owned("sourceConnection")));
    await platform.emulator.clearRequests();
  });

  it("is taken over, until a later call names the id", async () => {
    for (let again = 0; again < 2; again++) {
      const run = newRun();
      expect((await run.create("sourceConnection", owned("sourceConnection"))).id).toBe(id);
      expect(run.warnings).toEqual([expect.stringMatching(`interrupted on .* \\(${id}\\)`)]);
      expect(await platform.sent()).toEqual(["GET sourceConnections"]);
    }
  });

  it.each(["diff", "read", "update", "delete"] as const)("is settled by a %s with the id", async (verb) => {
    const inputs = owned("sourceConnection");
    expect(await journalFiles(folder)).toHaveLength(1);
    const run = newRun();
    const outputs = { ...inputs };
    if (verb === "diff") await run.diff("sourceConnection", id, outputs, inputs);
    if (verb === "read") await run.read("sourceConnection", id, outputs);
    if (verb === "update") await run.update("sourceConnection", id, outputs, inputs);
    if (verb === "delete") await run.delete("sourceConnection", id, outputs);
    expect(await journalFiles(folder)).toEqual([]);
    expect((await newRun().create("sourceConnection", inputs)).id).not.toBe(id);
  });

  it("what the program says by now is written into the object", async () => {
    const inputs = edited(owned("sourceConnection"), { description: "Described anew" });
    const run = newRun();
    const taken = await run.create("sourceConnection", inputs);
    expect(taken).toMatchObject({ id, outputs: { description: "Described anew" } });
    expect(await platform.sent()).toEqual(["GET sourceConnections", "PATCH sourceConnections If-Match"]);
    expect(await run.diff("sourceConnection", id, taken.outputs, inputs)).toBe(false);
  });

  it("what the program wants otherwise is made anew, and the other one named", async () => {
    const run = newRun();
    const inputs = edited(owned("sourceConnection"), { data: { format: "delimited" } });
    expect((await run.create("sourceConnection", inputs)).id).not.toBe(id);
    expect(run.warnings.join()).toMatch(new RegExp(`${id}.*in data, which cannot be changed in place`));
  });

  it("what somebody deleted meanwhile is made anew", async () => {
    await platform.colleague(addressOf(source, id), { method: "DELETE" });
    expect((await newRun().create("sourceConnection", owned("sourceConnection"))).id).not.toBe(id);
    expect(await journalFiles(folder)).toHaveLength(1);
  });

  it("what somebody changed meanwhile is brought to what the program says", async () => {
    const change = [{ op: "replace", path: "/description", value: "Theirs" }];
    await patchAsColleague(platform.colleague, addressOf(source, id), change);
    const taken = await newRun().create("sourceConnection", owned("sourceConnection"));
    expect(taken).toMatchObject({ id, outputs: { description: "Reads" } });
  });

  it("the same program for another sandbox makes its own", async () => {
    const run = startRun({
      ...platform.emulator.environment,
      AEP_JOURNAL_DIR: folder,
      AEP_SANDBOX: "west",
      AEP_ALLOW_PRODUCTION: "west",
    });
    await run.create("sourceConnection", owned("sourceConnection")).catch(() => undefined);
    expect(run.warnings).toEqual([]);
    expect((await newRun().create("sourceConnection", owned("sourceConnection"))).id).toBe(id);
  });
});

it("an object renamed in the program is found by what it was called", async () => {
  await interrupted({ slowBodyMilliseconds: 20_000 });
  const inputs = edited(owned("sourceConnection"), { name: "Renamed meanwhile" });
  await newRun().create("sourceConnection", inputs);
  expect(await platform.sent()).toEqual([
    "GET sourceConnections",
    "GET sourceConnections",
    "PATCH sourceConnections If-Match",
  ]);
});

it("an identity that a killed run gave its schema is found by a look, without an intent of its own", async () => {
  const identity = { sourceProperty: "_{TENANT_ID}.email", namespace: "Email", isPrimary: true };
  const inputs = edited(owned("schema"), { identities: [identity] });
  const descriptors = () => countRequests(platform.emulator, "POST", "descriptors");
  const path = "/tenant/descriptors$";
  await platform.fail({ method: "POST", path, times: 1, action: { slowBodyMilliseconds: 20_000 } });
  newRun()
    .create("schema", inputs)
    .catch(() => undefined);
  while ((await descriptors()) === 0);
  await platform.fail();
  expect(await journalFiles(folder)).toHaveLength(1);
  const run = newRun();
  const { id, outputs } = await run.create("schema", inputs);
  expect(run.warnings).toEqual([expect.stringMatching(`interrupted on .* \\(${id}\\)`)]);
  expect(await descriptors()).toBe(1);
  expect(await run.read("schema", id, outputs)).toMatchObject({ identities: [identity] });
});

it("what AEP does not list at once is waited for", async () => {
  // Before the object is made: the emulator keeps no past that nobody may ask for.
  const lag = { method: "GET", path: ".", action: { listLagMilliseconds: 4_000 } } as const;
  const action = { slowBodyMilliseconds: 20_000 };
  await platform.fail(lag, { method: "POST", path: `${source.path}$`, times: 1, action });
  const env = { AEP_JOURNAL_DIR: folder };
  const killed = await platform.another({ env });
  killed.create("sourceConnection", owned("sourceConnection")).catch(() => undefined);
  while ((await countRequests(platform.emulator, "POST", "sourceConnections")) === 0);
  await killed.kill();
  await platform.fail(lag);
  await platform.emulator.clearRequests();
  await (await platform.another({ env })).create("sourceConnection", owned("sourceConnection"));
  expect(await countRequests(platform.emulator, "POST", "sourceConnections")).toBe(0);
  expect(await countRequests(platform.emulator, "GET", "sourceConnections")).toBeGreaterThan(2);
});

it.each([3_600_000, -3_600_000])(
  "a clock that is set by %d ms in mid-run moves no deadline",
  async (shift) => {
    const run = newRun();
    await run.create("sourceConnection", owned("sourceConnection", "before"));
    const real = Date.now;
    const clock = jest.spyOn(Date, "now").mockImplementation(() => real() + shift);
    try {
      await run.create("sourceConnection", owned("sourceConnection", "after"));
      await interrupted({ slowBodyMilliseconds: 20_000 });
      await newRun().create("sourceConnection", owned("sourceConnection"));
    } finally {
      clock.mockRestore();
    }
    expect(await countRequests(platform.emulator, "POST", "sourceConnections")).toBe(0);
  },
);

it.each([3_600_000, -3_600_000])(
  "a clock that is off by %d ms finds what was made, and waits until a date",
  async (shift) => {
    const env = {
      NODE_OPTIONS: `--require ${path.join(repositoryRoot, "tests", "exam", "platform", "shifted-clock.cjs")}`,
      EXAM_CLOCK_SHIFT_MILLISECONDS: String(shift),
      // The exam counts the processes that it shifts itself.
      EXAM_SHIFTED_PROCESSES_FOLDER: "",
      AEP_JOURNAL_DIR: folder,
    };
    await interrupted({ slowBodyMilliseconds: 6_000 });
    const provider = await platform.another({ env });
    await provider.create("sourceConnection", owned("sourceConnection"));
    expect(await countRequests(platform.emulator, "POST", "sourceConnections")).toBe(0);
    // Dates are whole seconds.
    const date = new Date(Date.now() + 2_000).toUTCString();
    const action = { status: 429, headers: { "retry-after": date }, body: { title: "Too many" } };
    await platform.fail({ method: "POST", path: `${source.path}$`, times: 1, action });
    const start = performance.now();
    await provider.create("sourceConnection", owned("sourceConnection", "later"));
    const waited = performance.now() - start;
    expect(waited).toBeGreaterThan(700);
    expect(waited).toBeLessThan(8_000);
  },
);

it("an id that AEP does not show at once is waited for", async () => {
  await platform.fail({ method: "GET", path: `${source.path}/`, action: { readLagMilliseconds: 1_500 } });
  const { id } = await newRun().create("sourceConnection", owned("sourceConnection"));
  await platform.emulator.clearRequests();
  expect((await newRun().create("sourceConnection", owned("sourceConnection"))).id).toBe(id);
  expect(await countRequests(platform.emulator, "GET", "sourceConnections")).toBeGreaterThan(1);
});

it("a refusal leaves nothing open", async () => {
  const denied = { status: 403, body: { title: "Forbidden" } };
  await platform.fail({ method: "POST", path: `${source.path}$`, action: denied });
  await errorOf(newRun().create("sourceConnection", owned("sourceConnection")));
  expect(await readdir(folder)).toEqual([]);
});

it("the journal costs no request, and holds nothing secret", async () => {
  const run = newRun();
  for (const { kind } of OBJECT_KINDS) await run.create(kind, owned(kind));
  const withJournal = await platform.sent();
  await platform.reset().then((made) => {
    foundation = made;
  });
  const without = newRun();
  for (const { kind } of OBJECT_KINDS) {
    const { __owner, ...inputs } = owned(kind);
    await without.create(kind, inputs);
  }
  expect(withJournal).toEqual(await platform.sent());
  const text = (
    await Promise.all((await readdir(folder)).map((file) => readFile(path.join(folder, file), "utf8")))
  ).join();
  for (const value of ["Reads", "data.email", "secret-of-the-program-under-test", "Bearer"])
    expect(text).not.toContain(value);
  expect(text).toContain("Order source");
});

describe("an object that no intent names", () => {
  it("is left alone where names may be equal", async () => {
    const other = await newRun().create("sourceConnection", owned("sourceConnection", "another stack"));
    const fresh = newRun(path.join(folder, "elsewhere"));
    expect((await fresh.create("sourceConnection", owned("sourceConnection"))).id).not.toBe(other.id);
    expect(fresh.warnings).toEqual([]);
  });

  it("is left alone after a crash, too, when another stack made it meanwhile", async () => {
    await interrupted("hang");
    const others = newRun();
    const inputs = owned("sourceConnection", "another stack");
    const other = await others.create("sourceConnection", inputs);
    // Its stack has saved it.
    await others.diff("sourceConnection", other.id, other.outputs, inputs);
    expect((await newRun().create("sourceConnection", owned("sourceConnection"))).id).not.toBe(other.id);
  });

  it.each(["schema", "fieldGroup"])("is named where names must be unique: %s", async (kind) => {
    const run = newRun();
    const { id } = await run.create(kind, owned(kind, "another stack"));
    const { message } = await errorOf(run.create(kind, owned(kind)));
    expect(message).toContain(`${id} has it already, and was left alone.`);
    expect(message).toContain(`adopt: "${id}"`);
  });

  it("several that could be it are named, and none is taken", async () => {
    await interrupted({ slowBodyMilliseconds: 20_000 });
    const { __owner, ...unowned } = owned("sourceConnection");
    const { id } = await newRun().create("sourceConnection", unowned);
    const before = await countObjects(platform.emulator, "sourceConnections");
    const { message } = await errorOf(newRun().create("sourceConnection", owned("sourceConnection")));
    expect(message).toContain(id);
    expect(await countObjects(platform.emulator, "sourceConnections")).toBe(before);
  });
});

describe("a journal that cannot be kept", () => {
  it("stops a create when somebody chose its folder, before anything is sent", async () => {
    const file = path.join(folder, "file");
    await writeFile(file, "");
    const { message } = await errorOf(newRun(file).create("sourceConnection", owned("sourceConnection")));
    expect(message).toMatch(
      /was not made: the journal in .*file cannot be written .*Nothing was sent.*AEP_JOURNAL_DIR/,
    );
    expect(await countRequests(platform.emulator, "POST", "sourceConnections")).toBe(0);
  });

  it("is said once where nobody chose it", async () => {
    const file = path.join(folder, "file");
    await writeFile(file, "");
    const run = startRun({ ...platform.emulator.environment, PULUMI_HOME: file });
    await run.create("sourceConnection", owned("sourceConnection"));
    await run.create("dataset", owned("dataset"));
    expect(run.warnings.filter((warning) => warning.includes("cannot be written"))).toHaveLength(1);
    expect(run.warnings.join()).toContain("may make it a second time");
  });

  it("a damaged file is named and left as it is", async () => {
    const { __owner: owner } = owned("sourceConnection");
    const damaged = `${owner}.${Date.now()}.abc123.intent`;
    await mkdir(folder, { recursive: true });
    await writeFile(path.join(folder, damaged), '{"version":1,"ki');
    const run = newRun();
    await run.create("sourceConnection", owned("sourceConnection"));
    expect(run.warnings).toEqual([expect.stringMatching(`${damaged} of the journal is damaged`)]);
    expect(await readdir(folder)).toContain(damaged);
  });
});

it("many runs at once share a folder", async () => {
  const stacks = Array.from({ length: 6 }, (_, index) => `stack ${index}`);
  const made = await Promise.all(
    stacks.map((stack) => newRun().create("sourceConnection", owned("sourceConnection", stack))),
  );
  const again = await Promise.all(
    stacks.map((stack) => newRun().create("sourceConnection", owned("sourceConnection", stack))),
  );
  expect(again.map(({ id }) => id)).toEqual(made.map(({ id }) => id));
  expect(new Set(made.map(({ id }) => id)).size).toBe(stacks.length);
});

describe("what is open", () => {
  const open = async () => {
    const settings = readSettings(() => undefined, platform.emulator.environment);
    if (!settings.ok) throw new Error("The emulator's settings are incomplete.");
    const journal = new Journal({ path: folder, chosen: true }, () => undefined);
    return openIntents(
      journal,
      createClient(settings.settings),
      KINDS.map(([kind]) => kind),
    );
  };

  it("is listed with the object that was made, and with what the next up does", async () => {
    expect(await open()).toEqual([]);
    const { id } = await newRun().create("flow", owned("flow"));
    await interrupted({ slowBodyMilliseconds: 20_000 });
    await platform.emulator.clearRequests();
    const listed = await open();
    expect(listed.map(({ what }) => what).sort()).toEqual([
      'flow "Order flow"',
      'source connection "Order source"',
    ]);
    const flow = listed.find(({ intent }) => intent.kind === "Flow");
    expect(flow).toMatchObject({
      twins: [{ id, matches: true }],
      next: `${id} is taken over, and nothing is made.`,
    });
    const connection = listed.find(({ intent }) => intent.kind === "SourceConnection");
    const taken = await newRun().create("sourceConnection", owned("sourceConnection"));
    expect(connection?.next).toBe(`${taken.id} is taken over, and nothing is made.`);
  });

  it("says what is made anew, and what cannot be told apart", async () => {
    await interrupted("hang");
    expect((await open()).map(({ next }) => next)).toEqual([expect.stringMatching(/^It is made anew/)]);
    const { __owner, ...unowned } = owned("sourceConnection");
    await newRun().create("sourceConnection", unowned);
    await newRun().create("sourceConnection", unowned);
    expect((await open()).map(({ next }) => next)).toEqual([
      expect.stringMatching(/^It stops, because it cannot tell/),
    ]);
  });
});
