import { isObject, type Json, sameValue } from "../api/values";
import { describeLastChange } from "./context";
import { merge } from "./merge";
import type { Units } from "./units";

/** Everything that a whole write says of an object. */
export interface Contents {
  /** What the program manages of it. */
  readonly managed: Units;
  /** What is nobody's, and would be lost if the write did not repeat it. */
  readonly repeated: Units;
}

export interface Version extends Contents {
  readonly number: number;
  readonly lastChange: { readonly by?: string; readonly at?: number };
}

/** A write, and the version that it was made from. */
export interface Sent extends Contents {
  readonly from: Version;
}

/** Their change that a write of ours took away. */
interface Lost {
  readonly part: keyof Contents;
  readonly path: string;
  readonly theirs: Json | undefined;
  /** What our write put in its place: whatever else stands there now, somebody decided on later. */
  readonly ours: Json | undefined;
  readonly version: Version;
  /** It was sent again, by a write of which it may not yet be known what became. */
  sentAgain: boolean;
}

export interface Surroundings {
  /** `undefined` where AEP does not have that version. */
  readonly read: (version: number) => Promise<Version | undefined>;
  /** The program changes this, so that it has its way. */
  readonly isChangedHere: (path: string) => boolean;
  readonly describeChanges: (paths: readonly string[], from: Units, to: Units) => string;
  readonly warn: (message: string) => void;
  /** `mapping set "Orders"`. */
  readonly what: string;
  /** Where somebody finds a version. */
  readonly addressOf: (version: number) => string;
}

/** How far back a write whose answer was lost is looked for. */
const MOST_VERSIONS_READ = 20;

/**
 * What the numbers of the versions say of an object without etags that is written whole: each write makes the next one,
 * whoever it is by, and none is refused. Where a write of ours did not make the version after the one that it was made
 * from, others wrote in between, and what they changed is not in ours.
 */
export class VersionHistory {
  private readonly contents = new Map<number, Version>();
  /** Our writes, by the version that they made. */
  private readonly landed = new Map<number, Sent>();
  /** Our writes of which it is not known whether, and as which version, AEP has them; they may still arrive. */
  private readonly doubtful: Sent[] = [];
  private lost: readonly Lost[] = [];
  /** Versions that are being read: as long as they are not, nobody knows what of theirs is lost. */
  private unread: readonly number[] = [];
  /** Up to this version it is known which ones are ours. */
  private known: number | undefined;

  constructor(private readonly around: Surroundings) {}

  get isSomethingLost(): boolean {
    return this.lost.length > 0;
  }

  get isInDoubt(): boolean {
    return this.doubtful.length > 0;
  }

  /** AEP shows the object in this version. */
  async saw(version: Version): Promise<void> {
    this.contents.set(version.number, version);
    await this.account(version.number);
    this.settle(version);
  }

  /** AEP says that our write made this version. */
  async wrote(sent: Sent, number: number): Promise<void> {
    const { managed, repeated } = sent;
    this.contents.set(number, { managed, repeated, number, lastChange: {} });
    this.landed.set(number, sent);
    await this.account(number);
  }

  /** What became of our write is not known. */
  doubt(sent: Sent): void {
    this.doubtful.push(sent);
  }

  /** What is to be written, with what is lost of theirs put back into it. */
  withLost(contents: Contents): Contents & { readonly paths: readonly string[] } {
    const complete = { managed: new Map(contents.managed), repeated: new Map(contents.repeated) };
    this.lost = this.lost.filter(({ part, path, ours }) => sameValue(contents[part].get(path), ours));
    for (const each of this.lost) {
      each.sentAgain = true;
      if (each.theirs === undefined) complete[each.part].delete(each.path);
      else complete[each.part].set(each.path, each.theirs);
    }
    return { ...complete, paths: this.lost.map(({ path }) => path) };
  }

  /** What of theirs may be lost when the update ends here, and where it is; `undefined`: nothing. */
  remains(): string | undefined {
    const { addressOf, describeChanges } = this.around;
    const sentences = byVersion(this.lost).map(
      ([version, lost]) =>
        `It was changed ${describeLastChange(version.lastChange)} while it was written, and that is not in the newest ` +
        `version: ${describeChanges(pathsOf(lost), unitsOf(lost, "ours"), unitsOf(lost, "theirs"))}. Version ` +
        `${version.number} holds it (${addressOf(version.number)}): see that it gets back.`,
    );
    if (this.unread.length > 0) sentences.push(this.mayBeMissing(this.unread));
    else if (this.isInDoubt && this.known !== undefined)
      sentences.push(
        `When it was last read it was version ${this.known} (${addressOf(this.known)}). What others wrote since then has a ` +
          "version of its own, and may be missing in the newest one.",
      );
    return sentences.length === 0 ? undefined : sentences.join(" ");
  }

  /** Finds out which of the versions up to this one are ours, and what those took away. */
  private async account(upTo: number): Promise<void> {
    const before = this.known;
    if (before === undefined || upTo > before) this.known = upTo;
    if (before === undefined) return;
    const fresh = Array.from({ length: Math.max(0, upTo - before) }, (_, index) => upTo - index);
    // The last one first: where two wrote the same, the one that was made from the newer version took nothing away.
    for (const sent of [...this.doubtful].reverse()) await this.identify(sent, fresh);
    for (const number of fresh.reverse()) {
      const sent = this.landed.get(number);
      if (sent === undefined) continue;
      this.settle(sent);
      await this.compare(sent, number);
    }
  }

