import { RESOURCES, type Resource, type Texts } from "./team";

type Value = Texts[Resource];

/** One object of the stack, as three parties see it. */
interface Known {
  /** Absent: the state does not hold it. */
  recorded: Value | undefined;
  /** Absent: the platform does not hold it. */
  live: Value | undefined;
}

/** What an up comes to, by the laws. */
export type Expected = "succeeds" | "fails";

const PARTS = ["label", "text"] as const;

/**
 * The laws in a few lines: what is written, left alone and refused. Everything is a text; of the mapping set the text is
 * where its value comes from, and a change of it reaches the flow.
 */
export class Model {
  private readonly objects = new Map<Resource, Known>();
  declared: Texts;
  withFlow = true;
  /** The connection that the flow reads from was made anew: the flow has to be, too. */
  private flowIsOutdated = false;
  /** The mapping set has a version that the flow does not run yet. */
  private flowRunsOldVersion = false;

  constructor() {
    const initial = Object.fromEntries(
      RESOURCES.map((name) => [name, { label: `${name} at first`, text: `first_${name}` }]),
    );
    this.declared = initial as Texts;
  }

  object(name: Resource): Known {
    const known = this.objects.get(name) ?? { recorded: undefined, live: undefined };
    this.objects.set(name, known);
    return known;
  }

  declare(name: Resource, part: (typeof PARTS)[number], value: string): void {
    this.declared = { ...this.declared, [name]: { ...this.declared[name], [part]: value } };
  }

  editElsewhere(name: Resource, part: (typeof PARTS)[number], value: string): void {
    const known = this.object(name);
    if (known.live !== undefined) known.live = { ...known.live, [part]: value };
  }

  deleteElsewhere(name: Resource): void {
    this.object(name).live = undefined;
  }

  /** Whoever is told of a conflict refreshes, and decides for the program: then everything is as declared. */
  up(): Expected {
    const wanted = RESOURCES.filter((name) => name !== "flow" || this.withFlow);
    const expected = wanted.some((name) => this.refuses(name)) ? "fails" : "succeeds";
    if (expected === "fails") {
      for (const name of RESOURCES) this.refreshOne(name);
    }
    for (const name of wanted) this.apply(name);
    if (!this.withFlow) this.objects.set("flow", { recorded: undefined, live: undefined });
    this.flowIsOutdated = false;
    this.flowRunsOldVersion = false;
    return expected;
  }

  refresh(): void {
    for (const name of RESOURCES) this.refreshOne(name);
  }

  private changes(name: Resource): (typeof PARTS)[number][] {
    const { recorded } = this.object(name);
    return PARTS.filter((part) => recorded?.[part] !== this.declared[name][part]);
  }

  /** Whether an up stops at this object: gone, or changed elsewhere where the program changes it too. */
  private refuses(name: Resource): boolean {
    const { recorded, live } = this.object(name);
    if (recorded === undefined) return name === "flow" && this.sourceIsGone();
    const changes = this.changes(name);
    if (name === "flow" && (this.flowIsOutdated || this.sourceIsNew())) return false;
    const touches = changes.length > 0 || (name === "flow" && this.versionIsNew());
    if (live === undefined) return touches;
    return changes.some((part) => live[part] !== recorded[part] && live[part] !== this.declared[name][part]);
  }

  private sourceIsNew(): boolean {
    return this.object("source").recorded === undefined;
  }

  /** Nobody told the stack: a new flow is made for an object that is not there. */
  private sourceIsGone(): boolean {
    const { recorded, live } = this.object("source");
    return recorded !== undefined && live === undefined;
  }

  private versionIsNew(): boolean {
    return this.flowRunsOldVersion || this.changes("mapping").length > 0;
  }

  private apply(name: Resource): void {
    const known = this.object(name);
    const wanted = this.declared[name];
    const isNew = known.recorded === undefined || (name === "flow" && this.flowIsOutdated);
    const changes = this.changes(name);
    if (name === "source" && isNew) this.flowIsOutdated = this.object("flow").recorded !== undefined;
    if (isNew) known.live = wanted;
    else if (changes.length > 0 && known.live !== undefined) {
      known.live = { ...known.live, ...Object.fromEntries(changes.map((part) => [part, wanted[part]])) };
    }
    known.recorded = wanted;
  }

  private refreshOne(name: Resource): void {
    const known = this.object(name);
    known.recorded = known.live;
  }
}
