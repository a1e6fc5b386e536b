import type { Destination } from "./import-file";
import { arrange } from "./plan";
import type { Export } from "./project-files";
import type { SandboxContents } from "./read-sandbox";

/** Arranges what was read off a sandbox as a program. Pure. */
export function composeExport(
  { objects, left }: SandboxContents,
  destination: Destination,
  adopt: boolean,
): Export {
  const sections = arrange(objects);
  return { destination, adopt, sections, left: [...left].sort((a, b) => (a.id < b.id ? -1 : 1)) };
}
