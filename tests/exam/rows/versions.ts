import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { z } from "zod";
import { repositoryRoot } from "../../support/repository";
import { createStack, succeeded } from "../../support/stack";
import type { Lane } from "../platform/lane";
import { chosen, type Named, runCases, withLanes } from "./lanes";
import type { Row } from "./row";

/** One version of Node with one version of Pulumi's SDK. */
interface Case extends Named {
  readonly node: string;
  readonly sdk: string;
}

const NODES = ["20", "22", "24"] as const;
/** The oldest that the package names as its peer, the one that the tests pin, and the newest that the registry has. */
const SDKS = ["3.216.0", "3.248.0", "latest"] as const;
const INSTALL_MILLISECONDS = 180_000;

const run = promisify(execFile);
const packed = z.tuple([z.object({ filename: z.string() })]);

export const versions: Row = {
  id: "12",
  title: "Versions of Node and of Pulumi's SDK, on the real engine",
  demand: "Node 20, 22, 24 × SDK floor, pinned, latest: all green",
  inTests: false,
  run: (options) =>
    withLanes({ ...options, lanes: 1 }, async (lanes) => {
      const all = NODES.flatMap((node) =>
        SDKS.map((sdk): Case => ({ name: `Node ${node}, SDK ${sdk}`, node, sdk })),
      );
      const cases = chosen(all, options, 1);
      const { results, failures } = await runCases(lanes, cases, options, async (lane, each) => ({
        problem: await goThroughLife(lane, each),
      }));
      const figures = results.map(([{ name }]) => {
        const failed = failures.some((failure) => failure.name === name);
        return [name, failed ? "failed" : "green"];
      });
      const others = all.length - results.length;
      return {
        runs: results.length,
        figures: { ...Object.fromEntries(figures), ...(others > 0 && { "not run": others }) },
        failures,
      };
    }),
};

async function goThroughLife(lane: Lane, { node, sdk }: Case): Promise<string | undefined> {
  const nodeFolder = await nodeOf(node);
  const modules = await modulesWith(sdk);
  const stack = await createStack({
    program: path.join("examples", "customerio"),
    env: { ...lane.settings(), PATH: `${nodeFolder}${path.delimiter}${process.env.PATH}` },
  });
  try {
    await symlink(modules, path.join(stack.folder, "node_modules"));
    succeeded(await stack.up());
    succeeded(await stack.up({ args: ["--expect-no-changes"] }));
    succeeded(await stack.refresh({ args: ["--expect-no-changes"] }));
    succeeded(await stack.destroy());
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    await stack.dispose();
  }
}

/** The folder of a program called `node`. */
async function nodeOf(major: string): Promise<string> {
  if (process.versions.node.startsWith(`${major}.`)) return path.dirname(process.execPath);
  const name = `node-${process.platform}-${process.arch}`;
  const folder = await installed(`node-${major}`, { [name]: major });
  return path.join(folder, name, "bin");
}

/** Packages for a program as a user would have them: this one as it is published, and that version of the SDK. */
async function modulesWith(sdk: string): Promise<string> {
  const target = path.join(repositoryRoot, ".local", "exam");
  await mkdir(target, { recursive: true });
  const { stdout } = await run("npm", ["pack", "--json", "--pack-destination", target], {
    cwd: path.join(repositoryRoot, "provider"),
  });
  const [{ filename }] = packed.parse(JSON.parse(stdout));
  return installed(`sdk-${sdk}`, {
    "@pulumi/pulumi": sdk,
    "pulumi-aep": `file:${path.join(target, filename)}`,
    typescript: "5.9.3",
  });
}

/** Installs packages beside the repository's own. @returns their `node_modules` */
async function installed(name: string, dependencies: Readonly<Record<string, string>>): Promise<string> {
  const folder = path.join(repositoryRoot, ".local", "exam", name);
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, "package.json"), JSON.stringify({ private: true, dependencies }));
  // The packed version of this package may be another one than the last time.
  const isOwn = "pulumi-aep" in dependencies;
  if (isOwn || !existsSync(path.join(folder, "node_modules"))) {
    const install = [
      "install",
      "--no-audit",
      "--no-fund",
      "--no-package-lock",
      ...(isOwn ? ["--force"] : []),
    ];
    await run("npm", install, { cwd: folder, timeout: INSTALL_MILLISECONDS });
  }
  return path.join(folder, "node_modules");
}
