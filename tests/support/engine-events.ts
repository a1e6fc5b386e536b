import { isDeepStrictEqual } from "node:util";
import { z } from "zod";

/** One operation of the engine on one resource. */
export interface Step {
  /**
   * create, update, delete, same, create-replacement, replace, delete-replaced, read …; in a refresh: what was
   * found, update, delete or same.
   */
  readonly op: string;
  /** Full type: `pulumi-nodejs:dynamic/aep:Flow`. */
  readonly type: string;
  readonly name: string;
  /** The inputs that differ, by name; none where the resource appears or goes. */
  readonly diffs: readonly string[];
}

export interface Diagnostic {
  readonly severity: "info" | "info#err" | "warning" | "error";
  readonly message: string;
  /** Of the resource that it stands at; empty: none. */
  readonly urn: string;
}

/** What an update, a preview, a refresh or a destroy did, from the engine's own events. */
export interface EngineRun {
  /** In the order in which they began, in a refresh in which they ended; without providers and the stack itself. */
  readonly steps: readonly Step[];
  /** Steps that failed. */
  readonly failed: readonly Step[];
  readonly diagnostics: readonly Diagnostic[];
  /** Resources by operation as the summary counts them: create, update, replace, delete, same. */
  readonly changes: Readonly<Record<string, number>>;
}

const inputsOf = z.object({ inputs: z.record(z.string(), z.unknown()).nullish() }).nullish();
const stepEvent = z.object({
  metadata: z.object({ op: z.string(), urn: z.string(), type: z.string(), old: inputsOf, new: inputsOf }),
});
type StepEvent = z.infer<typeof stepEvent>;

// pulumi/sdk/go/common/apitype/events.go: exactly one of the members is there.
const engineEvent = z.object({
  resourcePreEvent: stepEvent.optional(),
  resOutputsEvent: stepEvent.optional(),
  resOpFailedEvent: stepEvent.optional(),
  diagnosticEvent: z
    .object({ severity: z.string(), message: z.string(), urn: z.string().optional() })
    .optional(),
  summaryEvent: z.object({ resourceChanges: z.record(z.string(), z.number()).nullish() }).optional(),
});

const diagnosticSeverity = z.enum(["info", "info#err", "warning", "error"]);

/** Reads what `pulumi … --event-log` wrote: one JSON object a line. */
export function parseEventLog(text: string): EngineRun {
  const events = text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => engineEvent.parse(JSON.parse(line)));
  const refreshing = new Set<string>();
  return {
    steps: events.flatMap(({ resourcePreEvent, resOutputsEvent }) => {
      if (resourcePreEvent?.metadata.op === "refresh") refreshing.add(resourcePreEvent.metadata.urn);
      else if (resourcePreEvent) return toSteps(resourcePreEvent);
      const isRefreshed = resOutputsEvent && refreshing.delete(resOutputsEvent.metadata.urn);
      return isRefreshed ? toSteps(resOutputsEvent) : [];
    }),
    failed: events.flatMap((event) => toSteps(event.resOpFailedEvent)),
    diagnostics: events.flatMap(({ diagnosticEvent }) => {
      const severity = diagnosticSeverity.safeParse(diagnosticEvent?.severity);
      if (!diagnosticEvent || !severity.success) return [];
      return [{ severity: severity.data, message: diagnosticEvent.message, urn: diagnosticEvent.urn ?? "" }];
    }),
    changes: events.findLast(({ summaryEvent }) => summaryEvent)?.summaryEvent?.resourceChanges ?? {},
  };
}

function toSteps(event: StepEvent | undefined): Step[] {
  if (!event || event.metadata.type.startsWith("pulumi:")) return [];
  const { op, urn, type } = event.metadata;
  return [{ op, type, name: urn.slice(urn.lastIndexOf("::") + 2), diffs: changedInputs(event) }];
}

/** The engine itself names no keys where a dynamic provider's `diff` answers "changes: true". */
function changedInputs({ metadata }: StepEvent): string[] {
  const before = metadata.old?.inputs;
  const after = metadata.new?.inputs;
  if (!before || !after) return [];
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].filter((name) => !isDeepStrictEqual(before[name], after[name])).sort();
}

/** Steps in one line each, "same" left out: `update Flow customerio`, `create-replacement Schema customerio`. */
export function describeSteps(steps: readonly Step[]): string[] {
  return steps
    .filter(({ op }) => op !== "same")
    .map(({ op, type, name }) => `${op} ${type.slice(type.lastIndexOf(":") + 1)} ${name}`);
}
