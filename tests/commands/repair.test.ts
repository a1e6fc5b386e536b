import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { z } from "zod";
import { createClient } from "../../provider/api/create-client";
import { readSettings } from "../../provider/api/settings";
import { findOpen } from "../../provider/commands/repair/findings";
import { readExport } from "../../provider/commands/repair/stack-state";
import type { IntentFacts } from "../../provider/journal/intent";
import { Journal } from "../../provider/journal/journal";
import { stackKey } from "../../provider/resources/registration";
import { sourceConnection } from "../emulator/tutorial";
import { type EmulatorProcess, startEmulatorProcess } from "../support/emulator";
import { type CommandResult, everythingSaid, runCommand } from "./command-process";
import { type Dataflows, makeDataflows, names } from "./dataflows";
import { configuration, fakePulumi } from "./fake-pulumi";

/** `pulumi-aep repair`: what it makes of the engine's state, the journal and AEP. On the real engine: tests/engine. */
const SECRET = "canary-secret-of-the-commands";
const GONE = "00000000-0000-4000-8000-00000000000a";
let emulator: EmulatorProcess;
let flows: Dataflows;
let began: number;
let folder: string;
let env: Readonly<Record<string, string>>;

beforeAll(async () => {
  emulator = await startEmulatorProcess();
  began = Date.now();
  flows = await makeDataflows(emulator);
});

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "pulumi-aep-"));
  env = {
    ...emulator.environment,
    AEP_CLIENT_SECRET: SECRET,
    AEP_CLIENT_ID: "owner",
    AEP_JOURNAL_DIR: path.join(folder, "journal"),
    PATH: path.join(folder, "bin"),
  };
  await emulator.clearRequests();
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
  const requests = (await emulator.requests()).filter(({ path: to }) => to.startsWith("/data/"));
  expect(new Set(requests.map(({ method }) => method))).toEqual(new Set(requests.length > 0 ? ["GET"] : []));
});

afterAll(async () => {
  await emulator?.stop();
  expect(everythingSaid.join("")).not.toContain(SECRET);
});

const repair = (...words: string[]): Promise<CommandResult> =>
  runCommand(["repair", ...words], { env, cwd: folder });

const answer = z.object({
  stack: z.object({ name: z.string(), savedAt: z.number(), locks: z.unknown() }).optional(),
  open: z.array(z.object({ what: z.string(), inAep: z.string(), next: z.string(), need: z.string() })),
  others: z.array(z.object({ what: z.string(), inAep: z.string(), next: z.string(), need: z.string() })),
  commands: z.array(z.string()),
});

async function answered(...words: string[]) {
  const { code, stdout, stderr } = await repair("--json", ...words);
  if (stdout === "") throw new Error(stderr);
  return { code, ...answer.parse(JSON.parse(stdout)) };
}

function resource(kind: string, name: string, inputs: object, more: object = {}) {
  const type = `pulumi-nodejs:dynamic/aep:${kind}`;
  const urn = `urn:pulumi:dev::orders::${type}::${name}`;
  return { urn, custom: true, type, inputs: { __owner: `${kind}-${name}`, ...inputs }, ...more };
}

interface State {
  readonly resources?: readonly object[];
  readonly pending?: readonly (readonly [type: string, resource: object])[];
  readonly backend?: string;
}

function exported({ resources = [], pending = [] }: State) {
  return {
    deployment: {
      manifest: { time: new Date(began).toISOString() },
      resources,
      pending_operations: pending.map(([type, each]) => ({ type, resource: each })),
    },
  };
}

/** A stack with this state in the folder, as Pulumi tells it. */
async function stackOf(state: State) {
  await writeFile(path.join(folder, "Pulumi.yaml"), "name: orders\nruntime: nodejs\n");
  await fakePulumi(folder, {
    config: configuration({}),
    "stack export": JSON.stringify(exported(state)),
    "stack --show-name": "organization/orders/dev",
    whoami: JSON.stringify({ user: "root", url: state.backend ?? "https://api.pulumi.com" }),
  });
}

/** What is found of a stack with this state; without a process, of which there are enough here. */
async function found(state: State) {
  const settings = readSettings(() => undefined, env);
  if (!settings.ok) throw new Error("The emulator's settings are incomplete.");
  const read = { name: "organization/orders/dev", ...readExport(JSON.stringify(exported(state))) };
  return findOpen(createClient(settings.settings), journal(), read);
}

