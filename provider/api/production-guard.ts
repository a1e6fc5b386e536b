import type { Client } from "./client";
import { ProductionGuardError, SettingsError, UnexpectedAnswerError } from "./errors";
import { rememberSuccess } from "./remember";
import { findSandbox } from "./sandboxes";
import type { Settings } from "./settings";
import { SETTINGS } from "./settings-table";

export interface ProductionGuard {
  /**
   * Lets a write pass when its sandbox is one for development, or is the one that the settings allow by name. The sandbox's
   * type is asked for at most once, before the first write; while it is not known, nothing is written.
   * @throws ProductionGuardError when the sandbox is a production sandbox or of a type that is not known.
   * @throws SettingsError when there is no such sandbox.
   */
  assertWritable(): Promise<void>;
  /**
   * Services say "not found" of everything in a sandbox that does not exist. Asked when an object is missing, so that
   * nothing is taken for deleted because of that.
   * @throws SettingsError when there is no such sandbox.
   */
  assertExists(): Promise<void>;
}

export function createProductionGuard(settings: Settings, send: Client["send"]): ProductionGuard {
  const { sandbox, allowProduction } = settings;
  const typeOfSandbox = rememberSuccess(() => fetchType(sandbox, send));
  return {
    assertWritable: async () => {
      if (allowProduction === sandbox) return;
      const type = await typeOfSandbox();
      if (type !== "development") throw new ProductionGuardError(refusal(sandbox, type, allowProduction));
    },
    assertExists: async () => {
      await typeOfSandbox();
    },
  };
}

async function fetchType(sandbox: string, send: Client["send"]): Promise<string | undefined> {
  const attempt = `find out whether the sandbox "${sandbox}" is a production sandbox (before that is known no write is sent, and nothing taken for deleted)`;
  const found = await findSandbox(send, sandbox, attempt).catch((error: unknown) => {
    // Of a write it would mean that it may have happened; nothing was sent yet.
    if (!(error instanceof UnexpectedAnswerError)) throw error;
    throw new ProductionGuardError(error.message, { cause: error });
  });
  if (found === undefined) throw unknownSandbox(sandbox);
  return found.type;
}

function unknownSandbox(sandbox: string): SettingsError {
  const { configKey, environmentVariable } = SETTINGS.sandbox;
  const message =
    `There is no sandbox "${sandbox}" that this client has access to; nothing was written, and the state is unchanged. ` +
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
    `\`pulumi config set ${configKey} ${sandbox}\`, or ${environmentVariable}=${sandbox}. ` +
    "pulumi refresh and pulumi destroy use the configuration of the last pulumi up; the environment counts at once."
  );
}
