import { z } from "zod";

const answer = z.strictObject({
  status: z.number().int().min(100).max(599),
  body: z.json().optional(),
  headers: z.record(z.string(), z.string()).optional(),
  /** The request is carried out all the same; only its answer is replaced. */
  takesEffect: z.boolean().optional(),
});

const delay = z.strictObject({ delayMilliseconds: z.number().int().nonnegative().max(600_000) });

const fault = z
  .strictObject({
    method: z.string().toUpperCase().optional(),
    /** A regular expression that is looked for in the path, the query included. */
    path: z.string().refine(isPattern, "not a regular expression"),
    /** Only the n-th matching request, counted from 1. */
    nth: z.number().int().positive().optional(),
    /** Only the first so many matching requests. */
    times: z.number().int().positive().optional(),
    action: z.union([answer, delay, z.enum(["reset-before", "reset-after", "hang"])]),
  })
  .refine((rule) => rule.nth === undefined || rule.times === undefined, "nth and times exclude each other");

/** A list of faults; the first that matches a request and is due happens to it. */
export const faultList = z.array(fault);

export type Fault = z.infer<typeof fault>;
export type FaultAction = Fault["action"];

/** A fault with what became of it. */
export interface CountedFault {
  readonly fault: Fault;
  readonly pattern: RegExp;
  matched: number;
  fired: number;
}

/** Faults that happen to requests on demand. */
export class Faults {
  private counted: CountedFault[] = [];

  set(faults: readonly Fault[]): void {
    this.counted = faults.map((entry) => ({
      fault: entry,
      pattern: new RegExp(entry.path),
      matched: 0,
      fired: 0,
    }));
  }

  all(): readonly CountedFault[] {
    return this.counted;
  }

  /** What shall happen to this request. Counts it. */
  next(method: string, pathAndQuery: string): FaultAction | undefined {
    let action: FaultAction | undefined;
    for (const counted of this.counted) {
      const { fault: rule } = counted;
      if ((rule.method ?? method) !== method || !counted.pattern.test(pathAndQuery)) {
        continue;
      }
      counted.matched += 1;
      const due =
        rule.nth === undefined
          ? counted.matched <= (rule.times ?? Number.POSITIVE_INFINITY)
          : counted.matched === rule.nth;
      if (due && action === undefined) {
        counted.fired += 1;
        action = rule.action;
      }
    }
    return action;
  }
}

function isPattern(pattern: string): boolean {
  try {
    new RegExp(pattern);
    return true;
  } catch {
    return false;
  }
}
