import { ApiError, UnknownOutcomeError } from "../api/errors";
import { type Json, type JsonObject, sameValue } from "../api/values";
import { type Context, describe, describeLastChange } from "./context";
import { describeChanges } from "./describe-changes";
import { ConflictError, GoneError, OverwrittenError } from "./errors";
import type { AnyKind, Field } from "./kind";
import { liveArgs } from "./live-args";
import { look } from "./look";
import { type Merge, merge } from "./merge";
import { assertNotHidden } from "./missing";
import { type Current, fieldChange, inApi, patchOperations } from "./patch";
import type { Recorded } from "./recorded";
import { inApiWords, inProgramWords } from "./tenant";
import { managedUnits, splitUnitPath, type Units } from "./units";
import { type Sent, type Version, VersionHistory } from "./version-history";

/** One optimistic write, then at most three after a fresh look. */
const ATTEMPTS = 4;
const TRANSITION_PAUSE_MILLISECONDS = 2_000;
const DEFAULT_SECONDS = 60;

/** The object as AEP has it. */
interface Observation extends Current {
  readonly etag: string | undefined;
  /** Where the service keeps versions. */
  readonly version?: Version;
}

/** What is to be written of the program's, and of what others wrote and lost. */
interface Plan extends Merge {
  /** What is nobody's and said all the same, for services with versions. */
  readonly repeated?: Units;
}

export interface WriterOptions {
  /** The object was made just now: it is as recorded, and need not be looked at. */
  readonly fresh?: true;
  /** How long an object that is between two states is waited for. */
  readonly seconds: number | undefined;
}

/** One update of one object: what was recorded, what is wanted, and the tries to get there. */
export class Writer {
  private readonly base: Units;
  private readonly ours: Units;
  private readonly what: string;
  /** Properties of which an earlier run may have written a part: what is recorded of them says nothing about AEP. */
  private readonly unfinished: ReadonlySet<string>;
  private readonly deadline: number;
  private readonly history: VersionHistory | undefined;
  /** Changes elsewhere that were told of: each look sees them again. */
  private readonly reported = new Set<string>();
  private mayBeWritten = false;

  constructor(
    private readonly kind: AnyKind,
    private readonly context: Context,
    private readonly id: string,
    private readonly recorded: Recorded,
    private readonly desired: JsonObject,
    private readonly tenantId: string,
    private readonly options: WriterOptions,
  ) {
    this.unfinished = new Set(recorded.pending.filter((property) => kind.fields[property]?.apart));
    this.deadline = performance.now() + (options.seconds ?? DEFAULT_SECONDS) * 1000;
    this.base = this.managed(recorded.args);
    this.ours = this.managed(desired);
    this.what = describe(kind, recorded.args, id);
    this.history = this.historyOf(kind.service.versions);
  }

  /** Answers what AEP showed of the object afterwards; nothing when nothing had to be sent. */
  async write(): Promise<object> {
    if (sameValue(this.base, this.ours) && this.unfinished.size === 0) return {};
    try {
      return await this.attempts();
    } catch (error) {
      const remains = this.history?.remains();
      if (remains === undefined || !(error instanceof Error)) throw error;
      const message = `${error.message} ${inProgramWords(this.kind, remains, this.tenantId)}`;
      throw new OverwrittenError(message, { cause: error });
    }
  }

  private async attempts(): Promise<object> {
    let failure: unknown;
    for (let attempt = 1; ; attempt++) {
      const current = (attempt === 1 && this.trusted()) || (await this.observe());
      const plan = this.planAgainst(current);
      if (plan.conflicts.length > 0) throw this.conflict(plan.conflicts, current);
      this.reportElsewhere(plan, current);
      if (plan.writes.length === 0) return this.remembered(current.live ?? {}, plan);
      if (attempt > ATTEMPTS) throw failure;
      const outcome = await this.tryOnce(plan, current);
      if ("seen" in outcome) return this.remembered(outcome.seen, plan);
      failure = outcome.failure;
      if (isTransitional(failure) && performance.now() < this.deadline) attempt = 1;
      // A write in doubt may have taken something away, which only one more look tells.
      else if (attempt === ATTEMPTS && !this.history?.isInDoubt) throw failure;
    }
  }

