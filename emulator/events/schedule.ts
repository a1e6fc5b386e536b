import type { Json, JsonObject } from "../json";
import { member } from "../json";
import { collectionKey, type Partition } from "../store/store";

/** When a batch flow runs next, and what it has read so far. */
export interface Schedule {
  readonly flowId: string;
  /** Epoch milliseconds; null when it does not run again by itself. */
  readonly next: number | null;
  /** Milliseconds between two runs; null for a single one. */
  readonly period: number | null;
  /** The number of the first row of the source that no run has read. */
  readonly taken: number;
  readonly hasRun: boolean;
  /** What it was made from, to see a change. */
  readonly declared: string;
}

export const scheduleKey = collectionKey<Schedule>("schedules");

/** The earliest moment at which anything is due: one record, so that most requests need to look at nothing else. */
const dueKey = collectionKey<{ readonly at: number }>("due");
const earliest = "earliest";

const minute = 60_000;
const unitMilliseconds: Readonly<Record<string, number>> = {
  minute,
  hour: 60 * minute,
  day: 24 * 60 * minute,
  week: 7 * 24 * 60 * minute,
};

/** The schedule that a flow declares, whose form was checked when it was written. */
export function declaredSchedule(flowId: string, scheduleParams: Json | undefined): Schedule {
  const unit = unitMilliseconds[String(member(scheduleParams, "frequency"))];
  return {
    flowId,
    next: Number(member(scheduleParams, "startTime")) * 1000,
    period: unit === undefined ? null : unit * Number(member(scheduleParams, "interval")),
    taken: 0,
    hasRun: false,
    declared: JSON.stringify(scheduleParams ?? {}),
  };
}

/** Follows a write of a flow: a schedule that was not changed goes on. */
export function followFlow(partition: Partition, flowId: string, content: JsonObject): void {
  const schedules = partition.of(scheduleKey);
  const before = schedules.get(flowId);
  const declared = declaredSchedule(flowId, content.scheduleParams);
  if (before?.declared !== declared.declared) {
    saveSchedule(partition, before?.hasRun === true ? continued(before, declared) : declared);
  }
}

/** A schedule that was changed after its first run: the next run is one new period behind the last. */
function continued(before: Schedule, declared: Schedule): Schedule {
  const last = before.next === null || before.period === null ? null : before.next - before.period;
  const next = last === null || declared.period === null ? before.next : last + declared.period;
  return { ...declared, next, taken: before.taken, hasRun: true };
}

export function saveSchedule(partition: Partition, schedule: Schedule): void {
  partition.of(scheduleKey).put(schedule.flowId, schedule);
  const at = partition.of(dueKey).get(earliest)?.at;
  if (schedule.next !== null && (at === undefined || schedule.next < at)) {
    partition.of(dueKey).put(earliest, { at: schedule.next });
  }
}

export function forgetSchedule(partition: Partition, flowId: string): void {
  partition.of(scheduleKey).delete(flowId);
  settleDue(partition);
}

/** The schedules that are due, the earliest first. */
export function dueSchedules(partition: Partition, now: number): readonly Schedule[] {
  const at = partition.of(dueKey).get(earliest)?.at;
  if (at === undefined || at > now) {
    return [];
  }
  return [...partition.of(scheduleKey).values()]
    .filter(({ next }) => next !== null && next <= now)
    .sort((left, right) => (left.next ?? 0) - (right.next ?? 0));
}

/** Notes when anything is due next, after everything that was due has run. */
export function settleDue(partition: Partition): void {
  const moments = [...partition.of(scheduleKey).values()].flatMap(({ next }) =>
    next === null ? [] : [next],
  );
  if (moments.length === 0) {
    partition.of(dueKey).delete(earliest);
  } else {
    partition.of(dueKey).put(earliest, { at: Math.min(...moments) });
  }
}
