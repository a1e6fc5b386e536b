import type { Client } from "../api/client";
import { createClient } from "../api/create-client";
import { SettingsError } from "../api/errors";
import { describeProblems, readSettings, type Settings, type SettingsResult } from "../api/settings";
import { EXPLICIT_PROVIDER_KEY, SETTINGS } from "../api/settings-table";
import { readStackConfiguration } from "./stack-configuration";
import type { Terminal } from "./terminal";

/** Settings that a command line names. */
export interface CommandLineSettings {
  readonly sandbox?: string;
  readonly stack?: string;
}

/** AEP, as the settings reach it. */
export interface Platform {
  readonly client: Client;
  readonly settings: Settings;
}

/** @throws SettingsError when a setting is missing, malformed or contradicted by another one. */
export async function openPlatform(given: CommandLineSettings, terminal: Terminal): Promise<Platform> {
  const result = await readCommandSettings(given, terminal);
  if (!result.ok) throw new SettingsError(describeProblems(result.problems));
  return { settings: result.settings, client: clientOf(result.settings, terminal) };
}

export function clientOf(settings: Settings, terminal: Terminal): Client {
  return createClient(settings, process.env.AEP_TRACE ? { trace: terminal.note } : {});
}

/** From the stack's configuration and the environment, as in a program; the command line's sandbox wins over both. */
export async function readCommandSettings(
  { sandbox, stack }: CommandLineSettings,
  terminal: Terminal,
): Promise<SettingsResult> {
  const configuration = await terminal.during(
    () => "Reading the configuration of the stack",
    readStackConfiguration(process.cwd(), stack, terminal.note),
  );
  const { configKey, environmentVariable } = SETTINGS.sandbox;
  const chosen = sandbox === undefined ? configuration : { ...configuration, [configKey]: sandbox };
  const environment =
    sandbox === undefined ? process.env : { ...process.env, [environmentVariable]: sandbox };
  const secrets = Object.values(SETTINGS)
    .filter((row) => row.secret)
    .flatMap((row) => [configuration[row.configKey], environment[row.environmentVariable]]);
  terminal.hide(secrets.filter((secret) => secret !== undefined));
  return readSettings((key) => (key === EXPLICIT_PROVIDER_KEY ? undefined : chosen[key]), environment);
}
