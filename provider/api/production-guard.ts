import type { Client } from "./client";
import { ProductionGuardError, SettingsError } from "./errors";
import { rememberSuccess } from "./remember";
import { findSandbox } from "./sandboxes";
import type { Settings } from "./settings";
import { SETTINGS } from "./settings-table";

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
  const found = await findSandbox(send, sandbox, attempt);
  if (found === undefined) throw unknownSandbox(sandbox);
  return found.type;
}

function unknownSandbox(sandbox: string): SettingsError {
  const { configKey, environmentVariable } = SETTINGS.sandbox;
  const message =
    `There is no sandbox "${sandbox}" that this client has access to; nothing was written. ` +
    `Check ${configKey} (${environmentVariable}), and aep:orgId (AEP_ORG_ID).`;
  return new SettingsError(message);
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
