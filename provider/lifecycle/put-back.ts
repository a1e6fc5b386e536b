import { DismantledError } from "./errors";
import type { TakenAway } from "./kind";

/** Makes an object whole again that was not deleted. Answers what became of its parts, for people; nothing where it is gone. */
export async function madeWhole({ parts, putBack }: TakenAway): Promise<string | undefined> {
  const missing = await putBack().catch((error: unknown) => [
    error instanceof Error ? error.message : String(error),
  ]);
  if (missing === "gone") return undefined;
  if (missing.length === 0) return `Its ${parts}, which were taken away before, were put back.`;
  return (
    `Its ${parts}, which were taken away before, could not all be put back: ${missing.join("; ")}. Run pulumi refresh, ` +
    "and the next pulumi up makes them again; or make them in AEP."
  );
}

/** The failure of a deletion, with what became of the parts of the object that were taken away before. */
export async function afterPuttingBack(takenAway: TakenAway, failure: unknown): Promise<unknown> {
  const said = await madeWhole(takenAway);
  if (said === undefined || !(failure instanceof Error)) return failure;
  return new DismantledError(`${failure.message} ${said}`, { cause: failure });
}
