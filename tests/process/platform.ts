import { z } from "zod";
import {
  type EmulatorProcess,
  type PlatformAnswer,
  type PlatformUser,
  startEmulatorProcess,
} from "../support/emulator";
import { type ProviderOptions, type ProviderProcess, startProvider } from "../support/provider-process";
import { collectionOf, describeRequests } from "../support/requests";

/** Objects of somebody else that the objects under test refer to. The mapping set has the versions 0 and 1. */
export interface Foundation {
  readonly fieldGroupId: string;
  readonly otherFieldGroupId: string;
  readonly schemaId: string;
  readonly datasetId: string;
  readonly sourceId: string;
  readonly targetId: string;
  readonly mappingSetId: string;
}

/** A fault of the emulator (`/_emulator/faults`). */
export interface Fault {
  readonly method?: string;
  /** A regular expression, looked for in path and query. */
  readonly path: string;
  readonly nth?: number;
  readonly times?: number;
  readonly action:
    | "reset-before"
    | "reset-after"
    | "hang"
    | { readonly delayMilliseconds: number }
    | { readonly slowBodyMilliseconds: number }
    | { readonly listLagMilliseconds: number }
    | { readonly readLagMilliseconds: number }
    | {
        readonly status: number;
        readonly body?: unknown;
        readonly headers?: Readonly<Record<string, string>>;
        readonly takesEffect?: boolean;
      };
}

/** The emulator, the provider's process that is configured for it, and a second user. */
export interface Platform {
  readonly emulator: EmulatorProcess;
  readonly provider: ProviderProcess;
  /** Edits behind the program's back, as the client `colleague`. */
  readonly colleague: PlatformUser;
  /** Empties the platform and makes the foundation. No fault or switch stays. */
  reset(): Promise<Foundation>;
  fail(...faults: readonly Fault[]): Promise<void>;
  /** Sets switches of the ledger of assumptions. */
  assume(assumptions: Readonly<Record<string, unknown>>): Promise<void>;
  /** What was sent since the last look, look-ups of token, sandbox and tenant left out. */
  sent(): Promise<string[]>;
  /** Warnings to the engine since the last look. */
  warnings(): string[];
  /** A further provider process on the same emulator. */
  another(options?: ProviderOptions): Promise<ProviderProcess>;
  stop(): Promise<void>;
}

export const PATHS = {
  registry: "/data/foundation/schemaregistry/tenant",
  catalog: "/data/foundation/catalog",
  dataPrep: "/data/foundation/conversion",
  flowService: "/data/foundation/flowservice",
  identity: "/data/core/idnamespace",
} as const;

const EVENT_CLASS = "https://ns.adobe.com/xdm/context/experienceevent";
/** The content type of a schema that Adobe's tutorials write. */
export const CONTENT_TYPE = "application/vnd.adobe.xed-full+json;version=1";

/** How long the log of the engine may be behind an answer of the provider. */
const LOG_LAG_MILLISECONDS = 50;

export async function startPlatform(): Promise<Platform> {
  const emulator = await startEmulatorProcess({ args: ["--set", "inletDelayMilliseconds=0"] });
  const started: ProviderProcess[] = [];
  const another = async (options: ProviderOptions = {}) => {
    const provider = await startProvider({ ...options, env: { ...emulator.environment, ...options.env } });
    started.push(provider);
    return provider;
  };
  const provider = await another();
  let signedIn = await emulator.asOther("colleague");
  const colleague: PlatformUser = (path, request) => signedIn(path, request);
  let seen = 0;
  return {
    emulator,
    provider,
    colleague,
    another,
    reset: async () => {
      await emulator.control("POST", "/reset");
      // A test may have let every token expire.
      signedIn = await emulator.asOther("colleague");
      const foundation = await makeFoundation(colleague);
      await emulator.clearRequests();
      seen = provider.messages.length;
      return foundation;
    },
    fail: async (...faults) => {
      await emulator.control("PUT", "/faults", faults);
    },
    assume: async (assumptions) => {
      await emulator.control("PUT", "/settings", { assumptions });
    },
    sent: async () => {
      const lines = describeRequests(await emulator.requests());
      await emulator.clearRequests();
      return lines;
    },
    warnings: () => {
      const fresh = provider.messages.slice(seen);
      seen = provider.messages.length;
      return fresh.filter(({ severity }) => severity === "warning").map(({ message }) => message);
    },
    stop: async () => {
      await Promise.all(started.map((each) => each.stop()));
      await emulator.stop();
    },
  };
}

/** The provider does not wait until the engine has taken a message. */
export function logged(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, LOG_LAG_MILLISECONDS);
  });
}

/** Calls as somebody else, and fails unless the platform did it. */
export async function done(answer: Promise<PlatformAnswer>): Promise<unknown> {
  const { status, body } = await answer;
  if (status >= 300) throw new Error(`The platform answered ${status}: ${JSON.stringify(body)}`);
  return body;
}

