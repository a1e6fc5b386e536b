import { execFile, spawn } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { z } from "zod";
import { endProcess } from "./child";
import { repositoryRoot } from "./repository";

/** How `pulumi` is started on a state of its own. */
export interface PulumiCommand {
  readonly command: string;
  readonly environment: Readonly<Record<string, string>>;
}

export interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Both, as they came. */
  readonly text: string;
}

const engineMilliseconds = 10 * 60_000;
const engine = z.object({ command: z.string(), environment: z.record(z.string(), z.string()) });

/**
 * The engine and its environment, on a state and a home of their own. Nothing of the user's AEP or Pulumi
 * settings comes in.
 */
export async function preparePulumi(
  folders: { home: string; backend: string },
  env: Readonly<Record<string, string>>,
): Promise<PulumiCommand> {
  const inherited = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(AEP|PULUMI)_/.test(name)),
  ) as Record<string, string>;
  const script = path.join(repositoryRoot, "tools", "engine", "main.mjs");
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [script, "--home", folders.home, "--backend", folders.backend],
    { env: inherited, timeout: engineMilliseconds },
  );
  const { command, environment } = engine.parse(JSON.parse(stdout));
  return {
    command,
    environment: {
      ...inherited,
      ...environment,
      NO_COLOR: "1",
      // Gives every verb `--event-log FILE`, which the Automation API uses too.
      PULUMI_DEBUG_COMMANDS: "true",
      // Types are checked once for all, by `tsc -p tests`.
      PULUMI_NODEJS_TRANSPILE_ONLY: "true",
      ...env,
    },
  };
}

/**
 * Runs `pulumi` to its end.
 * @throws with all it said, when it takes longer than allowed
 */
export async function runPulumi(
  { command, environment }: PulumiCommand,
  commandArguments: readonly string[],
  options: { cwd: string; timeoutMilliseconds: number; started?: (pid: number) => void },
): Promise<CommandResult> {
  const child = spawn(command, [...commandArguments, "--non-interactive"], {
    cwd: options.cwd,
    env: environment,
    stdio: ["ignore", "pipe", "pipe"],
  });
  if (child.pid !== undefined) options.started?.(child.pid);
  let stdout = "";
  let stderr = "";
  let text = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    stdout += chunk;
    text += chunk;
  });
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
    stderr += chunk;
    text += chunk;
  });
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    void endProcess(child, "SIGINT");
  }, options.timeoutMilliseconds);
  const code = await new Promise<number>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (exitCode) => resolve(exitCode ?? -1));
  }).finally(() => clearTimeout(timer));
  const line = `pulumi ${commandArguments.join(" ")}`;
  if (isLate) throw new Error(`${line} took longer than ${options.timeoutMilliseconds} ms.\n${text}`);
  return { code, stdout, stderr, text };
}
