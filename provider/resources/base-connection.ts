import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { type AccountItem, baseConnections, testBaseConnection } from "../api/flow-service";
import type { PatchOperation } from "../api/object-service";
import { isObject, type Json, toJson } from "../api/values";
import { type Credentials, HTTP_API_CONNECTION_SPEC_ID, type Source } from "../catalogue/sources";
import { ConflictError } from "../lifecycle/errors";
import { at, type Failure, type FieldChange, kind } from "../lifecycle/kind";
import { nearest } from "../lifecycle/nearest";
import { textsIn } from "../lifecycle/secrets";
import { UNKNOWN } from "../lifecycle/unknown";
import { connectionSpecReference, plainValue } from "./checks";
import { declaredMembers } from "./declared-members";
import type { PlainValue } from "./plain-value";
import { type ConnectionSpecReference, canonicalConnectionSpec, catalogued } from "./references";
import { type Adoptable, AepResource, type Declared, lookup, named, type Plain } from "./resource";

/** How AEP signs in at the source. */
export interface Authentication {
  /** Adobe's name of the way to sign in: `"Access Key"`, `"Basic Authentication for sftp"` … **Replaces.** */
  specName: pulumi.Input<string>;
  /**
   * Its parameters. Kept as secrets in the stack, except those that the catalogue knows to be harmless. AEP replaces
   * them as a whole, so a change sends all of them; they are compared with what was declared last, never with what
   * AEP answers.
   */
  params: pulumi.Input<{ [name: string]: pulumi.Input<PlainValue> }>;
}

/**
 * A base connection: the account that batch sources and streams are read through. Webhook sources have none.
 *
 * Name, description and credentials are changed in place.
 * See {@link https://experienceleague.adobe.com/en/docs/experience-platform/sources/api-tutorials/update | Adobe's page on updating accounts}.
 */
export interface BaseConnectionArgs extends Adoptable {
  /** Shown in the Experience Platform UI. Defaults to the resource's name. */
  name?: pulumi.Input<string>;
  /** Free text. */
  description?: pulumi.Input<string>;
  /** The source: its name in the catalogue (`"sftp"`), or its connection spec. **Replaces.** */
  connectionSpec: pulumi.Input<ConnectionSpecReference>;
  /**
   * How AEP signs in; no default. Changed in place, all of it at once; another `specName` **replaces**. Left out, or taken
   * away, the credentials that AEP has stay as they are, so an adopted base connection needs none. Where it is declared for
   * an adopted one, the next `pulumi up` shows and sends it.
   */
  auth?: pulumi.Input<Authentication>;
  /** Have AEP sign in after every creation and update, and fail when it cannot. The object stays. Default false. */
  testConnection?: boolean;
}

/** @internal */
export const baseConnectionKind = kind<Plain<BaseConnectionArgs>, AccountItem>({
  name: "BaseConnection",
  label: "base connection",
  inputs: z.strictObject({
    name: z.string().min(1).exactOptional(),
    description: z.string().exactOptional(),
    connectionSpec: connectionSpecReference,
    auth: z
      .strictObject({ specName: z.string().min(1), params: z.record(z.string(), plainValue) })
      .exactOptional(),
    testConnection: z.boolean().exactOptional(),
  }),
  rules: ({ connectionSpec, auth }) => {
    const source = connectionSpec === undefined ? undefined : catalogued(connectionSpec);
    return source === undefined ? [] : authenticationFailures(source, auth);
  },
  fields: {
    name: { operations: at("/name") },
    description: { operations: at("/description") },
    connectionSpec: { replaces: true, canonical: canonicalConnectionSpec },
    auth: {
      writeOnly: true,
      confidential: true,
      units: (auth) => (isObject(auth) ? { specName: auth.specName ?? null, params: auth.params ?? {} } : {}),
      join: ([params, specName]) => ({ params: params ?? {}, specName: specName ?? null }),
      replaces: (recorded, desired) =>
        isObject(recorded) && isObject(desired) && specNameOf(recorded) !== specNameOf(desired),
      // Taken over with undeclared credentials, only AEP knows by which way it signs in.
      looksFirst: ({ auth }) => auth === undefined,
      operations: authOperations,
    },
    testConnection: { providerOnly: true, defaultValue: false },
  },
  secrets: ({ connectionSpec, auth }) => {
    if (!isObject(auth) || !isObject(auth.params)) return [];
    const harmless = harmlessParameters(connectionSpec, auth.specName);
    return Object.entries(auth.params).flatMap(([name, value]) =>
      harmless.includes(name) ? [] : textsIn(value),
    );
  },
  service: baseConnections,
  toBody: ({ connectionSpec, testConnection: _providerOnly, ...args }) => ({
    ...args,
    connectionSpec: canonicalConnectionSpec(connectionSpec),
  }),
  fromLive: (live) => declaredMembers(live, ["name", "description", "connectionSpec"]),
  outputs: ({ etag, state, auth }) => ({
    ...(etag !== undefined && { etag }),
    ...(state !== undefined && { status: state }),
    ...(auth?.params?.inletUrl !== undefined && { inletUrl: auth.params.inletUrl }),
  }),
  pending: ({ connectionSpec }, outputs) => {
    const canonical = canonicalConnectionSpec(connectionSpec ?? null);
    const hasInlet = isObject(canonical) && canonical.id === HTTP_API_CONNECTION_SPEC_ID;
    return ["status", ...(hasInlet ? ["inletUrl"] : [])].filter((output) => outputs[output] === undefined);
  },
  verify: async (client, id, { testConnection }) => {
    if (testConnection) await testBaseConnection(client, id);
  },
});

