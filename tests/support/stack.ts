import { randomUUID } from "node:crypto";
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { z } from "zod";
import { type EngineRun, parseEventLog } from "./engine-events";
import { type CommandResult, preparePulumi, runPulumi } from "./pulumi-command";
import { repositoryRoot } from "./repository";

const stackName = "test";

export interface StackOptions {
  /** Folder of the program, absolute or below the repository: `examples/customerio`. It is copied. */
  readonly program: string;
  /** For the program and its providers, such as {@link EmulatorProcess.environment}. */
  readonly env: Readonly<Record<string, string>>;
  /** Stack configuration by full key: `{ "aep:sandbox": "dev" }`. */
  readonly config?: Readonly<Record<string, string>>;
  /** Of the Pulumi project. Default: customerio. */
  readonly project?: string;
  /** For each command. Default: 120,000. */
  readonly timeoutMilliseconds?: number;
}

/** What a verb did: the process's answer and the engine's events. */
export interface StackRun extends CommandResult, EngineRun {}

export interface RunOptions {
  /** Further arguments for pulumi. */
  readonly args?: readonly string[];
  /** Whether a preview comes first, as it does for a user; its steps are then told only where it refuses. */
  readonly preview?: boolean;
  /** Added for this run. */
  readonly env?: Readonly<Record<string, string>>;
  /** Told the engine's process, for tests that end it. */
  readonly started?: (pid: number) => void;
}

const exportedStack = z.object({
  deployment: z.object({
    resources: z
      .array(
        z.object({
          urn: z.string(),
          type: z.string(),
          id: z.string().optional(),
          inputs: z.record(z.string(), z.unknown()).default({}),
          outputs: z.record(z.string(), z.unknown()).default({}),
          initErrors: z.array(z.string()).default([]),
          protect: z.boolean().default(false),
        }),
      )
      .default([]),
  }),
});

/** A resource as it is recorded; secrets are encrypted. */
export type RecordedResource = z.infer<typeof exportedStack>["deployment"]["resources"][number];

export interface TestStack {
  /** The copied program, which {@link edit} changes. */
  readonly folder: string;
  /** Of every command, for others that run in the folder. */
  readonly environment: Readonly<Record<string, string>>;
  preview(options?: Omit<RunOptions, "preview">): Promise<StackRun>;
  /** Default: without a preview. */
  up(options?: RunOptions): Promise<StackRun>;
  /** Default: without a preview. */
  refresh(options?: RunOptions): Promise<StackRun>;
  /** Default: with a preview, in which protected resources refuse. */
  destroy(options?: RunOptions): Promise<StackRun>;
  /** Any other command on this stack: `command("state", "unprotect", urn, "--yes")`. */
  command(...commandArguments: string[]): Promise<CommandResult>;
  setConfig(key: string, value: string, options?: { secret?: boolean }): Promise<void>;
  outputs(): Promise<Record<string, unknown>>;
  /** The recorded resources, in order. */
  resources(): Promise<RecordedResource[]>;
  /** The whole recorded state as text: to look for what must not be in it. */
  exportText(): Promise<string>;
  /** Replaces a text in a file of the copied program. Throws unless it stands there exactly once. */
  edit(file: string, from: string, to: string): Promise<void>;
  /** Takes the copied program and its state away. */
  dispose(): Promise<void>;
}

