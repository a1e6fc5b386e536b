import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { resolve } from "node:path";

/** What users run: the built command. */
const binary = resolve(__dirname, "../../emulator/bin/aep-emulator.js");
if (!existsSync(resolve(__dirname, "../../emulator/dist/command-line.js"))) {
  throw new Error("The emulator is not built. Run: npm run build");
}

/** An emulator in a process of its own. */
export interface Run {
  readonly child: ChildProcess;
  readonly firstLine: Promise<string>;
  readonly ended: Promise<{ code: number | null; errors: string }>;
}

const started: ChildProcess[] = [];

/** Kills every emulator that was started here. */
export function endAll(): void {
  for (const child of started.splice(0)) {
    child.kill("SIGKILL");
  }
}

export function run(...options: readonly string[]): Run {
  const child = spawn(process.execPath, [binary, ...options], { stdio: ["ignore", "pipe", "pipe"] });
  started.push(child);
  let errors = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    errors += chunk.toString();
  });
  const firstLine = new Promise<string>((found) => {
    let output = "";
    child.stdout?.on("data", (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes("\n")) {
        found(output.slice(0, output.indexOf("\n")));
      }
    });
  });
  const ended = new Promise<{ code: number | null; errors: string }>((done) => {
    child.once("close", (code) => done({ code, errors }));
  });
  return { child, firstLine, ended };
}
