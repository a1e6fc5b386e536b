import { SETTING_NAMES, SETTINGS, type SettingName, type SettingRow } from "./settings-table";

/** The settings that one source names; blank values count as absent. */
export type Source = Readonly<Partial<Record<SettingName, string>>>;

/** Both sources. `explicit`: the configuration is an explicit provider's own, not the stack's. */
export interface Sources {
  readonly explicit: boolean;
  readonly config: Source;
  readonly environment: Source;
}

/** Takes one problem: the setting it is about, and a sentence with the way out. */
export type Report = (row: SettingRow, message: string, missing?: boolean) => void;

export function sourceOf(read: (row: SettingRow) => string | undefined): Source {
  const source: Partial<Record<SettingName, string>> = {};
  for (const name of SETTING_NAMES) {
    const value = read(SETTINGS[name])?.trim();
    if (value !== undefined && value !== "") source[name] = value;
  }
  return source;
}

/** How to supply a setting, as the second half of a sentence. */
export function howToSet(row: SettingRow, explicit: boolean): string {
  const other = explicit
    ? `give ${row.configKey.slice("aep:".length)} to the aep.Provider`
    : `run \`pulumi config set ${row.secret ? "--secret " : ""}${row.configKey} <value>\``;
  return `set ${row.environmentVariable} or ${other}`;
}