/** Copies a program and makes a stack for it, with a file backend of its own. */
export async function createStack(options: StackOptions): Promise<TestStack> {
  const tests = path.join(repositoryRoot, ".local", "tests");
  const base = path.join(tests, randomUUID());
  const folder = path.join(base, "program");
  const state = path.join(base, "state");
  const eventLog = path.join(base, "events.jsonl");
  const home = path.join(tests, `home-${process.env.JEST_WORKER_ID ?? "1"}`);
  const timeoutMilliseconds = options.timeoutMilliseconds ?? 120_000;
  await copyProgram(path.resolve(repositoryRoot, options.program), folder, options.project ?? "customerio");
  for (const made of [state, home]) await mkdir(made, { recursive: true });
  const pulumi = await preparePulumi({ home, backend: pathToFileURL(state).href }, options.env);

  async function command(
    commandArguments: readonly string[],
    { env = {}, started }: Pick<RunOptions, "env" | "started"> = {},
  ) {
    const environment = { ...pulumi.environment, ...env };
    const limits = { cwd: folder, timeoutMilliseconds, ...(started && { started }) };
    return runPulumi({ ...pulumi, environment }, commandArguments, limits);
  }

  async function onStack(...commandArguments: string[]): Promise<CommandResult> {
    return command([...commandArguments, "--stack", stackName]);
  }

  async function run(
    verb: string,
    { args = [], ...settings }: RunOptions,
    flags: readonly string[],
  ): Promise<StackRun> {
    await rm(eventLog, { force: true });
    const all = [verb, "--stack", stackName, "--event-log", eventLog, ...flags, ...args];
    const result = await command(all, settings);
    // There is no log where the command itself was refused.
    const events = await readFile(eventLog, "utf8").catch(() => "");
    return { ...result, ...parseEventLog(events) };
  }

  function update(verb: string, runOptions: RunOptions, previewByDefault: boolean): Promise<StackRun> {
    const { preview = previewByDefault } = runOptions;
    return run(verb, runOptions, preview ? ["--yes"] : ["--yes", "--skip-preview"]);
  }

  succeeded(await command(["stack", "init", stackName]));
  const stack: TestStack = {
    folder,
    environment: pulumi.environment,
    preview: (runOptions = {}) => run("preview", runOptions, []),
    up: (runOptions = {}) => update("up", runOptions, false),
    refresh: (runOptions = {}) => update("refresh", runOptions, false),
    destroy: (runOptions = {}) => update("destroy", runOptions, true),
    command: onStack,
    setConfig: async (key, value, { secret = false } = {}) => {
      succeeded(await onStack("config", "set", key, value, secret ? "--secret" : "--plaintext"));
    },
    outputs: async () => {
      const { stdout } = succeeded(await onStack("stack", "output", "--json", "--show-secrets"));
      return z.record(z.string(), z.unknown()).parse(JSON.parse(stdout));
    },
    resources: async () => exportedStack.parse(JSON.parse(await stack.exportText())).deployment.resources,
    exportText: async () => succeeded(await onStack("stack", "export")).stdout,
    edit: (file, from, to) => editOnce(path.join(folder, file), from, to),
    dispose: () => rm(base, { recursive: true, force: true }),
  };
  for (const [key, value] of Object.entries(options.config ?? {})) await stack.setConfig(key, value);
  return stack;
}

/** The result of a command that must have succeeded; else throws with all it said. */
export function succeeded<Result extends CommandResult>(result: Result): Result {
  if (result.code !== 0) throw new Error(`pulumi ended with exit code ${result.code}:\n${result.text}`);
  return result;
}

async function copyProgram(from: string, to: string, project: string): Promise<void> {
  const own = new Set(["node_modules", "Pulumi.yaml", "tsconfig.json"]);
  await cp(from, to, { recursive: true, filter: (source) => !own.has(path.basename(source)) });
  const runtime = "runtime:\n  name: nodejs\n  options:\n    packagemanager: npm\n";
  await writeFile(path.join(to, "Pulumi.yaml"), `name: ${project}\n${runtime}`);
  // The original's own says where the base is, which is elsewhere from here.
  const baseConfiguration = path.relative(to, path.join(repositoryRoot, "tsconfig.base.json"));
  await writeFile(path.join(to, "tsconfig.json"), JSON.stringify({ extends: baseConfiguration }));
}

async function editOnce(file: string, from: string, to: string): Promise<void> {
  const text = await readFile(file, "utf8");
  const count = text.split(from).length - 1;
  if (count !== 1) throw new Error(`${file} holds ${JSON.stringify(from)} ${count} times, not once.`);
  await writeFile(
    file,
    text.replace(from, () => to),
  );
}
