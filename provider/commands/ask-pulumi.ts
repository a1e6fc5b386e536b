import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { ExpectedError } from "../api/errors";

const PATIENCE_MILLISECONDS = 30_000;

/** Pulumi is not there, or did not answer. */
export class PulumiError extends ExpectedError {}

/**
 * What the `pulumi` on the PATH writes to stdout.
 * @throws PulumiError with what it says on stderr. Its stdout, and so the error's own text, is not quoted: secrets are in it.
 */
export async function askPulumi(folder: string, words: readonly string[]): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)("pulumi", [...words, "--non-interactive"], {
      cwd: folder,
      timeout: PATIENCE_MILLISECONDS,
      maxBuffer: 256 * 1024 * 1024,
    });
    return stdout;
  } catch (error) {
    throw new PulumiError(reasonOf(error, words));
  }
}

function reasonOf(error: unknown, words: readonly string[]): string {
  if (!(error instanceof Error)) return "no reason was given.";
  if ("code" in error && error.code === "ENOENT") return "pulumi is not on the PATH.";
  const said = "stderr" in error && typeof error.stderr === "string" ? error.stderr.trim() : "";
  return said === "" ? `pulumi ${words[0]} gave no usable answer.` : said.replace(/^error: /, "");
}
