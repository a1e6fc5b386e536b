import type { Client } from "../api/client";
import { Closing } from "../api/closing";
import { createClient } from "../api/create-client";
import { SettingsError } from "../api/errors";
import { redactor } from "../api/redact";
import {
  describeProblems,
  type Location,
  locationOf,
  readSettings,
  type Settings,
  type SettingsResult,
} from "../api/settings";
import type { JsonObject } from "../api/values";
import { journalFolder } from "../journal/folder";
import { Journal } from "../journal/journal";
import { TakenOver } from "../journal/taken-over";
import type { Context } from "./context";
import type { Severity } from "./engine-log";
import { ProviderOnlyInputs } from "./provider-only";
import { isLookup, ownerOf } from "./recorded";
import { Turns } from "./turns";

/** What one resource's operation may take with everything in it, unless customTimeouts says otherwise. */
const OPERATION_SECONDS = 30 * 60;

/** One process serves one Pulumi provider: its settings, its client and what it has made so far. */
export class Session {
  private config: ((key: string) => string | undefined) | undefined;
  private result: SettingsResult | undefined;
  private client: Client | undefined;
  private readonly claimed = new Set<string>();
  private readonly takenOver: TakenOver;
  private readonly turns = new Turns();
  private readonly journal: Journal;
  readonly providerOnly = new ProviderOnlyInputs();
  /** Where the process stops sending. */
  readonly closing = new Closing();

  constructor(
    private readonly environment: Readonly<Record<string, string | undefined>>,
    private readonly log: (severity: Severity, message: string) => void,
    /** Names the run of the engine: its address is among the arguments of each of its processes. */
    run: string = process.argv.slice(2).join(" "),
  ) {
    const folder = journalFolder(environment);
    this.journal = new Journal(folder, (message) => this.warn(message));
    this.takenOver = new TakenOver(folder.path, run);
  }

  /** Shown by the engine. */
  warn(message: string): void {
    this.log("warning", message);
  }

  /** The engine names an id: the stack holds it, unless it only looks at it. */
  async saved(hidden: JsonObject, id: string): Promise<void> {
    if (!isLookup(hidden)) await this.journal.confirm(ownerOf(hidden), id);
  }

  /**
   * Takes effect at once and cannot fail: the SDK starts the next call before this one is answered. The SDK configures
   * each kind, always with the configuration of the one Pulumi provider that the process serves.
   */
  configure(config: (key: string) => string | undefined): void {
    this.config ??= config;
  }

  /** What keeps AEP from being called, in words; `undefined` when nothing does. */
  problem(): string | undefined {
    const result = this.read();
    return result.ok ? undefined : describeProblems(result.problems);
  }

  /** @throws SettingsError when the settings are incomplete. */
  location(): Location {
    return locationOf(this.settings());
  }

  /**
   * @param secrets what no message of this operation may show, beside the credentials
   * @throws SettingsError when the settings are incomplete.
   */
  context(secrets: readonly string[], seconds: number = OPERATION_SECONDS): Context {
    const trace = (line: string) => this.log("info", line);
    this.client ??= createClient(this.settings(), {
      closing: this.closing,
      report: (status) => this.log("status", status),
      ...(this.environment.AEP_TRACE && { trace }),
    });
    const redact = redactor(secrets);
    return {
      client: this.client.within(seconds, secrets),
      inform: (message) => this.log("info", redact(message)),
      warn: (message) => this.warn(redact(message)),
      claimed: this.claimed,
      takenOver: this.takenOver,
      journal: this.journal,
      turns: this.turns,
    };
  }

  private settings(): Settings {
    const result = this.read();
    if (!result.ok) throw new SettingsError(describeProblems(result.problems));
    return result.settings;
  }

  private read(): SettingsResult {
    this.result ??= readSettings(this.config ?? (() => undefined), this.environment);
    return this.result;
  }
}
