import { execFile } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { z } from "zod";
import { SettingsError } from "../api/errors";

/** Values by full key: `aep:sandbox`. */
export type StackConfiguration = Readonly<Record<string, string>>;

const answer = z.record(z.string(), z.looseObject({ value: z.string().optional() }));
const PATIENCE_MILLISECONDS = 30_000;

/**
 * The settings of the Pulumi stack of a folder, as Pulumi itself reads and decrypts them; none where no stack of the folder
 * has any, so that Pulumi is not even started. Without a name it is the selected stack.
 * @throws SettingsError when a stack was named and cannot be read
 */
export async function readStackConfiguration(
  folder: string,
  stack: string | undefined,
  note: (text: string) => void,
): Promise<StackConfiguration> {
  if (stack === undefined && !(await hasSettings(folder))) return {};
  const named = stack === undefined ? [] : ["--stack", stack];
  try {
    const { stdout } = await promisify(execFile)(
      "pulumi",
      ["config", "--json", "--show-secrets", "--non-interactive", ...named],
      { cwd: folder, timeout: PATIENCE_MILLISECONDS, maxBuffer: 16 * 1024 * 1024 },
    );
    const values = Object.entries(answer.parse(JSON.parse(stdout)));
    return Object.fromEntries(
      values.flatMap(([key, { value }]) =>
        key.startsWith("aep:") && value !== undefined ? [[key, value]] : [],
      ),
    );
  } catch (error) {
    const which = stack === undefined ? "the selected stack" : `the stack ${stack}`;
    const message = `The configuration of ${which} could not be read: ${reasonOf(error)}`;
    if (stack !== undefined) throw new SettingsError(message);
    note(`${message} Only the environment counts.`);
    return {};
  }
}

async function hasSettings(folder: string): Promise<boolean> {
  const names = await readdir(folder);
  for (const name of names.filter((each) => /^Pulumi\..+\.ya?ml$/.test(each))) {
    if (/\baep:/.test(await readFile(join(folder, name), "utf8"))) return true;
  }
  return false;
}

/** Pulumi says what is wrong on stderr. Its stdout, and so the error's own text, is not quoted: secrets are in it. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return "no reason was given.";
  if ("code" in error && error.code === "ENOENT") return "pulumi is not on the PATH.";
  const said = "stderr" in error && typeof error.stderr === "string" ? error.stderr.trim() : "";
  return said === "" ? "pulumi config gave no usable answer." : said.replace(/^error: /, "");
}
