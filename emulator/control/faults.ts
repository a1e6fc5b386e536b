import { RateLimits } from "../gateway/rate-limits";
import type { AssumptionValues } from "../ledger/assumptions";
import type { Fault, FaultAction, FaultPlan } from "./fault";
import { seededRandom } from "./random";

/** What a request comes to, instead of what it would. */
export type Outcome = Exclude<
  FaultAction,
  | { delayMilliseconds: number }
  | { slowBodyMilliseconds: number }
  | { assume: unknown }
  | { listLagMilliseconds: number }
  | { readLagMilliseconds: number }
>;

/** What happens to one request: at most one outcome, under any number of conditions. */
export interface Happening {
  /** Milliseconds. */
  readonly delay: number;
  readonly slowBody: number;
  readonly listLag: number;
  readonly readLag: number;
  readonly switches: Partial<AssumptionValues>;
  readonly outcome: Outcome | undefined;
}

/** A fault with what became of it. */
export interface CountedFault {
  readonly fault: Fault;
  readonly pattern: RegExp;
  matched: number;
  fired: number;
  readonly limits: RateLimits;
}

const nothing: Happening = {
  delay: 0,
  slowBody: 0,
  listLag: 0,
  readLag: 0,
  switches: {},
  outcome: undefined,
};

/** Faults that happen to requests on demand. The same seed and the same requests make the same faults. */
export class Faults {
  private counted: CountedFault[] = [];
  private random: () => number = seededRandom(1);
  private currentSeed = 1;

  constructor(private readonly initial: FaultPlan = { seed: 1, faults: [] }) {
    this.set(initial);
  }

  set({ seed, faults }: FaultPlan): void {
    this.currentSeed = seed;
    this.random = seededRandom(seed);
    this.counted = faults.map((entry) => ({
      fault: entry,
      pattern: new RegExp(entry.path),
      matched: 0,
      fired: 0,
      limits: new RateLimits(),
    }));
  }

  /** Back to the faults that the server was started with. */
  reset(): void {
    this.set(this.initial);
  }

  get seed(): number {
    return this.currentSeed;
  }

  all(): readonly CountedFault[] {
    return this.counted;
  }

  /** The longest lag that any fault asks for, in milliseconds. */
  longestLag(): number {
    return Math.max(0, ...this.counted.map(({ fault: { action } }) => lagOf(action)));
  }

  /** What shall happen to this request. Counts it. */
  next(method: string, pathAndQuery: string, now: number): Happening {
    if (this.counted.length === 0) {
      return nothing;
    }
    let happening = nothing;
    for (const counted of this.counted) {
      const { fault: rule } = counted;
      if ((rule.method ?? method) !== method || !counted.pattern.test(pathAndQuery)) {
        continue;
      }
      counted.matched += 1;
      if (this.isDue(counted, now)) {
        const changed = this.withAction(happening, rule.action);
        counted.fired += changed === happening ? 0 : 1;
        happening = changed;
      }
    }
    return happening;
  }

  private isDue(counted: CountedFault, now: number): boolean {
    const { fault: rule, matched } = counted;
    const counts = rule.nth === undefined ? matched <= (rule.times ?? matched) : matched === rule.nth;
    if (!counts || (rule.probability !== undefined && this.random() >= rule.probability)) {
      return false;
    }
    return typeof rule.action === "object" && "rateLimit" in rule.action
      ? counted.limits.exceeded("", rule.action.rateLimit, now)
      : true;
  }

  /** The first outcome stands; conditions add up. */
  private withAction(happening: Happening, action: FaultAction): Happening {
    if (typeof action === "string") {
      return happening.outcome === undefined ? { ...happening, outcome: action } : happening;
    }
    if ("delayMilliseconds" in action) {
      const jitter = Math.round((action.jitterMilliseconds ?? 0) * this.random());
      return { ...happening, delay: happening.delay + action.delayMilliseconds + jitter };
    }
    if ("slowBodyMilliseconds" in action) {
      return { ...happening, slowBody: Math.max(happening.slowBody, action.slowBodyMilliseconds) };
    }
    if ("assume" in action) {
      return { ...happening, switches: { ...action.assume, ...happening.switches } };
    }
    if ("listLagMilliseconds" in action) {
      return { ...happening, listLag: Math.max(happening.listLag, action.listLagMilliseconds) };
    }
    if ("readLagMilliseconds" in action) {
      return { ...happening, readLag: Math.max(happening.readLag, action.readLagMilliseconds) };
    }
    return happening.outcome === undefined ? { ...happening, outcome: action } : happening;
  }
}

function lagOf(action: FaultAction): number {
  if (typeof action !== "object") {
    return 0;
  }
  if ("listLagMilliseconds" in action) {
    return action.listLagMilliseconds;
  }
  return "readLagMilliseconds" in action ? action.readLagMilliseconds : 0;
}
