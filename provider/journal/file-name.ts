import { randomBytes } from "node:crypto";

/**
 * `<owner>.<ms since 1970>.<random>.intent`: what belongs to a resource, and what is old, shows without opening a file.
 * `.saved` in the place of `.intent`: the stack is known to hold the id.
 */
export interface FileName {
  readonly owner: string;
  readonly madeAt: number;
  readonly saved: boolean;
}

const FORM = /^([\w-]+)\.(\d+)\.[0-9a-f]+\.(intent|saved)$/;

export function newFileName(owner: string, now: number): string {
  return `${owner}.${Math.round(now)}.${randomBytes(6).toString("hex")}.intent`;
}

export function savedName(file: string): string {
  return file.replace(/\.intent$/, ".saved");
}

/** Nothing for a file that is none of the journal's. */
export function parseFileName(file: string): FileName | undefined {
  const [, owner, madeAt, state] = FORM.exec(file) ?? [];
  if (owner === undefined) return undefined;
  return { owner, madeAt: Number(madeAt), saved: state === "saved" };
}
