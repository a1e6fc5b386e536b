import { fstatSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { Closing } from "../api/closing";

/** Longer than any request. */
const ORPHAN_MILLISECONDS = 35_000;
/** The engine kills a provider five seconds after it asked it to end. */
const ASKED_MILLISECONDS = 4_500;
/** For what follows an answer: its id is written down, and told to an engine that still listens. */
const LAST_WORDS_MILLISECONDS = 50;

/**
 * Ends the provider's process with its engine. The SDK's process ignores the end of its input, so it would live on
 * without its engine and go on making objects that no stack records; asked to end, it would drop what it has just sent.
 * Does nothing in other processes: a program imports this package, too.
 */
export function endWithEngine(closing: Closing): void {
  if (!/[\\/]dynamic-provider([\\/]index(\.js)?)?[\\/]?$/.test(process.argv[1] ?? "")) return;
  if (isPipe()) {
    const orphaned = () =>
      void end(closing, "The engine that started this run is gone.", ORPHAN_MILLISECONDS, 1);
    process.stdin.once("end", orphaned).once("close", orphaned).once("error", orphaned).resume();
  }
  process.once("SIGINT", () => void end(closing, "The run was cancelled.", ASKED_MILLISECONDS, 130));
  process.once("SIGTERM", () => void end(closing, "The run was cancelled.", ASKED_MILLISECONDS, 143));
}

/** A terminal, a file or nothing at all at its input tells nothing about the engine. */
function isPipe(): boolean {
  try {
    const input = fstatSync(0);
    return input.isFIFO() || input.isSocket();
  } catch {
    return false;
  }
}

async function end(closing: Closing, why: string, withinMilliseconds: number, code: number): Promise<void> {
  closing.begin(why);
  await closing.idle(withinMilliseconds);
  await sleep(LAST_WORDS_MILLISECONDS);
  process.exit(code);
}