  /** A failure is answered where another look may help; every other one is thrown. */
  private async tryOnce(plan: Plan, current: Observation): Promise<{ seen: object } | { failure: unknown }> {
    const sent = sentAs(plan, current);
    let seen: object;
    try {
      seen = await this.send(plan, current);
      this.mayBeWritten = true;
    } catch (error) {
      if (error instanceof UnknownOutcomeError) {
        this.mayBeWritten = true;
        if (sent !== undefined) this.history?.doubt(sent);
      }
      if (!(await this.worthAnotherLook(error))) throw error;
      return { failure: error };
    }
    const number = this.kind.service.versions?.numberOf(seen);
    if (sent !== undefined && number !== undefined) await this.history?.wrote(sent, number);
    if (!this.history?.isSomethingLost) return { seen };
    const message = `The ${this.what} (${this.id}) was changed elsewhere each time that it was written.`;
    return { failure: new OverwrittenError(message) };
  }

  private historyOf(versions: AnyKind["service"]["versions"]): VersionHistory | undefined {
    const { kind, context, id, what } = this;
    return (
      versions &&
      new VersionHistory({
        what,
        warn: (message) => context.warn(inProgramWords(kind, message, this.tenantId)),
        addressOf: (version) => versions.address(id, version),
        describeChanges: (paths, from, to) => describeChanges(kind, paths, from, to),
        isChangedHere: (path) => !sameValue(this.base.get(path), this.ours.get(path)),
        read: async (number) => {
          const live = await versions.get(context.client, id, number);
          return live && this.versionOf(live, this.unitsOf(live));
        },
      })
    );
  }

  private versionOf(live: object, managed: Units): Version | undefined {
    const { service } = this.kind;
    const { versions } = service;
    const number = versions?.numberOf(live);
    if (versions === undefined || number === undefined) return undefined;
    const isDeclared = (property: string) =>
      this.recorded.args[property] !== undefined || this.desired[property] !== undefined;
    const repeated = new Map([...versions.repeated(live)].filter(([path]) => !isDeclared(path)));
    return { number, managed, repeated, lastChange: service.lastChange(live) };
  }

  /** What the preview showed; and what others wrote and a write of ours took away. */
  private planAgainst(current: Observation): Plan {
    const plan = merge(this.baseAgainst(current), current.units, this.ours);
    if (this.history === undefined || current.version === undefined) return plan;
    const { repeated } = current.version;
    const { paths, ...complete } = this.history.withLost({ managed: plan.merged, repeated });
    // What is put back is told of once it is in place; until then, and in later looks, it is nothing new.
    for (const path of paths) this.reported.add(reportOf(path, complete.managed));
    return {
      ...plan,
      writes: [...plan.writes, ...paths],
      merged: complete.managed,
      repeated: complete.repeated,
    };
  }

  private managed(args: JsonObject): Units {
    const normal = inProgramWords(this.kind, args, this.tenantId);
    return managedUnits(this.kind, normal, this.recorded.args, this.desired);
  }

  /**
   * A property that was not declared before has no recorded value to compare with: whatever AEP holds there was
   * nobody's, and the preview showed that the program takes it over.
   */
  private baseAgainst({ live, units }: Observation): Units {
    if (live === undefined) return this.base;
    const isUnfinished = ([path]: readonly [string, Json]) => this.unfinished.has(splitUnitPath(path)[0]);
    const unowned = [...units].filter(([path, value]) => {
      const [property] = splitUnitPath(path);
      const field = this.kind.fields[property];
      const wasDeclared = this.recorded.args[property] !== undefined;
      return isUnfinished([path, value]) || (!wasDeclared && field?.defaultValue === undefined);
    });
    return new Map([...[...this.base].filter((unit) => !isUnfinished(unit)), ...unowned]);
  }