const journal = () => new Journal({ path: path.join(folder, "journal"), chosen: true }, () => undefined);

/** An intent that an interrupted run left. */
async function intent(facts: Partial<IntentFacts>, id?: string): Promise<void> {
  const { AEP_ORG_ID: orgId = "", AEP_SANDBOX: sandbox = "" } = env;
  const location = { host: "127.0.0.1", orgId, sandbox };
  const entry = journal().begin({
    kind: "Flow",
    owner: "Flow-orders",
    location,
    declared: ["name"],
    digest: "of a program that was edited since",
    clientId: "owner",
    ...facts,
  });
  await entry.sending({ now: Date.now() - 10_000, exact: true });
  if (id !== undefined) entry.made(id);
}

describe("without a stack", () => {
  it("ends with 0 when the journal has nothing either", async () => {
    const { code, stdout, stderr } = await repair();
    expect([code, stdout, stderr]).toEqual([
      0,
      "Nothing is open.\n",
      "There is no Pulumi program in this folder. Only the journal was read.\n",
    ]);
  });

  it("ends with 2 when the journal has something", async () => {
    await intent({ name: names.webhook }, flows.webhook);
    await intent({ name: "Orders" });
    const { code, stdout } = await repair();
    expect(code).toBe(2);
    expect(stdout).toMatch(/^In the journal, of resources, of whatever stack\./m);
    expect(stdout).toContain(`in AEP:  ${flows.webhook}, with other values (named by`);
    expect(stdout).toMatch(new RegExp(`Nothing yet, but the process ${process.pid}, which sent`));
    expect(stdout).not.toContain("Then:");
  });

  it("says when pulumi is missing, and ends with 4 when the stack was named", async () => {
    await writeFile(path.join(folder, "Pulumi.yaml"), "name: orders\nruntime: nodejs\n");
    const unread = await repair();
    expect([unread.code, unread.stderr]).toEqual([
      0,
      "The state of the stack could not be read: pulumi is not on the PATH. Only the journal counts.\n",
    ]);
    expect((await repair("--stack", "dev")).code).toBe(4);
  });
});

describe("a create that was interrupted", () => {
  const connection = {
    name: sourceConnection.name,
    connectionSpec: "customerio",
    data: { format: "json" },
    description: sourceConnection.description,
  };

  it("without an intent would be made a second time: what is there is named, and how to have it", async () => {
    const pending = [["creating", resource("SourceConnection", "orders", connection)]] as const;
    expect((await found({ pending })).open).toEqual([
      expect.objectContaining({
        what: `source connection "${sourceConnection.name}"`,
        inAep: expect.stringMatching(/made by this API client since the state was saved, as it was declared/),
        next: expect.stringMatching(/^It is made a second time.* set adopt: "[0-9a-f-]{36}" first/),
        need: "you",
      }),
    ]);
  });

  it("of a schema or a field group is refused by AEP where the title is taken, with and without an intent", async () => {
    const taken = { title: "Customer.io event", intendedToExtend: ["experienceevent"], fields: {} };
    const pending = [["creating", resource("FieldGroup", "orders", taken)]] as const;
    const refused = {
      next: expect.stringMatching(
        /^It stops: AEP takes no second field group of this name, and .* set adopt: "https:/,
      ),
      need: "you",
    };
    expect((await found({ pending })).open).toEqual([expect.objectContaining(refused)]);
    await intent({ kind: "FieldGroup", owner: "FieldGroup-orders", name: taken.title, clientId: "another" });
    expect((await found({ pending })).open).toEqual([
      expect.objectContaining({ ...refused, inAep: "Nothing that the interrupted run could have made." }),
    ]);
  });

  it("that a later run made leaves the engine's note alone", async () => {
    const recorded = resource("SourceConnection", "orders", connection, { id: flows.filesSourceId });
    await intent({ kind: "SourceConnection", owner: "SourceConnection-orders" }, flows.filesSourceId);
    const state = {
      resources: [recorded],
      pending: [["creating", resource("SourceConnection", "orders", connection)]] as const,
    };
    expect(await found(state)).toMatchObject({ open: [{ need: "clear" }], others: [] });
    expect(await found({ resources: [recorded] })).toEqual({ open: [], others: [] });
  });

  it("in another sandbox is asked for there", async () => {
    const { AEP_ORG_ID: orgId = "" } = env;
    await intent({
      owner: "SourceConnection-orders",
      location: { host: "127.0.0.1", orgId, sandbox: "west" },
    });
    const pending = [["creating", resource("SourceConnection", "orders", connection)]] as const;
    expect((await found({ pending })).open).toEqual([
      expect.objectContaining({ next: "pulumi-aep repair --sandbox west says it.", need: "you" }),
    ]);
  });
});

