import { open } from "node:fs/promises";

/**
 * Writes the names in a folder to the disk: a name that is not there is no file after a power failure. One write serves all
 * who asked before it began, which saves much where many files are made at a time.
 */
export class FolderSync {
  private running: Promise<void> | undefined;
  private next: Promise<void> | undefined;

  constructor(private readonly path: string) {}

  /** Every name that stands in the folder now is on the disk afterwards. */
  sync(): Promise<void> {
    if (this.running === undefined) return this.begin();
    // What runs may have begun before the latest name was there.
    this.next ??= this.running.then(() => this.begin());
    return this.next;
  }

  private begin(): Promise<void> {
    this.next = undefined;
    const running = syncFolder(this.path).finally(() => {
      if (this.running === running) this.running = undefined;
    });
    this.running = running;
    return running;
  }
}

/** Never fails: Windows cannot open a folder, and need not; some file systems cannot sync one. */
async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, "r").catch(() => undefined);
  if (handle === undefined) return;
  try {
    await handle.sync().catch(() => undefined);
  } finally {
    await handle.close();
  }
}
