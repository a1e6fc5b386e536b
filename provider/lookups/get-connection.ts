import type * as pulumi from "@pulumi/pulumi";
import { findConnection } from "./find-connection";
import type { LookupInputs } from "./inputs";
import type { ConnectionKey, ConnectionKind } from "./keys";
import { type Lookup, lookUp, lookUpOutput } from "./lookup";

/** Which connection. */
export type GetConnectionArgs = ConnectionKey & {
  /** `base`: the account at a source. `source`: what is read with it. `target`: where records go. Default: `base`. */
  readonly kind?: ConnectionKind;
};

/** A connection as Flow Service has it. Credentials are not part of it. */
export interface ConnectionInfo {
  readonly id: string;
  readonly name: string;
  readonly description?: string;
  /** `enabled`, `disabled`, or a state in between. */
  readonly state?: string;
  readonly connectionSpecId?: string;
  /** Of a source connection: its account, where the source has one. */
  readonly baseConnectionId?: string;
  /** Of a base connection: the way to sign in, by Adobe's name. */
  readonly authSpecName?: string;
  /** Of an HTTP API account: where events are posted to. */
  readonly inletUrl?: string;
}

const lookup: Lookup<GetConnectionArgs, ConnectionInfo> = {
  name: "getConnection",
  find: async (client, { kind = "base", ...key }) => {
    const found = await findConnection(client, kind, key);
    const { id, name = "", description, state, connectionSpec, baseConnectionId, auth } = found;
    const inletUrl = auth?.params?.inletUrl;
    return {
      id,
      name,
      ...(description && { description }),
      ...(state !== undefined && { state }),
      ...(connectionSpec && { connectionSpecId: connectionSpec.id }),
      ...(baseConnectionId !== undefined && { baseConnectionId }),
      ...(auth?.specName !== undefined && { authSpecName: auth.specName }),
      ...(inletUrl !== undefined && { inletUrl }),
    };
  },
};

/**
 * A base, source or target connection by its id, or by its name and, where names repeat, its connection spec.
 * @throws when there is none, or more than one; their ids are then listed
 */
export function getConnection(
  args: GetConnectionArgs,
  options?: pulumi.InvokeOptions,
): Promise<ConnectionInfo> {
  return lookUp(lookup, args, options);
}

/** {@link getConnection} with inputs. */
export function getConnectionOutput(
  args: LookupInputs<GetConnectionArgs>,
  options?: pulumi.InvokeOptions,
): pulumi.Output<ConnectionInfo> {
  return lookUpOutput(lookup, args, options);
}
