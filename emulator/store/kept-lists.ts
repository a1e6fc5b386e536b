import { randomUUID } from "node:crypto";

interface KeptList {
  readonly items: readonly unknown[];
  /** The state of the store that it was made from; `undefined` for one that does not follow later writes. */
  readonly version: number | undefined;
}

/** Older ones are made anew when somebody asks for them. */
const mostKept = 20;

/**
 * Lists whose order took a look at everything, kept for the pages that follow: so a page costs what it holds, however
 * far behind it lies.
 */
export class KeptLists {
  private readonly lists = new Map<string, KeptList>();
  private version = 0;

  /** Something was written. */
  changed(): void {
    this.version += 1;
  }

  /** What `make` answers, made anew only when something was written since. The name fixes the type of the items. */
  whileUnchanged<Item>(name: string, make: () => readonly Item[]): readonly Item[] {
    const found = this.lists.get(name);
    if (found !== undefined && found.version === this.version) {
      this.put(name, found);
      return found.items as readonly Item[];
    }
    const items = make();
    this.put(name, { items, version: this.version });
    return items;
  }

  /** Keeps ids in their order, whatever becomes of what they name; answers the name to ask for them by. */
  keep(ids: readonly string[]): string {
    const name = randomUUID();
    this.put(name, { items: ids, version: undefined });
    return name;
  }

  /** `undefined` when too many others were kept since. */
  kept(name: string): readonly string[] | undefined {
    const found = this.lists.get(name);
    // Only ids are kept without a version.
    return found?.version === undefined ? (found?.items as readonly string[] | undefined) : undefined;
  }

  private put(name: string, list: KeptList): void {
    this.lists.delete(name);
    this.lists.set(name, list);
    for (const oldest of this.lists.keys()) {
      if (this.lists.size <= mostKept) {
        break;
      }
      this.lists.delete(oldest);
    }
  }
}
