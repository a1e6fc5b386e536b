import { InvalidArgumentError } from "commander";
import { parseDuration } from "../resources/duration";

/** "90s", "15m", "1h30m" in milliseconds. */
export function durationArgument(text: string): number {
  const seconds = parseDuration(text);
  if (seconds === undefined) throw new InvalidArgumentError('It must look like "90s", "15m" or "1h30m".');
  return seconds * 1000;
}

/** A time, or how long ago it is. Answers milliseconds since 1970, by the local clock. */
export function sinceArgument(text: string): number {
  const ago = parseDuration(text);
  return ago === undefined ? timeArgument(text) : Date.now() - ago * 1000;
}

export function countArgument(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1) throw new InvalidArgumentError("It must be a number from 1 on.");
  return count;
}

/** "2026-11-22", "2026-11-22T09:00Z" in milliseconds; UTC where no zone is given. */
export function timeArgument(text: string): number {
  const zoned = /(Z|[+-]\d\d:?\d\d)$/i.test(text) || !text.includes("T") ? text : `${text}Z`;
  const time = /^\d{4}-\d\d-\d\d(T|$)/.test(text) ? Date.parse(zoned) : Number.NaN;
  if (Number.isNaN(time)) {
    throw new InvalidArgumentError(
      'It must look like "2026-11-22" or "2026-11-22T09:00Z" (UTC without a zone).',
    );
  }
  return time;
}
