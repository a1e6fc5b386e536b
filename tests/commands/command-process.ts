import { spawn } from "node:child_process";
import path from "node:path";
import { endProcess } from "../support/child";
import { repositoryRoot } from "../support/repository";

/** What a command said. */
export interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunningCommand {
  /** The end of it. */
  readonly result: Promise<CommandResult>;
  /** Waits until stdout or stderr says it. */
  said(pattern: RegExp): Promise<void>;
  interrupt(): Promise<void>;
}

const launcher = path.join(repositoryRoot, "provider", "bin", "pulumi-aep.js");
const milliseconds = 20_000;

/** Everything that any command of this suite said: to look for what must not be in it. */
export const everythingSaid: string[] = [];

export interface CommandOptions {
  /** The AEP settings; nothing of the user's comes in. */
  readonly env: Readonly<Record<string, string>>;
  /** Default: a folder without a stack. */
  readonly cwd?: string;
}

/** Starts the built command line as a process of its own. */
export function startCommand(words: readonly string[], { env, cwd }: CommandOptions): RunningCommand {
  const inherited = Object.entries(process.env).filter(([name]) => !/^(AEP|PULUMI)_|^NO_COLOR$/.test(name));
  const child = spawn(process.execPath, [launcher, ...words], {
    cwd: cwd ?? __dirname,
    env: { ...Object.fromEntries(inherited), ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    stdout += chunk;
  });
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
    stderr += chunk;
  });
  const line = `pulumi-aep ${words.join(" ")}`;
  const timer = setTimeout(() => void endProcess(child, "SIGKILL"), milliseconds);
  const result = new Promise<CommandResult>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => {
      clearTimeout(timer);
      everythingSaid.push(stdout, stderr);
      if (signal === "SIGKILL") reject(new Error(`${line} took too long.\n${stdout}${stderr}`));
      else resolve({ code: code ?? -1, stdout, stderr });
    });
  });
  return {
    result,
    said: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (pattern.test(stdout + stderr)) resolve();
        };
        child.stdout.on("data", look);
        child.stderr.on("data", look);
        child.once("close", () => reject(new Error(`${line} ended without ${pattern}.\n${stdout}${stderr}`)));
        look();
      }),
    interrupt: () => endProcess(child, "SIGINT"),
  };
}

export function runCommand(words: readonly string[], options: CommandOptions): Promise<CommandResult> {
  return startCommand(words, options).result;
}
