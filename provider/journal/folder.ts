import { homedir } from "node:os";
import { join, resolve } from "node:path";

export interface JournalFolder {
  readonly path: string;
  /** Named by AEP_JOURNAL_DIR: whoever names a folder relies on it. */
  readonly chosen: boolean;
}

/** `AEP_JOURNAL_DIR`, else a folder of Pulumi's home, which is `~/.pulumi` unless PULUMI_HOME says otherwise. */
export function journalFolder(environment: Readonly<Record<string, string | undefined>>): JournalFolder {
  const chosen = environment.AEP_JOURNAL_DIR?.trim();
  if (chosen) return { path: resolve(chosen), chosen: true };
  const home = environment.PULUMI_HOME?.trim() || join(homedir(), ".pulumi");
  return { path: join(home, "aep-journal"), chosen: false };
}