function harmlessParameters(connectionSpec: Json | undefined, specName: Json | undefined): readonly string[] {
  if (connectionSpec === undefined || typeof specName !== "string") return [];
  return catalogued(connectionSpec)?.authentication?.[specName]?.plain ?? [];
}

/** The parameters of one way to sign in mean nothing to another, and AEP does not say that it would notice. */
function authOperations({ desired: { specName, params }, live }: FieldChange): PatchOperation[] {
  const shown = isObject(live) && isObject(live.auth) ? live.auth.specName : undefined;
  if (typeof shown === "string" && specName !== undefined && shown !== specName) {
    throw new ConflictError(
      `The base connection signs in by "${shown}", and the program declares auth.specName "${specName}". Nothing was ` +
        "written: the way to sign in cannot be changed in place. Declare the one that it has, or make a new base connection.",
    );
  }
  return params === undefined ? [] : [{ op: "replace", path: "/auth/params", value: params }];
}

function specNameOf(auth: Json | undefined): Json | undefined {
  return isObject(auth) ? auth.specName : undefined;
}

function authenticationFailures(
  { title, authentication }: Source,
  auth: { specName: string; params: object } | undefined,
): Failure[] {
  if (authentication === undefined) {
    const reason = `${title} posts its events and has no account: use it in a SourceConnection directly.`;
    return [{ property: "connectionSpec", reason }];
  }
  const names = Object.keys(authentication);
  if (auth === undefined || auth.specName === UNKNOWN || names.length === 0) return [];
  const credentials = Object.hasOwn(authentication, auth.specName)
    ? authentication[auth.specName]
    : undefined;
  if (credentials === undefined) {
    const near = nearest(auth.specName, names);
    const suggestion = near === undefined ? "" : `Did you mean "${near}"? `;
    const reason = `"${auth.specName}" is no way to sign in at ${title}. ${suggestion}Known: ${names.join(", ")}.`;
    return [{ property: "auth.specName", reason }];
  }
  return missingParameters(credentials, auth.params).map((name) => ({
    property: `auth.params.${name}`,
    reason: `is required to sign in at ${title} by "${auth.specName}".`,
  }));
}

function missingParameters({ plain, secret, optional = [] }: Credentials, params: object): string[] {
  return [...plain, ...secret].filter((name) => !optional.includes(name) && !(name in params));
}

/** {@inheritDoc BaseConnectionArgs} */
export class BaseConnection extends AepResource {
  /** AEP's version of the object, quoted; an update is only accepted with the current one. */
  declare readonly etag: pulumi.Output<string>;
  /** `enabled`, `disabled` or `initializing`, when it was last looked at. */
  declare readonly status: pulumi.Output<string>;
  /** For HTTP API: where events are posted to. */
  declare readonly inletUrl: pulumi.Output<string | undefined>;

  /** A base connection that exists already and stays unmanaged. Fails when there is none with this id. */
  static get(
    name: string,
    id: pulumi.Input<pulumi.ID>,
    options?: pulumi.CustomResourceOptions,
  ): BaseConnection {
    return new BaseConnection(name, lookup(), { ...options, id });
  }

  constructor(name: string, args: BaseConnectionArgs, options?: pulumi.CustomResourceOptions) {
    super(
      { kind: baseConnectionKind, handler: "baseConnection", computed: ["etag", "status", "inletUrl"] },
      name,
      named(
        args.auth === undefined ? args : { ...args, auth: guarded(args.connectionSpec, args.auth) },
        name,
      ),
      options,
    );
  }
}

export interface BaseConnection extends Declared<BaseConnectionArgs> {}

/**
 * Every parameter is a secret, unless the catalogue knows it to be harmless for this way to sign in. Where source or
 * way are not known yet while the program runs, all of it is.
 */
function guarded(
  connectionSpec: pulumi.Input<ConnectionSpecReference>,
  auth: pulumi.Input<Authentication>,
): pulumi.Input<Authentication> {
  if (!isPlain(connectionSpec) || !isPlain(auth) || !isPlain(auth.specName) || !isPlain(auth.params)) {
    return pulumi.secret(auth);
  }
  const harmless = harmlessParameters(toJson(connectionSpec), auth.specName);
  const params = Object.entries(auth.params).map(([name, value]): [string, pulumi.Input<PlainValue>] => [
    name,
    harmless.includes(name) ? value : pulumi.secret(value),
  ]);
  return { specName: auth.specName, params: Object.fromEntries(params) };
}

function isPlain<Value>(input: pulumi.Input<Value>): input is Value & pulumi.Input<Value> {
  return !pulumi.Output.isInstance(input) && !(input instanceof Promise);
}
