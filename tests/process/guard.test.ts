import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Run, startRun } from "./in-process";
import { EACH_KIND, edited, objectKind } from "./objects";
import { errorOf, type Foundation, type Platform, startPlatform } from "./platform";

/** No verb of any kind writes to a sandbox that is production, or that AEP does not say is anything else. */
let platform: Platform;
let foundation: Foundation;
let folder: string;

beforeAll(async () => {
  platform = await startPlatform();
  foundation = await platform.reset();
  folder = await mkdtemp(path.join(tmpdir(), "aep-journal-"));
});
afterAll(async () => {
  await platform?.stop();
  await rm(folder, { recursive: true, force: true });
});

const newRun = (env: Readonly<Record<string, string>> = {}): Run =>
  startRun({ ...platform.emulator.environment, AEP_JOURNAL_DIR: folder, ...env });

const SANDBOXES: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
  ["is production", { name: "dev", type: "production" }],
  ["has no type", { name: "dev" }],
  ["has a type that nobody knows", { name: "dev", type: "staging" }],
];

/** Several of one kind side by side; identities are unique by their codes and fields. */
const SEVERAL = EACH_KIND.filter(([kind]) => !kind.startsWith("identity"));

describe.each(SEVERAL)("%s", (kind, object) => {
  it.each(kind === "sourceConnection" ? SANDBOXES : SANDBOXES.slice(0, 1))(
    "is not made, changed, taken over or deleted where the sandbox %s",
    async (_what, sandbox) => {
      const inputs = object.inputs(foundation);
      const made = await newRun().create(kind, inputs);
      // A run that was killed left something to take up, which the program wants otherwise by now.
      const owned = {
        ...edited(inputs, "title" in inputs ? { title: "Taken up" } : { name: "Taken up" }),
        __owner: "f00d",
      };
      const left = await newRun().create(kind, owned);
      await platform.fail({
        method: "GET",
        path: "sandbox-management",
        action: { status: 200, body: sandbox },
      });
      await platform.emulator.clearRequests();
      const run = newRun();
      const changed = edited(inputs, object.edits[0]?.change(foundation) ?? {});
      const calls = [
        () =>
          run.create(kind, edited(inputs, "title" in inputs ? { title: "Another" } : { name: "Another" })),
        () => run.update(kind, made.id, made.outputs, changed),
        () => run.delete(kind, made.id, made.outputs),
        () => newRun().create(kind, { ...owned, ...(object.edits[0]?.change(foundation) ?? {}) }),
      ];
      for (const call of calls) {
        const { message } = await errorOf(call());
        expect(message).toMatch(/The sandbox "dev" (is a production sandbox|is of the type)/);
        expect(message).toContain("pulumi config set aep:allowProduction dev");
      }
      expect((await platform.sent()).filter((line) => !line.startsWith("GET "))).toEqual([]);
      // Looking is allowed, and so is writing for whoever names it.
      await run.read(kind, made.id, made.outputs);
      const allowed = newRun({ AEP_ALLOW_PRODUCTION: "dev" });
      await allowed.delete(kind, made.id, made.outputs);
      await allowed.delete(kind, left.id, left.outputs);
      await platform.fail();
    },
  );
});

describe("identities", () => {
  const NEW = {
    identityNamespace: { code: "Another" },
    identityDescriptor: { sourceProperty: "_{TENANT_ID}.city" },
  };

  it.each(Object.entries(NEW))("%s: nothing is written", async (kind, another) => {
    const object = objectKind(kind);
    const inputs = object.inputs(foundation);
    const made = await newRun().create(kind, inputs);
    await platform.fail({
      method: "GET",
      path: "sandbox-management",
      action: { status: 200, body: { name: "dev", type: "production" } },
    });
    await platform.emulator.clearRequests();
    const run = newRun();
    const calls = [
      () => run.create(kind, edited(inputs, another)),
      () =>
        run.update(kind, made.id, made.outputs, edited(inputs, object.edits[0]?.change(foundation) ?? {})),
      ...(object.retained ? [] : [() => run.delete(kind, made.id, made.outputs)]),
    ];
    for (const call of calls)
      expect((await errorOf(call())).message).toContain('The sandbox "dev" is a production sandbox');
    await run.read(kind, made.id, made.outputs);
    // What AEP lets nobody delete leaves the stack, and is not asked for.
    if (object.retained) await run.delete(kind, made.id, made.outputs);
    expect((await platform.sent()).filter((line) => !line.startsWith("GET "))).toEqual([]);
    await platform.fail();
  });

  it("a schema's own: nothing is written", async () => {
    const { identities: _none, ...inputs } = objectKind("schema").inputs(foundation);
    const made = await newRun().create("schema", { ...inputs, title: "With identities" });
    await platform.fail({
      method: "GET",
      path: "sandbox-management",
      action: { status: 200, body: { name: "dev", type: "production" } },
    });
    await platform.emulator.clearRequests();
    const identities = [{ sourceProperty: "_{TENANT_ID}.metricx", namespace: "Email" }];
    const desired = { ...inputs, title: "With identities", identities };
    const { message } = await errorOf(newRun().update("schema", made.id, made.outputs, desired));
    expect(message).toContain('The sandbox "dev" is a production sandbox');
    expect((await platform.sent()).filter((line) => !line.startsWith("GET "))).toEqual([]);
    await platform.fail();
  });
});