  /** The recorded etag proves that nobody touched the object, or AEP answers 412. */
  private trusted(): Observation | undefined {
    const { etag } = this.recorded.outputs;
    const known = typeof etag === "string" ? etag : undefined;
    // AEP moves the etag of a new object by itself, so the one that it was made with proves nothing.
    if (this.options.fresh) return { live: undefined, units: this.base, etag: undefined };
    if (!this.kind.service.conditional || known === undefined || this.unfinished.size > 0) return undefined;
    const { writes } = merge(this.base, this.base, this.ours);
    const looks = writes.some((path) => this.field(path)?.looksFirst?.(this.recorded.args));
    return looks ? undefined : { live: undefined, units: this.base, etag: known };
  }

  private field(path: string): Field | undefined {
    return this.kind.fields[splitUnitPath(path)[0]];
  }

  /** What was left as it is stays unrecorded, so its etag must: the next write has to look first. */
  private remembered(seen: object, { elsewhere }: Merge): object {
    return elsewhere.length === 0 ? seen : { ...seen, etag: this.recorded.outputs.etag };
  }

  private async observe(): Promise<Observation> {
    const { context, recorded, desired } = this;
    const live = await look(this.kind, context.client, this.id, [recorded.args, desired]);
    if (live === undefined) {
      assertNotHidden(this.kind, this.id, recorded);
      throw new GoneError(
        `The ${this.what} (${this.id}) does not exist any more: it was deleted elsewhere. ` +
          "Run pulumi refresh, and the next pulumi up makes it again.",
      );
    }
    const { etag } = this.kind.outputs(live, this.id);
    const units = this.unitsOf(live);
    const version = this.versionOf(live, units);
    if (version !== undefined) await this.history?.saw(version);
    return {
      live,
      units,
      etag: typeof etag === "string" ? etag : undefined,
      ...(version !== undefined && { version }),
    };
  }

  private unitsOf(live: object): Units {
    return this.managed(liveArgs(this.kind, live, this.tenantId, this.recorded.args));
  }

  /** First what belongs to the object itself, by one request; then what AEP keeps apart. */
  private async send(plan: Plan, current: Observation): Promise<object> {
    const own = plan.writes.filter((path) => this.field(path)?.apart === undefined);
    let seen =
      own.length === 0 ? (current.live ?? {}) : await this.sendOwn({ ...plan, writes: own }, current);
    for (const [property, { apart }] of Object.entries(this.kind.fields)) {
      const names = plan.writes
        .map(splitUnitPath)
        .flatMap(([owner, name]) => (owner === property ? [name] : []));
      if (apart === undefined || names.length === 0) continue;
      const change = {
        ...fieldChange(property, names, this.ours, current, this.tenantId),
        declared: this.desired[property],
      };
      const { etag = current.etag } = this.kind.outputs(seen, this.id);
      seen = {
        ...seen,
        ...(await apart.write(inApi(this.kind, change, this.tenantId), {
          client: this.context.client,
          id: this.id,
          name: this.what,
          etag: typeof etag === "string" ? etag : undefined,
        })),
      };
    }
    return seen;
  }

  /** A unit that is not declared any more may be nobody's from now on, so that nothing has to be sent. */
  private async sendOwn(plan: Plan, current: Observation): Promise<object> {
    const operations = patchOperations(this.kind, plan.writes, this.ours, current, this.tenantId);
    const patched = plan.writes.every((path) => this.field(path)?.operations);
    if (patched && operations.length === 0) return current.live ?? {};
    const { seen } = await this.kind.service.write(this.context.client, this.id, {
      name: this.what,
      operations: operations.map(({ value, ...operation }) => ({
        ...operation,
        ...(value !== undefined && { value: inApiWords(this.kind, value, this.tenantId) }),
      })),
      body: () => this.wholeBody(plan.merged, current),
      removed: this.removedProperties(plan.merged),
      etag: current.etag,
      before: current.live,
      ...(plan.repeated !== undefined && { repeated: plan.repeated }),
    });
    return seen;
  }

