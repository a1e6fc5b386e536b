import { z } from "zod";
import type { SandboxCall } from "../../gateway/service";
import { type Json, member } from "../../json";
import type { PatchOperation } from "../../json-patch";
import { flowProblem } from "./errors";
import { type FlowSpec, restSpecId } from "./flow-specs";

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
  started = false,
): void {
  if (spec.frequency !== "batch") {
    if (scheduleParams !== undefined && call.assume("scheduleOfStreamingFlow") === "refuse") {
      throw flowProblem(call, "invalidRequest", { detail: `${spec.name} has no schedule.` });
    }
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
  if (!started && startTime < call.now / 1000 - toleranceSeconds) {
    throw flowProblem(call, "startTimePast");
  }
  if (frequency !== "once") {
    checkInterval(call, spec, frequency, interval);
  } else if (interval !== undefined) {
    throw flowProblem(call, "intervalWithOnce");
  } else if (backfill !== undefined) {
    throw flowProblem(call, "backfillWithOnce");
  }
}

function checkInterval(
  call: SandboxCall,
  spec: FlowSpec,
  frequency: string,
  interval: number | undefined,
): void {
  if (interval === undefined) {
    throw flowProblem(call, "parameterMissing", { parameter: "interval" });
  }
  const minimum = frequency === "minute" ? shortestMinutes : 1;
  if (interval < minimum) {
    throw flowProblem(call, "intervalTooSmall", { minimum });
  }
  if (spec.id === restSpecId && frequency !== "minute" && interval !== 1 && interval !== 24) {
    throw flowProblem(call, "intervalOfFrequency", { interval, frequency });
  }
}

const scheduleMembers = ["startTime", "frequency", "interval", "backfill"];

/** Refuses what a started schedule no longer allows (1366, 1403, 1404), and paths that lead nowhere (1365). */
export function checkScheduleChange(
  call: SandboxCall,
  operations: readonly PatchOperation[],
  before: Json | undefined,
  after: Json | undefined,
): void {
  const lost = operations.find(({ path }) => {
    const [root, name] = path.split("/").slice(1);
    return root === "scheduleParams" && name !== undefined && !scheduleMembers.includes(name);
  });
  if (lost !== undefined && call.assume("patchOfUnknownScheduleParam") === "refuse") {
    throw flowProblem(call, "operationPath", { path: lost.path });
  }
  if (!hasStarted(call, before)) {
    return;
  }
  const changed = (name: string): boolean => String(member(before, name)) !== String(member(after, name));
  const wasOnce = member(before, "frequency") === "once";
  if (changed("startTime") || (wasOnce && changed("frequency"))) {
    throw flowProblem(call, "startTimePassed");
  }
  if (changed("frequency") && member(after, "frequency") === "once") {
    throw flowProblem(call, "onceAfterStart");
  }
  if (changed("backfill")) {
    throw flowProblem(call, "backfillAfterStart");
  }
}

/** Whether a schedule's start lies behind; then it can no longer be changed (1366). */
export function hasStarted(call: SandboxCall, scheduleParams: Json | undefined): boolean {
  const parsed = shape.safeParse(scheduleParams ?? {});
  return parsed.success && parsed.data.startTime !== undefined && parsed.data.startTime * 1000 < call.now;
}
