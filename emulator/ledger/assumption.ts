import { z } from "zod";

/** A behaviour that no source pins down: what the emulator does, what else it can do, and why. */
export interface Assumption<Value> {
  readonly question: string;
  readonly values: z.ZodType<Value>;
  /** The possible values, for a reader. */
  readonly alternatives: string;
  readonly default: Value;
  /** What the sources say, and how the default follows from it. */
  readonly source: string;
  /** Why there is nothing to choose from, where there is one value only. */
  readonly single?: string;
}

/** What the emulator does where nothing else could be meant or told apart. */
export function only<const Value extends string>(
  question: string,
  value: Value,
  source: string,
  single: string,
): Assumption<Value> {
  return { question, values: z.literal(value), alternatives: value, default: value, source, single };
}

export function choice<const Values extends readonly [string, string, ...string[]]>(
  question: string,
  values: Values,
  source: string,
): Assumption<Values[number]> {
  return { question, values: z.enum(values), alternatives: values.join(", "), default: values[0], source };
}

type Milliseconds = number | "never";

/** How many are allowed, or no limit. */
export function limit(
  question: string,
  source: string,
  byDefault: number | "none" = "none",
): Assumption<number | "none"> {
  const number = z.number().int().positive();
  const values = z.union([
    z.literal("none"),
    number,
    z
      .string()
      .regex(/^[1-9]\d*$/)
      .transform(Number),
  ]);
  return { question, values, alternatives: "none, or a number", default: byDefault, source };
}

/** Text by name, or anything at all. On the command line it is written as JSON. */
export function table(
  question: string,
  source: string,
): Assumption<"any" | Readonly<Record<string, string>>> {
  const entries = z.record(z.string(), z.string());
  const values = z.union([
    z.literal("any"),
    entries,
    z
      .string()
      .transform((text, context): unknown => {
        try {
          return JSON.parse(text);
        } catch {
          context.issues.push({ code: "custom", message: "not JSON", input: text });
          return z.NEVER;
        }
      })
      .pipe(entries),
  ]);
  return {
    question,
    values,
    alternatives: "any, or a JSON object of names and texts",
    default: "any",
    source,
  };
}

export function milliseconds(
  question: string,
  byDefault: Milliseconds,
  source: string,
): Assumption<Milliseconds> {
  const number = z.number().int().nonnegative();
  const values = z.union([z.literal("never"), number, z.string().regex(/^\d+$/).transform(Number)]);
  return { question, values, alternatives: "never, or a number of milliseconds", default: byDefault, source };
}

export function millisecondsOrWithInlet(
  question: string,
  source: string,
): Assumption<Milliseconds | "with-inlet"> {
  const { values } = milliseconds(question, "never", source);
  return {
    question,
    values: z.union([z.literal("with-inlet"), values]),
    alternatives: "with-inlet, never, or a number of milliseconds",
    default: "with-inlet",
    source,
  };
}