  private removedProperties(merged: Units): string[] {
    const properties = (units: Units) => new Set([...units.keys()].map((path) => splitUnitPath(path)[0]));
    const left = properties(merged);
    return [...properties(this.base)].filter((property) => !left.has(property));
  }

  /** The body after the change, with the units in the program's order. */
  private wholeBody(merged: Units, { live, units: theirs }: Observation): JsonObject {
    const byProperty = new Map<string, Json[]>();
    const inOrder = [...this.ours.keys(), ...merged.keys()].filter(
      (path, index, all) => all.indexOf(path) === index,
    );
    for (const path of inOrder) {
      const value = merged.get(path);
      const [property] = splitUnitPath(path);
      if (value !== undefined) byProperty.set(property, [...(byProperty.get(property) ?? []), value]);
    }
    const seen = live === undefined ? {} : liveArgs(this.kind, live, this.tenantId, this.recorded.args);
    const args: Record<string, Json> = {};
    for (const [property, values] of byProperty) {
      // In the words of whoever has their way: a canonical form is for comparing and leaves things out.
      const isIn = (units: Units) => sameValue(merged.get(property), units.get(property));
      const own = isIn(this.ours) ? this.desired[property] : isIn(theirs) ? seen[property] : undefined;
      args[property] = this.kind.fields[property]?.join?.(values) ?? own ?? values[0] ?? null;
    }
    return this.kind.toBody(
      inApiWords(this.kind, args, this.tenantId),
      this.tenantId,
      this.context.client.serverNow(),
    );
  }

  private async worthAnotherLook(error: unknown): Promise<boolean> {
    if (error instanceof UnknownOutcomeError) return true;
    if (!(error instanceof ApiError)) return false;
    if (error.reason === "preconditionFailed" || error.reason === "notFound") return true;
    if (!isTransitional(error)) return false;
    await this.context.client.waitFor(async () => undefined, TRANSITION_PAUSE_MILLISECONDS);
    return true;
  }

  private conflict(paths: readonly string[], { live, units }: Observation): ConflictError {
    const change = live === undefined ? {} : this.kind.service.lastChange(live);
    return new ConflictError(
      `The ${this.what} (${this.id}) was changed ${describeLastChange(change)}: ` +
        `${describeChanges(this.kind, paths, this.base, units)}. The program changes the same. ` +
        `Nothing ${this.mayBeWritten ? "more " : ""}was written. ` +
        "Run pulumi refresh to take over what is there now, look at the difference in pulumi preview, then decide with " +
        "pulumi up.",
    );
  }

  private reportElsewhere({ elsewhere }: Merge, { live, units }: Observation): void {
    if (live === undefined) return;
    const fresh = elsewhere.filter((path) => {
      const report = reportOf(path, units);
      return !this.reported.has(report) && this.reported.add(report);
    });
    if (fresh.length === 0) return;
    this.context.warn(
      `The ${this.what} was also changed ${describeLastChange(this.kind.service.lastChange(live))}: ` +
        `${describeChanges(this.kind, fresh, this.base, units)}. That was left as it is; pulumi refresh shows it.`,
    );
  }
}

function sentAs({ merged, repeated }: Plan, { version }: Observation): Sent | undefined {
  return version && repeated && { from: version, managed: merged, repeated };
}

function reportOf(path: string, units: Units): string {
  return JSON.stringify([path, units.get(path)]);
}

function isTransitional(error: unknown): boolean {
  return error instanceof ApiError && error.reason === "transitional";
}
