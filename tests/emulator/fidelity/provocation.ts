import type { Bench, Reply } from "../client";

/** An error code that the platform documents, and an input that the emulator answers with it. */
export interface Provocation {
  /** As the answer says it: `FLOW-1403-400`, `403010`, or a status and a title where there is no code. */
  readonly code: string;
  /** What causes it, for a reader. */
  readonly input: string;
  provoke(bench: Bench): Promise<Reply>;
}

/** The code that an answer carries. */
export function codeOf(reply: Reply): string {
  const gateway = reply.at("error_code");
  if (gateway !== undefined) {
    return String(gateway);
  }
  const coded = /(?:FLOW|XDM)-\d+-\d+$/.exec(String(reply.at("type") ?? ""))?.[0];
  const named = reply.at("error") ?? reply.at("title");
  const title = typeof named === "string" ? named : "HTML";
  return coded ?? `${reply.status} ${title}`;
}