/** An object as the platform holds it. The header is what Schema Registry demands; the other services ignore it. */
export function held(colleague: PlatformUser, address: string): Promise<unknown> {
  const form = address.includes("/descriptors/") ? "xdm+json" : "xed+json; version=1";
  return done(colleague(address, { headers: { Accept: `application/vnd.adobe.${form}` } }));
}

/** Changes an object of Flow Service behind the program's back, with its present etag. */
export async function patchAsColleague(
  colleague: PlatformUser,
  address: string,
  operations: readonly unknown[],
): Promise<void> {
  const [item] = z
    .object({ items: z.tuple([z.object({ etag: z.string() })]) })
    .parse(await held(colleague, address)).items;
  await done(colleague(address, { method: "PATCH", body: operations, headers: { "If-Match": item.etag } }));
}

/** The error that a call ends with. */
export async function errorOf(call: Promise<unknown>): Promise<Error> {
  try {
    await call;
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error("The call was expected to fail with an Error, and did not.");
}

/** How many objects of a collection the platform holds, by whoever made them. */
export async function countObjects(emulator: EmulatorProcess, collection: string): Promise<number> {
  const counts = z.record(z.string(), z.number());
  const shape = z.object({
    organizations: z.record(z.string(), z.record(z.string(), z.object({ counts }))),
  });
  const { organizations } = shape.parse(await emulator.state());
  const found = Object.entries(organizations["EMULATOR@AdobeOrg"]?.dev?.counts ?? {});
  // The paths write field groups as one word, and namespaces as identities.
  const wanted = collection === "namespaces" ? "identitynamespaces" : collection.toLowerCase();
  return found.find(([name]) => name.toLowerCase() === wanted)?.[1] ?? 0;
}

/** Requests to a collection since the last clearing, of one method. */
export async function countRequests(
  emulator: EmulatorProcess,
  method: string,
  collection: string,
): Promise<number> {
  const requests = await emulator.requests();
  return requests.filter((request) => request.method === method && collectionOf(request) === collection)
    .length;
}

async function makeFoundation(user: PlatformUser): Promise<Foundation> {
  const post = (path: string, body: unknown) => done(user(path, { method: "POST", body }));
  const id = async (path: string, body: unknown) =>
    z.object({ id: z.string() }).parse(await post(path, body)).id;
  const uri = async (path: string, body: unknown) =>
    z.object({ $id: z.string() }).parse(await post(path, body)).$id;

  const fields = (names: readonly string[]) => ({
    type: "object",
    properties: {
      _extconndev: {
        type: "object",
        properties: Object.fromEntries(names.map((name) => [name, { type: "string" }])),
      },
    },
  });
  const fieldGroup = (title: string, names: readonly string[]) =>
    uri(`${PATHS.registry}/fieldgroups`, {
      type: "object",
      title,
      "meta:intendedToExtend": [EVENT_CLASS],
      definitions: { customFields: fields(names) },
      allOf: [{ $ref: "#/definitions/customFields" }],
    });

  const fieldGroupId = await fieldGroup("Foundation fields", ["email", "metricx", "city"]);
  const otherFieldGroupId = await fieldGroup("Further fields", ["further"]);
  const schemaId = await uri(`${PATHS.registry}/schemas`, {
    type: "object",
    title: "Foundation schema",
    description: "",
    allOf: [{ $ref: EVENT_CLASS }, { $ref: fieldGroupId }],
  });
  const dataset = await post(`${PATHS.catalog}/dataSets`, {
    name: "Foundation dataset",
    schemaRef: { id: schemaId, contentType: CONTENT_TYPE },
  });
  const [reference] = z.tuple([z.string()]).parse(dataset);
  const datasetId = reference.replace("@/dataSets/", "");
  const sourceId = await id(`${PATHS.flowService}/sourceConnections`, {
    name: "Foundation source",
    connectionSpec: { id: "96479064-7b8a-4d69-b9ed-21c5683837ea", version: "1.0" },
    data: { format: "json" },
  });
  const targetId = await id(`${PATHS.flowService}/targetConnections`, {
    name: "Foundation target",
    connectionSpec: { id: "c604ff05-7f1a-43c0-8e18-33bf874cb11c", version: "1.0" },
    data: { format: "json", schema: { id: schemaId, version: CONTENT_TYPE } },
    params: { dataSetId: datasetId },
  });
  const set = {
    outputSchema: { schemaRef: { id: schemaId, contentType: CONTENT_TYPE } },
    mappings: [{ sourceType: "ATTRIBUTE", source: "data.email", destination: "_extconndev.email" }],
  };
  const mappingSetId = await id(`${PATHS.dataPrep}/mappingSets`, set);
  const put = { method: "PUT", body: set };
  await done(user(`${PATHS.dataPrep}/mappingSets/${mappingSetId}`, put));
  return { fieldGroupId, otherFieldGroupId, schemaId, datasetId, sourceId, targetId, mappingSetId };
}
