import { z } from "zod";
import type { Client } from "./client";
import { ApiError } from "./errors";

/** Sandbox management, as far as users see it (sandbox.yaml `RetrieveSandbox`, `GetSandboxUserResponse`). */
export const SANDBOX_MANAGEMENT = "/data/foundation/sandbox-management";

const sandboxItem = z.looseObject({
  name: z.string().optional(),
  title: z.string().nullish(),
  /** "development" or "production" */
  type: z.string().optional(),
  state: z.string().nullish(),
  region: z.string().nullish(),
  isDefault: z.boolean().nullish(),
});

export type SandboxItem = z.infer<typeof sandboxItem>;

/** The sandboxes that this client has access to. */
export async function listSandboxes(
  send: Client["send"],
  attempt = "list the sandboxes that this client has access to",
): Promise<readonly SandboxItem[]> {
  const { sandboxes } = await send({
    attempt,
    method: "GET",
    path: `${SANDBOX_MANAGEMENT}/`,
    effect: "read",
    answer: z.looseObject({ sandboxes: z.array(sandboxItem) }),
  });
  return sandboxes;
}

/** `undefined` only when this client definitely has no such sandbox. */
export async function findSandbox(
  send: Client["send"],
  name: string,
  attempt: string,
): Promise<SandboxItem | undefined> {
  try {
    const path = `${SANDBOX_MANAGEMENT}/sandboxes/${encodeURIComponent(name)}`;
    return await send({ attempt, method: "GET", path, effect: "read", answer: sandboxItem });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.reason === "notFound") return undefined;
    if (error.status !== 403) throw error;
  }
  // Looking up one sandbox is for its administrators; the list of one's own is for all users (sandbox.yaml, tags).
  return (await listSandboxes(send, attempt)).find((sandbox) => sandbox.name === name);
}
