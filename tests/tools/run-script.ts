import { spawn } from "node:child_process";
import { repositoryRoot } from "../support/repository";

export interface ScriptResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunningScript {
  readonly processId: number;
  kill(signal: NodeJS.Signals): void;
  readonly result: Promise<ScriptResult>;
}

/** Starts Node with these arguments at the root of the checkout, in exactly this environment. */
export function startScript(
  nodeArguments: readonly string[],
  env: Readonly<Record<string, string>>,
  limitMilliseconds = 20_000,
): RunningScript {
  const child = spawn(process.execPath, nodeArguments, {
    cwd: repositoryRoot,
    env,
    stdio: ["ignore", "pipe", "pipe"],
    timeout: limitMilliseconds,
    killSignal: "SIGKILL",
  });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    stdout += chunk;
  });
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
    stderr += chunk;
  });
  const result = new Promise<ScriptResult>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, stdout, stderr }));
  });
  return { processId: child.pid ?? -1, kill: (signal) => child.kill(signal), result };
}

/** Runs the body of an ES module, which sees the tools' modules by `import("./tools/…")`; parses what it prints. */
export async function evaluate(body: string, env: Readonly<Record<string, string>> = {}): Promise<unknown> {
  const { code, stdout, stderr } = await startScript(["--input-type=module", "-e", body], env).result;
  if (code !== 0) throw new Error(`exit code ${code}: ${stderr}`);
  return JSON.parse(stdout);
}
