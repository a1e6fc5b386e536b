import { z } from "zod";
import { parseSwitches, UnknownSwitch } from "../ledger/ledger";
import { failureNames } from "./fault-answers";

/** The longest that a list or a read may lag behind the writes: what the emulator promises at the worst. */
export const longestLagMilliseconds = 60_000;

const milliseconds = z.number().int().nonnegative().max(600_000);
const lag = z.number().int().positive().max(longestLagMilliseconds);

/** Answers this instead. With `takesEffect` the request is carried out all the same. */
const answer = z.strictObject({
  status: z.number().int().min(100).max(599),
  body: z.json().optional(),
  headers: z.record(z.string(), z.string()).optional(),
  takesEffect: z.boolean().optional(),
});

/** Answers later: by a fixed time, and up to so much more. */
const delay = z.strictObject({
  delayMilliseconds: milliseconds,
  jitterMilliseconds: milliseconds.optional(),
});

/** Sends the body bit by bit over this time. */
const slowBody = z.strictObject({ slowBodyMilliseconds: milliseconds });

/** Cuts this connection and all others, and takes no new ones for this time. */
const refuse = z.strictObject({ refuseMilliseconds: z.number().int().positive().max(60_000) });

/** Answers 429 to whatever exceeds a limit that no header announces. */
const rateLimit = z.strictObject({
  rateLimit: z.strictObject({
    requests: z.number().int().positive(),
    perMilliseconds: z.number().int().positive().max(600_000),
    retryAfterSeconds: z.number().int().nonnegative().optional(),
  }),
});

/** Turns switches of the ledger for this request alone. */
const assume = z.strictObject({
  assume: z.record(z.string(), z.unknown()).transform((switches, context) => {
    try {
      return parseSwitches(switches);
    } catch (error) {
      if (!(error instanceof UnknownSwitch)) {
        throw error;
      }
      context.issues.push({ code: "custom", message: error.message, input: switches });
      return z.NEVER;
    }
  }),
});

/** Lists show what was there so long ago. */
const listLag = z.strictObject({ listLagMilliseconds: lag });

/** Look-ups of one object show what was there so long ago. */
const readLag = z.strictObject({ readLagMilliseconds: lag });

/** Switches that have a name as faults: a flow that shows no inletUrl, a write that never leaves its transition. */
const namedSwitches = z.enum(["late-inlet", "stuck-state"]).transform((name) => ({
  assume: parseSwitches(
    name === "late-inlet" ? { inletDelayMilliseconds: "never" } : { transitionMilliseconds: "never" },
  ),
}));

const action = z.union([
  z.enum(["reset-before", "reset-after", "hang", "truncated-json", ...failureNames]),
  namedSwitches,
  answer,
  delay,
  slowBody,
  refuse,
  rateLimit,
  assume,
  listLag,
  readLag,
]);

const fault = z
  .strictObject({
    method: z.string().toUpperCase().optional(),
    /** A regular expression that is looked for in the path, the query included. */
    path: z.string().refine(isPattern, "not a regular expression"),
    /** Only the n-th matching request, counted from 1. */
    nth: z.number().int().positive().optional(),
    /** Only the first so many matching requests. */
    times: z.number().int().positive().optional(),
    /** Only so large a part of the requests that it is due for, by chance from the seed. */
    probability: z.number().min(0).max(1).optional(),
    action,
  })
  .refine((rule) => rule.nth === undefined || rule.times === undefined, "nth and times exclude each other");

const seeded = z.strictObject({ seed: z.number().int().nonnegative(), faults: z.array(fault) });

/** A list of faults, or the same with the seed of its chance. */
export const faultPlan = z.union([z.array(fault).transform((faults) => ({ seed: 1, faults })), seeded]);

export type Fault = z.infer<typeof fault>;
export type FaultAction = Fault["action"];
export type FaultPlan = z.infer<typeof faultPlan>;

function isPattern(pattern: string): boolean {
  try {
    new RegExp(pattern);
    return true;
  } catch {
    return false;
  }
}
