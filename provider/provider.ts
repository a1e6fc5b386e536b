import * as pulumi from "@pulumi/pulumi";
import { EXPLICIT_PROVIDER_KEY, SETTING_NAMES, SETTINGS, type SettingName } from "./api/settings-table";

/** Where the resources of one provider live, and the credentials for it. What is left out comes from the stack configuration, then from the environment. */
export interface ProviderArgs {
  /** Name of the sandbox, for example `"dev"`. */
  sandbox?: pulumi.Input<string>;
  /** Organization id, ending in `@AdobeOrg`. */
  orgId?: pulumi.Input<string>;
  /** Client id of the OAuth Server-to-Server credential. */
  clientId?: pulumi.Input<string>;
  /** Its client secret. Kept as a secret in the stack. */
  clientSecret?: pulumi.Input<string>;
  /** Scopes to ask for, separated by commas. */
  scopes?: pulumi.Input<string>;
  /** An access token instead of a client secret; it is never renewed. Kept as a secret in the stack. */
  accessToken?: pulumi.Input<string>;
  /** One URL for every service at once: the emulator's. */
  endpoint?: pulumi.Input<string>;
  /** Default `https://platform.adobe.io`. */
  platformUrl?: pulumi.Input<string>;
  /** Default `https://ims-na1.adobelogin.com`. */
  imsUrl?: pulumi.Input<string>;
  /** Name of the one production sandbox that may be written to. */
  allowProduction?: pulumi.Input<string>;
}

const HOSTS: readonly SettingName[] = ["endpoint", "platformUrl", "imsUrl"];
const CREDENTIALS: readonly SettingName[] = ["clientId", "clientSecret", "scopes", "accessToken"];

/**
 * Explicit configuration, for programs that work on more than one sandbox or organization:
 *
 * ```ts
 * const west = new aep.Provider("west", { sandbox: "west" });
 * new aep.Schema("orders", { … }, { provider: west });
 * ```
 */
export class Provider extends pulumi.ProviderResource {
  constructor(name: string, args: ProviderArgs = {}, options?: pulumi.ResourceOptions) {
    const inputs: Record<string, pulumi.Input<string>> = { [EXPLICIT_PROVIDER_KEY]: "true" };
    for (const setting of SETTING_NAMES) {
      const value = args[setting] ?? configured(setting, args);
      if (value !== undefined)
        inputs[SETTINGS[setting].configKey] = SETTINGS[setting].secret ? pulumi.secret(value) : value;
    }
    super("pulumi-nodejs", name, inputs, options);
    configurations.set(this, pulumi.output(inputs));
  }
}

/** Beside the instances, because what a resource holds the engine would take for its outputs. */
const configurations = new WeakMap<Provider, pulumi.Output<Readonly<Record<string, string>>>>();

/** A provider's settings by full Pulumi key, for look-ups, which are made in the program's own process. @internal */
export function configurationOf(provider: Provider): pulumi.Output<Readonly<Record<string, string>>> {
  const configuration = configurations.get(provider);
  if (configuration === undefined) throw new Error("This provider was not made by its constructor.");
  return configuration;
}

/** Hosts and credentials belong together: a provider that names one of them takes none from the stack. */
function configured(setting: SettingName, args: ProviderArgs): pulumi.Input<string> | undefined {
  const group = [HOSTS, CREDENTIALS].find((names) => names.includes(setting));
  if (group?.some((name) => args[name] !== undefined)) return undefined;
  const config = new pulumi.Config("aep");
  return SETTINGS[setting].secret ? config.getSecret(setting) : config.get(setting);
}
