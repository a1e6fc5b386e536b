import { z } from "zod";
import type { SandboxCall } from "../../gateway/service";
import type { Json } from "../../json";
import { flowProblem } from "./errors";
import type { FlowSpec } from "./flow-specs";

/** Epoch seconds; the guides send both numbers and strings. */
const seconds = z.union([z.number(), z.string().regex(/^\d+$/).transform(Number)]);

const shape = z.looseObject({
  startTime: seconds.optional(),
  frequency: z.enum(["once", "minute", "hour", "day", "week"]).optional(),
  interval: z.union([z.number(), z.string().regex(/^\d+$/).transform(Number)]).optional(),
  backfill: z.union([z.boolean(), z.enum(["true", "false"])]).optional(),
});

const shortestMinutes = 15;

/** A clock that differs by less from the server's does not put a start into the past. */
const toleranceSeconds = 60;

/** The rules of scheduleParams (codes 1317 and 1359 to 1364); only specs with a schedule have them. */
export function checkSchedule(
  call: SandboxCall,
  spec: FlowSpec,
  scheduleParams: Json | undefined,
  before?: Json,
): void {
  if (spec.frequency !== "batch") {
    return;
  }
  const parsed = shape.safeParse(scheduleParams ?? {});
  if (!parsed.success) {
    throw flowProblem(call, "invalidRequest", { detail: `scheduleParams: ${z.prettifyError(parsed.error)}` });
  }
  const { startTime, frequency, interval, backfill } = parsed.data;
  if (startTime === undefined && frequency === undefined) {
    throw flowProblem(call, "scheduleMissing");
  }
  if (startTime === undefined || frequency === undefined) {
    const parameter = startTime === undefined ? "startTime" : "frequency";
    throw flowProblem(call, "parameterMissing", { parameter });
  }
  if (startTime < call.now / 1000 - toleranceSeconds && !hasStarted(call, before)) {
    throw flowProblem(call, "startTimePast");
  }
  if (frequency === "once") {
    if (interval !== undefined) {
      throw flowProblem(call, "intervalWithOnce");
    }
    if (backfill !== undefined) {
      throw flowProblem(call, "backfillWithOnce");
    }
    return;
  }
  if (interval === undefined) {
    throw flowProblem(call, "parameterMissing", { parameter: "interval" });
  }
  const minimum = frequency === "minute" ? shortestMinutes : 1;
  if (interval < minimum) {
    throw flowProblem(call, "intervalTooSmall", { minimum });
  }
}

/** Whether a schedule's start lies behind. */
function hasStarted(call: SandboxCall, scheduleParams: Json | undefined): boolean {
  const parsed = shape.safeParse(scheduleParams ?? {});
  return parsed.success && parsed.data.startTime !== undefined && parsed.data.startTime * 1000 < call.now;
}

/**
 * Refuses what cannot be changed once the schedule has started (1366): its start, its backfill, and the frequency to
 * "once" (sources errors 1403 and 1404). The other members may be changed at any time: the guide to updating dataflows
 * changes the frequency of a running one.
 */
export function checkRescheduling(
  call: SandboxCall,
  before: Json | undefined,
  after: Json | undefined,
): void {
  if (!hasStarted(call, before)) {
    return;
  }
  const [old, changed] = [shape.safeParse(before ?? {}).data, shape.safeParse(after ?? {}).data];
  const frozen =
    old?.startTime !== changed?.startTime ||
    String(old?.backfill) !== String(changed?.backfill) ||
    (old?.frequency !== "once" && changed?.frequency === "once");
  if (frozen) {
    throw flowProblem(call, "startTimePassed");
  }
}
