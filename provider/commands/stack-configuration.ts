import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { SettingsError } from "../api/errors";
import { askPulumi, PulumiError } from "./ask-pulumi";

/** Values by full key: `aep:sandbox`. */
export type StackConfiguration = Readonly<Record<string, string>>;

const answer = z.record(z.string(), z.looseObject({ value: z.string().optional() }));

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
    const stdout = await askPulumi(folder, ["config", "--json", "--show-secrets", ...named]);
    const values = Object.entries(answer.parse(JSON.parse(stdout)));
    return Object.fromEntries(
      values.flatMap(([key, { value }]) =>
        key.startsWith("aep:") && value !== undefined ? [[key, value]] : [],
      ),
    );
  } catch (error) {
    const which = stack === undefined ? "the selected stack" : `the stack ${stack}`;
    const reason = error instanceof PulumiError ? error.message : "pulumi config gave no usable answer.";
    const message = `The configuration of ${which} could not be read: ${reason}`;
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
