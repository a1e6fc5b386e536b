import { chmod, mkdir, writeFile } from "node:fs/promises";
import path from "node:path";

/** Stands for Pulumi: what it answers, by the beginning of the command line. Answers the folder for the PATH. */
export async function fakePulumi(folder: string, answers: Readonly<Record<string, string>>): Promise<string> {
  const bin = path.join(folder, "bin");
  await mkdir(bin, { recursive: true });
  const script = `#!${process.execPath}
const words = process.argv.slice(2).join(" ");
const found = Object.entries(${JSON.stringify(answers)}).find(([start]) => words.startsWith(start));
if (found === undefined) process.exit(1);
console.log(found[1]);
`;
  await writeFile(path.join(bin, "pulumi"), script);
  await chmod(path.join(bin, "pulumi"), 0o755);
  return bin;
}

/** What `pulumi config --json` says. */
export function configuration(values: Readonly<Record<string, string>>): string {
  const entries = Object.entries(values).map(([key, value]) => [key, { value, secret: false }]);
  return JSON.stringify(Object.fromEntries(entries));
}
