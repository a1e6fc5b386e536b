import { z } from "zod";
import type { Client } from "./client";
import { ApiError, ProductionGuardError, SettingsError } from "./errors";
import { rememberSuccess } from "./remember";
import type { Settings } from "./settings";
import { SETTINGS } from "./settings-table";

/** The part of sandbox.yaml's `RetrieveSandbox` and `GetSandboxUserResponse` that matters here. */
const sandboxAnswer = z.object({ name: z.string().optional(), type: z.string().optional() });
const sandboxesAnswer = z.object({ sandboxes: z.array(sandboxAnswer) });

const SANDBOX_MANAGEMENT = "/data/foundation/sandbox-management";

/**
 * Lets a write pass when its sandbox is one for development, or is the one that the settings allow by name. The sandbox's type
 * is asked for at most once, before the first write; while it is not known, nothing is written.
 * @throws ProductionGuardError when the sandbox is a production sandbox or of a type that is not known.
 * @throws SettingsError when there is no such sandbox.
 */
export function createProductionGuard(settings: Settings, send: Client["send"]): () => Promise<void> {
  const { sandbox, allowProduction } = settings;
  if (allowProduction === sandbox) return async () => {};
  const typeOfSandbox = rememberSuccess(() => fetchType(sandbox, send));
  return async () => {
    const type = await typeOfSandbox();
    if (type !== "development") throw new ProductionGuardError(refusal(sandbox, type, allowProduction));
  };
}

async function fetchType(sandbox: string, send: Client["send"]): Promise<string | undefined> {
  const attempt = `find out whether the sandbox "${sandbox}" is a production sandbox (no write is sent before that is known)`;
  try {
    const path = `${SANDBOX_MANAGEMENT}/sandboxes/${encodeURIComponent(sandbox)}`;
    return (await send({ attempt, method: "GET", path, effect: "read", answer: sandboxAnswer })).type;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.reason === "notFound") throw unknownSandbox(sandbox, error);
    if (error.status !== 403) throw error;
  }
  // Looking up one sandbox is for its administrators; the list of one's own is for all users (sandbox.yaml, tags).
  const path = `${SANDBOX_MANAGEMENT}/`;
  const { sandboxes } = await send({ attempt, method: "GET", path, effect: "read", answer: sandboxesAnswer });
  const listed = sandboxes.find(({ name }) => name === sandbox);
  if (listed === undefined) throw unknownSandbox(sandbox);
  return listed.type;
}

function unknownSandbox(sandbox: string, cause?: Error): SettingsError {
  const { configKey, environmentVariable } = SETTINGS.sandbox;
  const message =
    `There is no sandbox "${sandbox}" that this client has access to; nothing was written. ` +
    `Check ${configKey} (${environmentVariable}), and aep:orgId (AEP_ORG_ID).`;
  return new SettingsError(message, cause === undefined ? {} : { cause });
}

function refusal(sandbox: string, type: string | undefined, allowProduction: string | undefined): string {
  const what =
    type === "production"
      ? "is a production sandbox"
      : `is of the type "${type ?? "(none given)"}", not development`;
  const { configKey, environmentVariable } = SETTINGS.allowProduction;
  const allowed =
    allowProduction === undefined ? "" : ` ${configKey} names another sandbox, "${allowProduction}".`;
  return (
    `The sandbox "${sandbox}" ${what}; nothing was written.${allowed} To write to it, allow it by name: ` +
    `\`pulumi config set ${configKey} ${sandbox}\`, or ${environmentVariable}=${sandbox}.`
  );
}
