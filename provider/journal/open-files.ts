/** Which files of the journal are open, by the resource that they are of and by the object that they name. */
export class OpenFiles {
  private readonly byOwner = new Map<string, Set<string>>();
  private readonly byId = new Map<string, Set<string>>();

  add(file: string, owner: string): void {
    put(this.byOwner, owner, file);
  }

  /** The object is known. */
  named(file: string, id: string): void {
    put(this.byId, id, file);
  }

  of(owner: string): readonly string[] {
    return [...(this.byOwner.get(owner) ?? [])];
  }

  naming(id: string): readonly string[] {
    return [...(this.byId.get(id) ?? [])];
  }

  forget(file: string, owner: string, id: string | undefined): void {
    take(this.byOwner, owner, file);
    if (id !== undefined) take(this.byId, id, file);
  }
}

function put(files: Map<string, Set<string>>, key: string, file: string): void {
  files.set(key, (files.get(key) ?? new Set()).add(file));
}

function take(files: Map<string, Set<string>>, key: string, file: string): void {
  const left = files.get(key);
  left?.delete(file);
  if (left?.size === 0) files.delete(key);
}
