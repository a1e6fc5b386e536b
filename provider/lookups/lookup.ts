import * as pulumi from "@pulumi/pulumi";
import type { Client } from "../api/client";
import { createClient } from "../api/create-client";
import { SettingsError } from "../api/errors";
import { rememberSuccess } from "../api/remember";
import { describeProblems, readSettings, type Settings } from "../api/settings";
import { configurationOf, Provider } from "../provider";
import { typeToken } from "../resources/registration";
import type { LookupInputs } from "./inputs";
import { LookupError } from "./one";

/** A look-up: its name, for messages and to tell it from others, and how it is made. */
export interface Lookup<Args extends object, Result> {
  readonly name: string;
  readonly find: (client: Client, args: Args) => Promise<Result>;
}

/** Values by full Pulumi key, of an explicit provider. */
type Configuration = Readonly<Record<string, string>>;

/**
 * Looks something up in the program's own process, with the settings that its resources have: the stack's configuration
 * and the environment, or those of an explicit provider, which a parent may hand down.
 */
export async function lookUp<Args extends object, Result>(
  lookup: Lookup<Args, Result>,
  args: Args,
  options: pulumi.InvokeOptions = {},
): Promise<Result> {
  const explicit = explicitConfiguration(lookup, options);
  return ask(lookup, args, explicit && (await known(lookup, explicit)));
}

/** The same for arguments that other resources give: unknown as long as one of them is. */
export function lookUpOutput<Args extends object, Result>(
  lookup: Lookup<Args, Result>,
  args: LookupInputs<Args>,
  options: pulumi.InvokeOptions = {},
): pulumi.Output<Result> {
  const explicit = explicitConfiguration(lookup, options);
  // Credentials are secrets, but what is found with them is none.
  const configuration = explicit === undefined ? undefined : pulumi.unsecret(explicit);
  return pulumi
    .all([pulumi.output(args), configuration] as const)
    .apply(([resolved, resolvedConfiguration]) => ask(lookup, resolved as Args, resolvedConfiguration));
}

function explicitConfiguration(
  { name }: { readonly name: string },
  { provider, parent }: pulumi.InvokeOptions,
): pulumi.Output<Configuration> | undefined {
  if (provider !== undefined && !(provider instanceof Provider)) {
    throw new LookupError(`${name}: the option provider must be an aep.Provider.`);
  }
  // As resources do: of a parent counts what it hands down to the resources of this package.
  const inherited = parent?.getProvider(typeToken(name));
  const chosen = provider ?? (inherited instanceof Provider ? inherited : undefined);
  return chosen === undefined ? undefined : configurationOf(chosen);
}

/** A promise cannot stay unknown, so it fails where an output would have waited for the update. */
async function known(
  { name }: { readonly name: string },
  configuration: pulumi.Output<Configuration>,
): Promise<Configuration> {
  // Outputs say so of themselves, but not in their published type.
  const isKnown: unknown = await Reflect.get(configuration, "isKnown");
  if (isKnown === false) {
    throw new LookupError(
      `${name}: a setting of the provider is not known before the update. Use ${name}Output, whose result is unknown until then.`,
    );
  }
  return new Promise((resolve) => {
    configuration.apply(resolve);
  });
}

/** What one run of a program has asked. */
interface Run {
  readonly clients: Map<string, Client>;
  readonly answers: Map<string, () => Promise<unknown>>;
}

/** By the engine connection of a run: with the Automation API several runs share a process. */
const runs = new WeakMap<object, Run>();
const withoutEngine = {};

function currentRun(): Run {
  const key = pulumi.runtime.getMonitor() ?? withoutEngine;
  const run = runs.get(key) ?? { clients: new Map(), answers: new Map() };
  runs.set(key, run);
  return run;
}

function ask<Args extends object, Result>(
  { name, find }: Lookup<Args, Result>,
  args: Args,
  explicit: Configuration | undefined,
): Promise<Result> {
  const settings = settingsFrom(explicit);
  const run = currentRun();
  const place = JSON.stringify(settings);
  const client = run.clients.get(place) ?? createClient(settings, tracing());
  run.clients.set(place, client);
  const question = JSON.stringify([place, name, sorted(args)]);
  const answer = run.answers.get(question) ?? rememberSuccess(() => find(client, args));
  run.answers.set(question, answer);
  // One question has one name, and one name one kind of answer.
  return answer() as Promise<Result>;
}

function settingsFrom(explicit: Configuration | undefined): Settings {
  const result = readSettings(
    explicit === undefined ? (key) => pulumi.runtime.getConfig(key) : (key) => explicit[key],
    process.env,
  );
  if (!result.ok) throw new SettingsError(describeProblems(result.problems));
  return result.settings;
}

function tracing(): { readonly trace?: (line: string) => void } {
  return process.env.AEP_TRACE ? { trace: (line) => void pulumi.log.info(line) } : {};
}

function sorted(args: object): readonly unknown[] {
  return Object.entries(args).sort(([left], [right]) => (left < right ? -1 : 1));
}