describe("a run whose state was never saved", () => {
  const before = { kind: "Flow", name: names.webhook };

  it("leaves what is the stack's own, apart from others', and what becomes of it", async () => {
    await intent(
      { ...before, owner: "a", stack: stackKey({ project: "orders", stack: "dev" }) },
      flows.webhook,
    );
    await intent({ ...before, owner: "b", stack: stackKey({ project: "orders", stack: "prod" }) }, GONE);
    await intent({ ...before, owner: "c" }, GONE);
    const { open, others } = await found({});
    expect(open).toEqual([
      expect.objectContaining({
        what: `flow "${names.webhook}"`,
        next: expect.stringMatching(` is taken over, and brought to what the program says`),
        ifRemoved: expect.stringMatching(
          /the object stays in AEP, in no stack: delete it there, or set adopt/,
        ),
        need: "up",
      }),
    ]);
    expect(others).toHaveLength(2);
    for (const other of others) expect(other).not.toHaveProperty("ifRemoved");
    await stackOf({});
    const { code, stdout } = await repair();
    const text = stdout.replace(/\s+/g, " ");
    expect(code).toBe(1);
    expect(text).toMatch(
      /^Stack organization\/orders\/dev.*removed: Where the program .* of other stacks, .* Then: pulumi up $/,
    );
  });
});

it("explains updates, deletions and what others look after", async () => {
  const there = (description: string, more: object = {}) =>
    resource("SourceConnection", "there", { name: "Files", description }, more);
  const gone = resource("Flow", "gone", { name: "Gone" }, { id: GONE });
  const bucket = { urn: "urn:pulumi:dev::orders::aws:s3:Bucket::bucket", type: "aws:s3:Bucket" };
  await stackOf({
    resources: [there("Old", { id: flows.filesSourceId }), gone],
    pending: [
      ["updating", there("New")],
      ["deleting", gone],
      ["creating", bucket],
    ],
  });
  const { code, open, commands } = await answered();
  expect(code).toBe(1);
  expect(
    open.map(({ what, inAep, next, need }) => [what, inAep, next.split(" ", 4).join(" "), need]),
  ).toEqual([
    [
      'source connection "Files"',
      `${flows.filesSourceId} has not, or not all of, what the update was to write.`,
      "It writes what is",
      "up",
    ],
    ['flow "Gone"', `${GONE} is gone.`, "It does not look,", "refresh"],
    ['aws:s3:Bucket "bucket"', expect.stringMatching(/^Not asked/), "Whatever its own provider", "you"],
  ]);
  expect(commands).toEqual(["pulumi refresh", "pulumi up", "pulumi refresh --clear-pending-creates"]);
  const { stdout } = await repair();
  expect(Math.max(...stdout.split("\n").map(({ length }) => length))).toBeLessThanOrEqual(80);
});

it("tells a lock of a run that goes on from one that was left", async () => {
  const locks = path.join(folder, ".pulumi", "locks", "organization", "orders", "dev");
  await mkdir(locks, { recursive: true });
  const lock = async (pid: number, computer = hostname()) => {
    const content = { pid, username: "root", hostname: computer, timestamp: "2026-11-22T10:44:39.02Z" };
    await writeFile(path.join(locks, "one.json"), JSON.stringify(content));
    const { code, stdout } = await repair();
    return [code, stdout.replace(/\s+/g, " ")];
  };
  await stackOf({ backend: pathToFileURL(folder).href });
  const running = `Locked by root@${hostname()}, process ${process.pid}, since 2026-11-22 10:44:39 UTC, which is still at work`;
  const [code, text] = await lock(process.pid);
  expect([code, text]).toEqual([1, expect.stringContaining(running)]);
  expect(text).not.toContain("Then:");
  expect(await lock(2 ** 22 + 1)).toEqual([
    1,
    expect.stringMatching(/which is gone.* Then: pulumi cancel $/),
  ]);
  expect(await lock(1, "elsewhere")).toEqual([1, expect.stringContaining("See there whether")]);
});
