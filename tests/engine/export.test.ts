import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { type CommandResult, runCommand } from "../commands/command-process";
import { CANARY, makeVariedSandbox, type VariedSandbox } from "../export/varied-sandbox";
import { type EmulatorProcess, startEmulatorProcess } from "../support/emulator";
import { describeSteps } from "../support/engine-events";
import { repositoryRoot } from "../support/repository";
import { describeWrites } from "../support/requests";
import { createStack, type RecordedResource, succeeded, type TestStack } from "../support/stack";

/** What years of use left in a sandbox becomes a program that has nothing to change, on the real engine. */
jest.setTimeout(240_000);

const FLOWS = 50;
const PROJECT = "taken-over";

const answer = z.object({
  project: z.string(),
  stack: z.string(),
  objects: z.array(z.object({ kind: z.string(), id: z.string(), name: z.string() })),
  notExported: z.array(z.object({ id: z.string(), reason: z.string() })),
});

const base = path.join(repositoryRoot, ".local", "tests", `export-${process.pid}`);
const folder = path.join(base, PROJECT);

let emulator: EmulatorProcess;
let sandbox: VariedSandbox;
let exported: CommandResult;
let stack: TestStack;
let adopting: TestStack;

const exporting = (...words: string[]) =>
  runCommand(["export", "--into", "test", ...words], { env: emulator.environment, cwd: base });

beforeAll(async () => {
  await mkdir(base, { recursive: true });
  emulator = await startEmulatorProcess({ args: ["--set", "inletDelayMilliseconds=0"] });
  sandbox = await makeVariedSandbox(await emulator.asOther("marketer"), FLOWS);
  exported = await exporting("--out", folder, "--json");
  if (exported.code !== 0) throw new Error(exported.stderr);
  stack = await createStack({ program: folder, env: emulator.environment, project: PROJECT });
});

afterAll(async () => {
  await stack?.dispose();
  await adopting?.dispose();
  await emulator?.stop();
  await rm(base, { recursive: true, force: true });
});

it("reads, and writes nothing", async () => {
  expect(describeWrites(await emulator.requests())).toEqual([]);
});

it("takes every dataflow once, and says what it cannot take", () => {
  const { project, objects, notExported } = answer.parse(JSON.parse(exported.stdout));
  expect(project).toBe(PROJECT);
  const flows = objects.filter(({ kind }) => kind === "Flow").map(({ id }) => id);
  expect(flows.sort()).toEqual([...sandbox.flowIds].sort());
  expect(new Set(objects.map(({ id }) => id)).size).toBe(objects.length);
  expect(notExported).toEqual(
    [{ id: sandbox.draftId, reason: expect.stringContaining("draft") }].map(expect.objectContaining),
  );
  expect(exported.stderr).toContain(`Not exported: the flow "Begun on a Friday" (${sandbox.draftId})`);
  expect(exported.stderr).toMatch(
    /schema ".*": xdm:alternateDisplayInfo of \/_extconndev\/email cannot be declared/,
  );
});

it("writes no credential anywhere", async () => {
  const texts = await Promise.all(
    (await readdir(folder)).map((file) => readFile(path.join(folder, file), "utf8")),
  );
  expect(texts.length).toBe(6);
  expect([...texts, exported.stdout, exported.stderr].join("\n")).not.toContain(CANARY);
});

it("refuses a folder that is not empty", async () => {
  const again = await exporting("--out", folder);
  expect(again.code).toBe(1);
  expect(again.stderr).toContain("--force");
});

it("is said where there is nothing, or no such flow", async () => {
  const env = { ...emulator.environment, AEP_SANDBOX: "prod" };
  const nothing = await runCommand(["export", "--out", path.join(base, "nothing")], { env, cwd: base });
  expect(nothing).toMatchObject({
    code: 3,
    stdout: "",
    stderr: expect.stringContaining("no dataflow to export"),
  });
  const missing = await exporting("--flow", "No such flow", "--out", path.join(base, "nothing"));
  expect(missing.code).toBe(4);
  expect(missing.stderr).toContain('There is no flow named "No such flow"');
  expect(await readdir(base)).toEqual([PROJECT]);
});

it("is taken over by pulumi import without asking AEP, and has nothing to change", async () => {
  await emulator.clearRequests();
  const words = ["import", "--file", "import.json", "--generate-code=false", "--yes", "--skip-preview"];
  const imported = succeeded(await stack.command(...words));
  const { objects } = answer.parse(JSON.parse(exported.stdout));
  expect(imported.text).toContain(`= ${objects.length} imported`);
  expect(describeSteps(succeeded(await stack.preview({ args: ["--expect-no-changes"] })).steps)).toEqual([]);
  expect(await emulator.requests()).toEqual([]);
});

it("finds nothing changed in AEP", async () => {
  succeeded(await stack.refresh({ args: ["--expect-no-changes"] }));
  expect(describeWrites(await emulator.requests())).toEqual([]);
});

/** What a stack says of an object, but for how it came there. */
function described({ type, id, inputs, outputs, protect }: RecordedResource) {
  const own = (properties: Readonly<Record<string, unknown>>) =>
    Object.fromEntries(
      Object.entries(properties).filter(([name]) => !["__adopt", "__owner", "__stack"].includes(name)),
    );
  return { type, id, inputs: own(inputs), outputs: own(outputs), protect };
}
const managed = ({ type }: RecordedResource) => type.startsWith("pulumi-nodejs:dynamic/aep:");

it("records the same by adopt, which works with every version of Pulumi", async () => {
  const out = path.join(base, "adopting");
  const [flowId = ""] = sandbox.flowIds.slice(4);
  const one = await exporting("--adopt", "--out", out, "--flow", flowId);
  expect(one).toMatchObject({ code: 0, stderr: expect.stringContaining("fields.state.meta:enum") });
  adopting = await createStack({ program: out, env: emulator.environment, project: PROJECT });
  await emulator.clearRequests();
  succeeded(await adopting.up());
  expect(describeWrites(await emulator.requests())).toEqual([]);
  const adopted = (await adopting.resources()).filter(managed).map(described);
  expect(adopted.length).toBeGreaterThan(7);
  const imported = new Map((await stack.resources()).map((each) => [each.id, described(each)]));
  expect(adopted).toEqual(adopted.map(({ id }) => imported.get(id)));
});