  /**
   * The version that a write of ours made is told by what it holds. Where several hold it, somebody saved the same once
   * more, and whichever is ours, what went before each one is looked at.
   */
  private async identify(sent: Sent, newestFirst: readonly number[]): Promise<void> {
    const candidates = newestFirst.filter((number) => !this.landed.has(number));
    const matching: number[] = [];
    for (const number of candidates.slice(0, MOST_VERSIONS_READ)) {
      const version = await this.read(number);
      if (version !== undefined && holdsTheSame(version, sent)) matching.push(number);
    }
    for (const number of matching) this.landed.set(number, sent);
    if (matching.length > 0) {
      this.doubtful.splice(this.doubtful.indexOf(sent), 1);
      return;
    }
    const unseen = candidates.filter((number) => !this.contents.has(number));
    if (unseen.length > 0) this.around.warn(this.mayBeMissing(unseen));
  }

  /** What others wrote after we had looked and before our write took effect was overwritten by it. */
  private async compare(sent: Sent, number: number): Promise<void> {
    const overwritten = new Map<string, Lost>();
    for (const [before, last] of this.stretchesOfTheirs(sent, number)) {
      const after = await this.read(last);
      if (after === undefined) this.around.warn(this.mayBeMissing([last]));
      else
        for (const each of changesBetween(before, after, sent))
          overwritten.set(`${each.part} ${each.path}`, each);
    }
    const missing = [...overwritten.values()].filter(
      ({ part, path, theirs }) => !sameValue(sent[part].get(path), theirs),
    );
    // Where the program says nothing new, what we wrote is an earlier value of theirs.
    const isClash = ({ part, path }: Lost) => part === "managed" && this.around.isChangedHere(path);
    const lost = missing.filter((each) => !isClash(each));
    const isSame = (left: Lost, right: Lost) => left.part === right.part && left.path === right.path;
    for (const each of lost) {
      const isOwedAlready = (known: Lost) => isSame(known, each) && sameValue(known.theirs, each.theirs);
      each.sentAgain = this.lost.some((known) => isOwedAlready(known) && known.sentAgain);
    }
    this.lost = [...this.lost.filter((known) => !lost.some((each) => isSame(known, each))), ...lost];
    for (const [version, clashes] of byVersion(missing.filter(isClash)))
      this.around.warn(
        `${this.changedBy(version)} Both changed ${pathsOf(clashes).join(", ")}; yours is in place, and theirs in version ` +
          `${version.number} (${this.around.addressOf(version.number)}).`,
      );
  }

  /**
   * Versions of others that follow one another, by the version before them and the last one: a version is written whole, so
   * that one holds what each of them brought. Ours lie between them.
   */
  private stretchesOfTheirs(sent: Sent, end: number): readonly (readonly [before: Contents, last: number])[] {
    const stretches: (readonly [Contents, number])[] = [];
    let before: Contents = sent.from;
    let last: number | undefined;
    for (let number = sent.from.number + 1; number <= end; number++) {
      const own = this.landed.get(number);
      if (number < end && own === undefined) {
        last = number;
        continue;
      }
      if (last !== undefined) stretches.push([before, last]);
      before = own ?? before;
      last = undefined;
    }
    return stretches;
  }

  private async read(number: number): Promise<Version | undefined> {
    const known = this.contents.get(number);
    if (known !== undefined) return known;
    this.unread = [number];
    const version = await this.around.read(number);
    this.unread = [];
    if (version !== undefined) this.contents.set(number, version);
    return version;
  }

  /** What is in place again needs nobody's care any more; who brought it back says so. */
  private settle(contents: Contents): void {
    const isInPlace = ({ part, path, theirs }: Lost) => sameValue(contents[part].get(path), theirs);
    const settled = this.lost.filter((each) => isInPlace(each) && each.sentAgain);
    this.lost = this.lost.filter((each) => !isInPlace(each));
    for (const [version, lost] of byVersion(settled))
      this.around.warn(
        `${this.changedBy(version)} Their change of ${pathsOf(lost).join(", ")} was merged again.`,
      );
  }

  private changedBy({ lastChange, number }: Version): string {
    const { what } = this.around;
    return `The ${what} was changed ${describeLastChange(lastChange)} while it was written (version ${number}).`;
  }

  private mayBeMissing(versions: readonly number[]): string {
    const { what, addressOf } = this.around;
    const [first, last] = [Math.min(...versions), Math.max(...versions)];
    const named = first === last ? `version ${first}` : `versions ${first} to ${last}`;
    return (
      `The ${what} was changed while it was written, and ${named} could not be read (${addressOf(first)}): what others ` +
      "changed there may be missing in the newest version."
    );
  }
}

function changesBetween(before: Contents, after: Version, sent: Sent): Lost[] {
  return (["managed", "repeated"] as const).flatMap((part) =>
    merge(before[part], after[part], before[part]).elsewhere.map((path) => ({
      part,
      path,
      theirs: after[part].get(path),
      ours: sent[part].get(path),
      version: after,
      sentAgain: false,
    })),
  );
}

/** AEP may number anew what is an object of its own, such as an input schema. */
function holdsTheSame(version: Version, sent: Sent): boolean {
  const plain = ({ repeated }: Contents) => new Map([...repeated].filter(([, value]) => !isObject(value)));
  return sameValue(version.managed, sent.managed) && sameValue(plain(version), plain(sent));
}

function byVersion(lost: readonly Lost[]): readonly (readonly [Version, readonly Lost[]])[] {
  const versions = [...new Set(lost.map(({ version }) => version))];
  return versions.map((version) => [version, lost.filter((each) => each.version === version)]);
}

function pathsOf(lost: readonly Lost[]): string[] {
  return lost.map(({ path }) => path);
}

function unitsOf(lost: readonly Lost[], whose: "theirs" | "ours"): Units {
  return new Map(lost.flatMap((each) => (each[whose] === undefined ? [] : [[each.path, each[whose]]])));
}
