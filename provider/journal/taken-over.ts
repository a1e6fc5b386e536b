import { createHash } from "node:crypto";
import { mkdir, readdir, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Location } from "../api/settings";

/** A run asks under a name of its own; a later one may by chance have the same. */
const KEPT_MILLISECONDS = 60 * 60_000;
const ENDING = ".taken";

/**
 * Objects that a run took over for a resource, by `adopt` or after a crash. What the engine deletes of these in the same
 * run is an older record of the same object: of a resource that was renamed, or that was replaced by force. Each Pulumi
 * provider has a process of its own, so they tell each other by empty files in the journal's folder.
 */
export class TakenOver {
  private readonly begun = Date.now();
  private readonly here = new Set<string>();
  private cleared = false;

  /** @param run what the processes of one run of the engine have in common, and no other run has */
  constructor(
    private readonly folder: string,
    private readonly run: string,
  ) {}

  async add(location: Location, id: string): Promise<void> {
    const name = this.nameOf(location, id);
    this.here.add(name);
    // Where the folder cannot be written to, this process knows all the same.
    await mkdir(this.folder, { recursive: true, mode: 0o700 })
      .then(() => writeFile(join(this.folder, name), "", { mode: 0o600 }))
      .then(() => this.removeOld())
      .catch(() => undefined);
  }

  async has(location: Location, id: string): Promise<boolean> {
    const name = this.nameOf(location, id);
    const time = this.here.has(name) ? this.begun : await timeOf(join(this.folder, name));
    return time !== undefined && time >= this.begun - KEPT_MILLISECONDS;
  }

  private nameOf({ host, orgId, sandbox }: Location, id: string): string {
    const digest = createHash("sha256").update(JSON.stringify([this.run, host, orgId, sandbox, id]));
    return `${digest.digest("hex").slice(0, 24)}${ENDING}`;
  }

  private async removeOld(): Promise<void> {
    if (this.cleared) return;
    this.cleared = true;
    for (const file of (await readdir(this.folder)).filter((name) => name.endsWith(ENDING))) {
      const path = join(this.folder, file);
      const time = await timeOf(path);
      if (time !== undefined && Date.now() - time > KEPT_MILLISECONDS) await rm(path, { force: true });
    }
  }
}

async function timeOf(path: string): Promise<number | undefined> {
  return stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => undefined,
  );
}
