import { basename, resolve } from "node:path";
import type { ExportedSandbox } from "../export/export-sandbox";
import type { Declaration } from "../export/plan";
import { installedPulumi, pulumiObjection } from "../export/pulumi-version";
import { objectionToFolder } from "../export/write-folder";
import { type CommonOptions, command } from "./command";
import { findFlowByWord } from "./flow-word";
import type { Terminal } from "./terminal";
import { counted, printable } from "./text";

interface ExportOptions extends CommonOptions {
  readonly flow: readonly string[];
  readonly out?: string;
  readonly into?: string;
  readonly force?: boolean;
  readonly adopt?: boolean;
}

const EXIT_CODES = {
  written: 0,
  folderInUse: 1,
  nothing: 3,
} as const;

/** A sandbox as a program, and a file for `pulumi import`. */
export const exportCommand = command<ExportOptions>(
  {
    name: "export",
    summary: "Write a Pulumi program of the dataflows that exist, and what takes them over as they are.",
    examples: ["export --out dataflows", 'export --flow "Orders, hourly" --flow Returns', "export --adopt"],
    exitCodes: {
      [EXIT_CODES.written]: "written; what had to be left out is listed on stderr and in README.md",
      [EXIT_CODES.folderInUse]: "the folder is not empty; nothing was read or written",
      [EXIT_CODES.nothing]: "there is nothing to export",
    },
  },
  async ({ options, terminal, platform }) => {
    const { client } = await platform();
    const { location } = client;
    const folder = resolve(options.out ?? `aep-${location.sandbox}`);
    const inUse = options.force ? undefined : await objectionToFolder(folder);
    if (inUse !== undefined) {
      terminal.note(inUse);
      return EXIT_CODES.folderInUse;
    }
    // The kinds of objects bring Pulumi's SDK along, which no other command needs.
    const { exportSandbox } = await import("../export/export-sandbox.js");
    const destination = {
      project: projectName(basename(folder)),
      stack: options.into ?? location.sandbox,
      location,
    };
    const adopt = options.adopt === true;
    const named = await Promise.all(options.flow.map((word) => findFlowByWord(client, word)));
    const flowIds = named.length === 0 ? {} : { flowIds: named.map(({ id }) => id) };
    const request = { ...flowIds, folder, adopt, destination };
    let count = 0;
    const exported = await terminal.during(
      () => `Reading the sandbox: ${counted(count, "object")}`,
      exportSandbox(client, request, (read) => {
        count = read;
      }),
    );
    noteLeftOut(exported, terminal);
    const { declarations, files, next } = exported;
    if (declarations.length === 0) {
      terminal.note(
        `There is no dataflow to export in the sandbox "${location.sandbox}". Nothing was written.`,
      );
      return EXIT_CODES.nothing;
    }
    const objection = adopt ? undefined : pulumiObjection(await installedPulumi());
    if (objection !== undefined) terminal.note(objection);
    if (options.json) {
      terminal.writeJson({ folder, ...destination, files, next, ...described(exported) });
      return EXIT_CODES.written;
    }
    terminal.write(
      `${counted(declarations.length, "object")} of the sandbox "${location.sandbox}" in ${folder}:`,
    );
    terminal.write(`  ${perKind(declarations)}`);
    terminal.write(`\nNothing was changed in AEP. To take them over (README.md says more):\n`);
    for (const line of [`cd ${shellWord(folder)}`, ...next]) terminal.write(`  ${line}`);
    return EXIT_CODES.written;
  },
  (declared) =>
    declared
      .option(
        "--flow <name or id>",
        "this flow only, with what it is made of (may be repeated)",
        collected,
        [],
      )
      .option("--out <folder>", "where to write; default: aep-<sandbox>")
      .option("--into <stack>", "name of the stack that takes the objects over; default: the sandbox's")
      .option("--adopt", "have the program take the objects over by itself, instead of pulumi import")
      .option("--force", "overwrite the files of an earlier export"),
);

function collected(word: string, words: readonly string[]): readonly string[] {
  return [...words, word];
}

/** What Pulumi takes for the name of a project. */
function projectName(folder: string): string {
  return folder.replace(/[^A-Za-z0-9._-]+/g, "-").replace(/^[-.]+/, "") || "aep";
}

function noteLeftOut({ left, declarations }: ExportedSandbox, { note }: Terminal): void {
  for (const { kind, id, name, reason } of left) {
    note(
      `Not exported: the ${kind.label} ${name === undefined ? id : `"${printable(name)}" (${id})`}: ${printable(reason)}.`,
    );
  }
  for (const { kind, resourceName, remarks } of declarations) {
    for (const { property, reason } of remarks) {
      note(`Left out of the ${kind.label} "${resourceName}": ${printable(`${property} ${reason}`)}.`);
    }
  }
}

function described({ left, declarations }: ExportedSandbox) {
  return {
    objects: declarations.map(({ kind, id, resourceName, variable, remarks }) => ({
      kind: kind.name,
      id,
      name: resourceName,
      variable,
      leftOut: remarks,
    })),
    notExported: left.map(({ kind, id, name, reason }) => ({
      kind: kind.name,
      id,
      ...(name && { name }),
      reason,
    })),
  };
}

function shellWord(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** `3 flows, 2 schemas` */
function perKind(declarations: readonly Declaration[]): string {
  const counts = new Map<string, number>();
  for (const { kind } of declarations) counts.set(kind.label, (counts.get(kind.label) ?? 0) + 1);
  return [...counts].map(([label, number]) => counted(number, label)).join(", ");
}
