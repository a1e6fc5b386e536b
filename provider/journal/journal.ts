import { closeSync, constants, openSync, writeFileSync } from "node:fs";
import { mkdir, open, readdir, readFile, rename, rm } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import type { ServerTime } from "../api/client";
import { codeOf, isFull, isMissing, JournalError } from "./errors";
import { newFileName, parseFileName, savedName } from "./file-name";
import type { JournalFolder } from "./folder";
import { FolderSync } from "./folder-sync";
import { type Intent, type IntentFacts, type IntentLine, line, parseIntent } from "./intent";
import { OpenFiles } from "./open-files";

/**
 * How long a file stays that the stack does not need any more, and how near to an open one in time it stays beside it:
 * other stacks see in it whose an object is.
 */
const SAVED_KEPT_MILLISECONDS = 60 * 60_000;
/** How long what an interrupted run made is looked for. */
const INTENT_KEPT_MILLISECONDS = 30 * 24 * 60 * 60_000;

/** Processes may have only so many files open. */
const FILES_AT_ONCE = 64;

/** One object that is going to be made. */
export interface Entry {
  /**
   * Awaited before each request that makes the object; on the disk when it returns.
   * @throws JournalError when it cannot be written and must be.
   */
  sending(time: ServerTime): Promise<void>;
  /** AEP said that the object exists. */
  made(id: string): void;
  /** Certainly nothing was made. */
  dropped(): Promise<void>;
}

/**
 * What this package is about to make, in one file each, so that a run which is killed between AEP's answer and the
 * engine's saving can be taken up again: AEP knows no idempotency keys, and the engine no id before `create` returns.
 * Files are written by one process, read by later ones, and taken away by whoever sees that the stack has the id.
 */
export class Journal {
  /** Files that were there when this process began, and those that it wrote. */
  private files: Promise<OpenFiles> | undefined;
  private readonly own = new Set<string>();
  private readonly warned = new Set<string>();
  private ready: Promise<void> | undefined;
  private readonly names: FolderSync;

  constructor(
    private readonly folder: JournalFolder,
    private readonly warn: (message: string) => void,
    private readonly now: () => number = Date.now,
  ) {
    this.names = new FolderSync(folder.path);
  }

  get path(): string {
    return this.folder.path;
  }

  /** What earlier runs wanted to make for a resource, the oldest first, as far as no stack is known to hold it. */
  async left(owner: string): Promise<Intent[]> {
    const files = (await this.known()).of(owner).filter((file) => !this.own.has(file));
    return this.readAll(files.sort());
  }

  /** Everything that is open, of all resources. */
  async all(): Promise<Intent[]> {
    const files = await this.list();
    return this.readAll(files.filter((file) => parseFileName(file)?.saved === false).sort());
  }

  /** Ids of objects that other resources made, by what this computer knows. */
  async madeByOthers(owner: string): Promise<ReadonlySet<string>> {
    const others = (await this.list()).filter((file) => (parseFileName(file)?.owner ?? owner) !== owner);
    const ids = (await this.readAll(others)).flatMap(({ id }) => (id === undefined ? [] : [id]));
    return new Set(ids);
  }

  /** Intents of other stacks whose objects nobody knows yet. */
  async undecidedOfOthers(stack: string | undefined): Promise<Intent[]> {
    return (await this.all()).filter((each) => each.id === undefined && each.stack !== stack);
  }

  begin(facts: IntentFacts): Entry {
    let file: string | undefined;
    return {
      sending: async ({ now, exact }) => {
        if (file !== undefined) {
          this.append(file, { sent: now });
          return;
        }
        const first = {
          ...facts,
          version: 1 as const,
          since: now,
          serverTime: exact,
          pid: process.pid,
          computer: hostname(),
        };
        file = await this.write(facts, line(first));
      },
      made: (id) => {
        if (file !== undefined) this.found({ file }, id);
      },
      dropped: async () => {
        if (file !== undefined) await this.remove(file, facts.owner, undefined);
        file = undefined;
      },
    };
  }

  /** The object that an intent made. */
  found({ file }: Pick<Intent, "file">, id: string): void {
    this.own.add(file);
    void this.files?.then((known) => known.named(file, id));
    this.append(file, { id });
  }

  /** The intent of an earlier run came to nothing. */
  async settled({ file, owner, id }: Intent): Promise<void> {
    await this.remove(file, owner, id);
  }

  /** The file as it is now: the process that wrote it may still be at work. */
  async again({ file }: Intent): Promise<Intent | undefined> {
    return (await this.readAll([file]))[0];
  }

  /**
   * The engine names the id, so it has saved it. Whichever resource wanted the object: one that was renamed may hold it by
   * `adopt`, in another stack, too.
   * @param owner of the resource, where it has one: a process still at work may have written the id since this one began
   */
  async confirm(owner: string | undefined, id: string): Promise<void> {
    const known = await this.known();
    const files = new Set([...known.naming(id), ...(owner === undefined ? [] : known.of(owner))]);
    for (const intent of await this.readAll([...files])) {
      if (intent.id !== id) continue;
      this.forget(known, intent);
      await rename(join(this.path, intent.file), join(this.path, savedName(intent.file))).catch(ignore);
    }
  }

  private known(): Promise<OpenFiles> {
    this.files ??= this.begun();
    return this.files;
  }

