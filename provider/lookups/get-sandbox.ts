import type * as pulumi from "@pulumi/pulumi";
import { findSandbox } from "../api/sandboxes";
import type { LookupInputs } from "./inputs";
import { type Lookup, lookUp, lookUpOutput } from "./lookup";
import { LookupError } from "./one";

/** Which sandbox. */
export interface SandboxKey {
  /** Default: the one that the configuration names. */
  readonly name?: string;
}

/** A sandbox as its users see it. */
export interface SandboxInfo {
  readonly name: string;
  readonly title?: string;
  /** `development` or `production`; absent where AEP does not say. */
  readonly type?: string;
  /** `active`, or what it is on its way to. */
  readonly state?: string;
  readonly region?: string;
  /** The one that requests without a sandbox go to. */
  readonly isDefault: boolean;
}

const lookup: Lookup<SandboxKey, SandboxInfo> = {
  name: "getSandbox",
  find: async (client, { name = client.location.sandbox }) => {
    const found = await findSandbox(client.send, name, `look for the sandbox "${name}"`);
    if (found === undefined) {
      throw new LookupError(`There is no sandbox "${name}" that this client has access to.`);
    }
    const { title, type, state, region, isDefault } = found;
    return {
      name,
      ...(title && { title }),
      ...(type && { type }),
      ...(state && { state }),
      ...(region && { region }),
      isDefault: isDefault === true,
    };
  },
};

/**
 * A sandbox by its name, or the one that the configuration names.
 * @throws when there is none that this client has access to
 */
export function getSandbox(args: SandboxKey = {}, options?: pulumi.InvokeOptions): Promise<SandboxInfo> {
  return lookUp(lookup, args, options);
}

/** {@link getSandbox} with inputs. */
export function getSandboxOutput(
  args: LookupInputs<SandboxKey> = {},
  options?: pulumi.InvokeOptions,
): pulumi.Output<SandboxInfo> {
  return lookUpOutput(lookup, args, options);
}
