import { z } from "zod";
import type { PatchOperation } from "../api/object-service";
import { isObject, type Json, type JsonObject } from "../api/values";
import type { Failure, FieldChange } from "../lifecycle/kind";

export const schedule = z.strictObject({
  startTime: z
    .int()
    .positive()
    .max(100_000_000_000, "is in seconds since 1970, not in milliseconds")
    .exactOptional(),
  frequency: z.enum(["once", "minute", "hour", "day", "week"]),
  interval: z.int().positive().exactOptional(),
  backfill: z.boolean().exactOptional(),
});

/** Codes 1361, 1362, 1364 and the missing interval, said before AEP does. */
export function scheduleFailures(value: Json): Failure[] {
  const { frequency, interval, backfill } = isObject(value) ? value : {};
  const failure = (member: string, reason: string) => ({ property: `scheduleParams.${member}`, reason });
  if (frequency === "once") {
    return [
      ...(interval === undefined ? [] : [failure("interval", 'does not go with the frequency "once".')]),
      ...(backfill === undefined ? [] : [failure("backfill", 'does not go with the frequency "once".')]),
    ];
  }
  if (interval === undefined)
    return [failure("interval", `is required with the frequency "${String(frequency)}".`)];
  return frequency === "minute" && Number(interval) < 15
    ? [failure("interval", "must be at least 15 for minutes.")]
    : [];
}

/** What cannot be changed any more, once the schedule has begun (1366-400). `now` in milliseconds. */
export function frozenChanges(recorded: Json | undefined, desired: Json | undefined, now: number): Failure[] {
  if (!isObject(recorded) || !isObject(desired)) return [];
  const begun = recorded.startTime === undefined || Number(recorded.startTime) * 1000 < now;
  if (!begun) return [];
  const wayOut =
    "The schedule has begun, so AEP does not change this any more. Take the change back, or make a new flow.";
  const changed = [
    ...(recorded.startTime === desired.startTime ? [] : ["startTime"]),
    ...(backfills(recorded) === backfills(desired) ? [] : ["backfill"]),
  ];
  const toOnce = recorded.frequency !== "once" && desired.frequency === "once" ? ["frequency"] : [];
  return [...changed, ...toOnce].map((member) => ({ property: `scheduleParams.${member}`, reason: wayOut }));
}

/** AEP does, unless it is told otherwise. */
function backfills({ backfill = true }: JsonObject): Json {
  return backfill;
}

/** AEP answers numbers as text, and a start that nobody declared. */
export function canonicalSchedule(value: Json): Json {
  if (!isObject(value)) return value;
  const number = (member: string) => (value[member] === undefined ? {} : { [member]: Number(value[member]) });
  return {
    ...value,
    ...number("startTime"),
    ...number("interval"),
    ...(value.backfill !== undefined && { backfill: String(value.backfill) === "true" }),
  };
}

/** A start that is left out is now, by the server's clock; AEP refuses one in the past (1360-400). */
export function startingNow(value: JsonObject, now: number): JsonObject {
  return { startTime: Math.ceil(now / 1000), ...value };
}

/**
 * What nobody declares any more stays as it is, except the interval, which AEP would take for an error. Saying what AEP
 * does anyway needs no request, which AEP would refuse once the schedule has begun.
 */
export function scheduleOperations({ names, desired, current }: FieldChange): PatchOperation[] {
  return names.flatMap((member): PatchOperation[] => {
    const path = `/scheduleParams/${member}`;
    const value = desired[member];
    if (member === "backfill" && value === true && current.backfill === undefined) return [];
    if (value !== undefined) return [{ op: "add", path, value }];
    return member === "interval" ? [{ op: "remove", path }] : [];
  });
}

/** The declared members as they are now. */
export function restoreMembers(recorded: Json, live: Json): Json {
  const now = canonicalSchedule(live);
  if (!isObject(recorded) || !isObject(now)) return live;
  return Object.fromEntries(
    Object.keys(recorded).flatMap((name) => (now[name] === undefined ? [] : [[name, now[name]]])),
  );
}