  private async begun(): Promise<OpenFiles> {
    const files = (await this.list()).flatMap((file) => {
      const name = parseFileName(file);
      return name === undefined ? [] : [{ file, ...name, age: this.now() - name.madeAt }];
    });
    const open = files.filter(({ saved, age }) => !saved && age <= INTENT_KEPT_MILLISECONDS);
    const isBesideOpen = (madeAt: number) =>
      open.some((each) => Math.abs(each.madeAt - madeAt) <= SAVED_KEPT_MILLISECONDS);
    for (const { file, saved, madeAt, age } of files) {
      const isOver = saved
        ? age > SAVED_KEPT_MILLISECONDS && !isBesideOpen(madeAt)
        : age > INTENT_KEPT_MILLISECONDS;
      if (isOver) await rm(join(this.path, file), { force: true }).catch(ignore);
    }
    const known = new OpenFiles();
    for (const { file, owner } of open) known.add(file, owner);
    // Of a damaged one whoever looks for what it was to remember is told.
    for (const { file, id } of await this.readAll(
      open.map(({ file }) => file),
      () => undefined,
    )) {
      if (id !== undefined) known.named(file, id);
    }
    return known;
  }

  private async list(): Promise<string[]> {
    try {
      return await readdir(this.path);
    } catch (error) {
      if (!isMissing(error))
        this.warnOnce(`The journal ${this.path} cannot be read (${codeOf(error)}). ${RISK}`);
      return [];
    }
  }

  private async readAll(
    files: readonly string[],
    warn: (message: string) => void = (message) => this.warnOnce(message),
  ): Promise<Intent[]> {
    const intents: Intent[] = [];
    for (let next = 0; next < files.length; next += FILES_AT_ONCE) {
      const some = files.slice(next, next + FILES_AT_ONCE).map((file) => this.read(file, warn));
      intents.push(...(await Promise.all(some)).filter((intent) => intent !== undefined));
    }
    return intents;
  }

  private async read(file: string, warn: (message: string) => void): Promise<Intent | undefined> {
    const path = join(this.path, file);
    try {
      const text = await readFile(path, "utf8");
      // Nothing is sent before the first line is complete.
      const intent = text === "" ? undefined : parseIntent(file, text);
      if (intent === undefined && text !== "") {
        warn(
          `The file ${path} of the journal is damaged and was left as it is. What it was to remember may exist in AEP ` +
            "without being in a stack; delete the file when you have looked.",
        );
      }
      return intent;
    } catch (error) {
      if (!isMissing(error)) warn(`The file ${path} of the journal cannot be read (${codeOf(error)}).`);
      return undefined;
    }
  }

  /** Answers the file; nothing where the journal cannot be kept and need not be. */
  private async write({ owner, kind, name }: IntentFacts, text: string): Promise<string | undefined> {
    const file = newFileName(owner, this.now());
    const path = join(this.path, file);
    try {
      this.ready ??= mkdir(this.path, { recursive: true, mode: 0o700 }).then(() => undefined);
      await this.ready;
      const handle = await open(path, "wx", 0o600);
      try {
        await handle.writeFile(text);
        // The name stands in the folder since the file is open, so both go to the disk at once.
        await Promise.all([handle.sync(), this.names.sync()]);
      } finally {
        await handle.close();
      }
    } catch (error) {
      this.ready = undefined;
      await rm(path, { force: true }).catch(ignore);
      this.refuse(error, name === undefined ? kind : `${kind} "${name}"`);
      return undefined;
    }
    this.own.add(file);
    (await this.known()).add(file, owner);
    return file;
  }

  /**
   * A full disk stops the create: the state is likely to be lost, too. A folder that cannot be written to stops it when
   * somebody chose it; a read-only home must not keep a build machine from working, so it is only said.
   */
  private refuse(error: unknown, what: string): void {
    const why = error instanceof Error ? error.message : String(error);
    if (isFull(error) || this.folder.chosen) {
      throw new JournalError(
        `The ${what} was not made: the journal in ${this.path} cannot be written (${why}). Nothing was sent. ` +
          "Make room or name another folder in AEP_JOURNAL_DIR, then run pulumi up again.",
        { cause: error },
      );
    }
    this.warnOnce(`The journal in ${this.path} cannot be written (${why}). ${RISK}`);
  }

  private append(file: string, content: IntentLine): void {
    try {
      const handle = openSync(join(this.path, file), ADD);
      try {
        // Unlike one write, which may take a part of the line and be content, it fails where the rest has no room.
        writeFileSync(handle, line(content));
      } finally {
        closeSync(handle);
      }
    } catch (error) {
      // The first line is there: the object is found by it, with a look more.
      this.warnOnce(`The file ${file} of the journal in ${this.path} cannot be added to (${codeOf(error)}).`);
    }
  }

  private async remove(file: string, owner: string, id: string | undefined): Promise<void> {
    this.forget(await this.known(), { file, owner, id });
    await rm(join(this.path, file), { force: true }).catch(ignore);
  }

  private forget(known: OpenFiles, { file, owner, id }: Pick<Intent, "file" | "owner" | "id">): void {
    this.own.delete(file);
    known.forget(file, owner, id);
  }

  private warnOnce(message: string): void {
    if (this.warned.has(message)) return;
    this.warned.add(message);
    this.warn(message);
  }
}

/** Never makes a file: one that another process took away stays away. */
const ADD = constants.O_WRONLY | constants.O_APPEND;

const RISK =
  "If this run is killed, what it was making cannot be told from other objects: the next pulumi up may make it a second time. " +
  "Name a folder that can be written to in AEP_JOURNAL_DIR.";

/** Another process did it, or will. */
function ignore(): undefined {
  return undefined;
}
