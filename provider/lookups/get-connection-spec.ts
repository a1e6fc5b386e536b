import type * as pulumi from "@pulumi/pulumi";
import { findConnectionSpec } from "./find-spec";
import type { LookupInputs } from "./inputs";
import type { SpecKey } from "./keys";
import { type Lookup, lookUp, lookUpOutput } from "./lookup";

/** One way to sign in at a source. */
export interface AuthenticationInfo {
  /** What `auth.specName` takes. */
  readonly name: string;
  readonly required: readonly string[];
  readonly optional: readonly string[];
  /** Those that AEP marks as passwords. */
  readonly secret: readonly string[];
}

/** A kind of source, as AEP describes it. */
export interface ConnectionSpecInfo {
  readonly id: string;
  readonly version?: string;
  /** The name that AEP gives it. */
  readonly name?: string;
  readonly providerId?: string;
  /** Empty for sources without an account. */
  readonly authentication: readonly AuthenticationInfo[];
}

const lookup: Lookup<SpecKey, ConnectionSpecInfo> = {
  name: "getConnectionSpec",
  find: async (client, key) => {
    const { id, version, name, providerId, authSpec } = await findConnectionSpec(client, key);
    return {
      id,
      ...(version !== undefined && { version }),
      ...(name !== undefined && { name }),
      ...(providerId !== undefined && { providerId }),
      authentication: (authSpec ?? []).map((each) => {
        const properties = each.spec?.properties ?? {};
        const required = each.spec?.required ?? [];
        return {
          name: each.name,
          required,
          optional: Object.keys(properties).filter((property) => !required.includes(property)),
          secret: Object.keys(properties).filter((property) => properties[property]?.format === "password"),
        };
      }),
    };
  },
};

/**
 * A connection spec by its id, by its name in the catalogue (`customerio`), or by the name that AEP gives it.
 * @throws when there is none, or more than one; their ids are then listed
 */
export function getConnectionSpec(
  args: SpecKey,
  options?: pulumi.InvokeOptions,
): Promise<ConnectionSpecInfo> {
  return lookUp(lookup, args, options);
}

/** {@link getConnectionSpec} with inputs. */
export function getConnectionSpecOutput(
  args: LookupInputs<SpecKey>,
  options?: pulumi.InvokeOptions,
): pulumi.Output<ConnectionSpecInfo> {
  return lookUpOutput(lookup, args, options);
}
