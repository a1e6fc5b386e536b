import type { Client } from "../api/client";
import { ExpectedError } from "../api/errors";

/** What a look-up asks for is not there, or is not unique. */
export class LookupError extends ExpectedError {}

/** What was looked for, in words. */
export interface Wanted {
  /** Adobe's word: "flow". */
  readonly label: string;
  /** `with the id 1234`, `named "Customer.io"`. */
  readonly key: string;
}

/** Enough to choose from; a name that hundreds share needs another look anyway. */
const MOST_CANDIDATES = 20;

/** @throws LookupError when the object does not exist. */
export function existing<Item>(client: Client, wanted: Wanted, found: Item | undefined): Item {
  if (found === undefined) throw new LookupError(`There is no ${describe(client, wanted)}.`);
  return found;
}

/**
 * @param candidate an object as a line to choose from, with its id
 * @throws LookupError when there is none, or more than one, whose ids are then listed
 */
export function exactlyOne<Item>(
  client: Client,
  wanted: Wanted,
  found: readonly Item[],
  candidate: (item: Item) => string,
): Item {
  const [first, ...others] = found;
  if (first === undefined || others.length === 0) return existing(client, wanted, first);
  const lines = found.slice(0, MOST_CANDIDATES).map((item) => `\n  ${candidate(item)}`);
  const rest = found.length > MOST_CANDIDATES ? `\n  and ${found.length - MOST_CANDIDATES} more` : "";
  throw new LookupError(
    `There are ${found.length} ${describe(client, { ...wanted, label: `${wanted.label}s` })}:${lines.join("")}${rest}\n` +
      "Name the one that is meant by its id.",
  );
}

function describe({ location }: Client, { label, key }: Wanted): string {
  return `${label} ${key} in the sandbox "${location.sandbox}"`;
}

/** `created 2026-11-22 09:24 UTC`, where the time is known. */
export function createdAt(milliseconds: number | undefined): string {
  if (milliseconds === undefined) return "";
  return `, created ${new Date(milliseconds).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
