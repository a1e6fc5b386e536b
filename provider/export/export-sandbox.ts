import type { Client } from "../api/client";
import type { Destination } from "./import-file";
import { arrange, type Declaration } from "./plan";
import { declarationsOf, type Export, nextCommands, projectFiles } from "./project-files";
import { readSandbox, type SandboxContents } from "./read-sandbox";
import { writeFolder } from "./write-folder";

export interface ExportRequest {
  /** Absent: every dataflow of the sandbox. */
  readonly flowIds?: readonly string[];
  /** Where the program is written; files of an earlier one are overwritten. */
  readonly folder: string;
  readonly adopt: boolean;
  readonly destination: Destination;
}

export interface ExportedSandbox extends Export {
  readonly declarations: readonly Declaration[];
  /** Names; none where there was nothing to export. */
  readonly files: readonly string[];
  /** What to do in the folder. */
  readonly next: readonly string[];
}

/**
 * Reads dataflows off a sandbox and writes the program that holds them. AEP is not written to.
 * @param onRead called with the number of objects so far
 */
export async function exportSandbox(
  client: Client,
  { flowIds, folder, adopt, destination }: ExportRequest,
  onRead: (count: number) => void = () => {},
): Promise<ExportedSandbox> {
  const exported = composeExport(await readSandbox(client, flowIds, onRead), destination, adopt);
  const declarations = declarationsOf(exported);
  const files = declarations.length === 0 ? {} : projectFiles(exported);
  if (declarations.length > 0) await writeFolder(folder, files);
  return { ...exported, declarations, files: Object.keys(files), next: nextCommands(exported) };
}

/** Arranges what was read off a sandbox as a program. Pure. */
export function composeExport(
  { objects, left }: SandboxContents,
  destination: Destination,
  adopt: boolean,
): Export {
  const byId = [...left].sort((one, other) => (one.id < other.id ? -1 : 1));
  return { destination, adopt, sections: arrange(objects), left: byId };
}
