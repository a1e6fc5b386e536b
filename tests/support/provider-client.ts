import * as grpc from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import {
  CheckRequest,
  ConfigureRequest,
  CreateRequest,
  DeleteRequest,
  DiffRequest,
  DiffResponse,
  ErrorResourceInitFailed,
  ReadRequest,
  UpdateRequest,
} from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { type JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb";

/** What the engine sends in a preview for a value that is not known yet (SDK: `runtime/rpc.ts`). */
export const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Inputs or outputs, without `__provider`, which is added to what is sent and taken from what comes. */
export type Properties = Readonly<Record<string, unknown>>;

/** A create or an update that failed half way: the engine records the object with these properties. */
export class ResourceInitFailed extends Error {
  constructor(
    readonly id: string,
    readonly properties: Properties,
    readonly reasons: readonly string[],
    /** Whether the recorded properties can be read and deleted later. */
    readonly keepsProvider: boolean,
  ) {
    super(reasons.join("\n"));
    this.name = "ResourceInitFailed";
  }
}

/** The engine's part of the conversation with a provider process. */
export interface ProviderCalls {
  check(kind: string, olds: Properties, news: Properties): Promise<CheckResult>;
  /** olds: the recorded outputs. */
  diff(kind: string, id: string, olds: Properties, news: Properties): Promise<DiffResult>;
  create(kind: string, inputs: Properties): Promise<{ id: string; outputs: Properties }>;
  /** An empty id is the answer "gone". */
  read(
    kind: string,
    id: string,
    outputs: Properties,
  ): Promise<{ id: string; outputs: Properties; inputs: Properties }>;
  update(kind: string, id: string, olds: Properties, news: Properties): Promise<Properties>;
  delete(kind: string, id: string, outputs: Properties): Promise<void>;
}

export interface CheckResult {
  readonly inputs: Properties;
  readonly failures: readonly { property: string; reason: string }[];
}

export interface DiffResult {
  /** undefined: the provider leaves it to the engine. */
  readonly changes: boolean | undefined;
  readonly replaces: readonly string[];
  readonly deleteBeforeReplace: boolean;
}

export interface ConnectionOptions {
  /** Stack or provider configuration by full key: `{ "aep:sandbox": "dev" }`. */
  readonly config?: Readonly<Record<string, string>>;
  /** For each call. Default: 20,000. */
  readonly deadlineMilliseconds?: number;
  /** The code that the state of a resource holds, by the name of its kind. Default: as the resource classes write it. */
  readonly providerText?: (kind: string) => string;
}

/** Configures a provider process that listens, and speaks the engine's part to it. */
export async function connectProvider(
  port: string,
  options: ConnectionOptions = {},
): Promise<ProviderCalls & { close(): void }> {
  const { providerText = providerTextOf } = options;
  const client = new ResourceProviderClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
  const deadlineMilliseconds = options.deadlineMilliseconds ?? 20_000;

  type Method<Request, Response> = (
    request: Request,
    metadata: grpc.Metadata,
    callOptions: grpc.CallOptions,
    reply: (error: grpc.ServiceError | null, response: Response) => void,
  ) => unknown;

  function call<Request, Response>(method: Method<Request, Response>, request: Request): Promise<Response> {
    const deadline = Date.now() + deadlineMilliseconds;
    return new Promise((resolve, reject) => {
      method.call(client, request, new grpc.Metadata(), { deadline }, (error, response) =>
        error ? reject(initFailure(error) ?? new Error(error.details)) : resolve(response),
      );
    });
  }

  const configuration = new ConfigureRequest();
  configuration.setArgs(Struct.fromJavaScript(options.config ?? {}));
  configuration.setAcceptsecrets(true);
  await call(client.configure, configuration);

  return {
    async check(kind, olds, news) {
      const request = new CheckRequest();
      // On a create the engine has no old inputs at all.
      request.setOlds(Object.keys(olds).length === 0 ? new Struct() : toStruct(providerText(kind), olds));
      request.setNews(toStruct(providerText(kind), news));
      const response = await call(client.check, request);
      return {
        inputs: fromStruct(response.getInputs()),
        failures: response.getFailuresList().map((failure) => failure.toObject()),
      };
    },
    async diff(kind, id, olds, news) {
      const request = new DiffRequest();
      request.setId(id);
      request.setOlds(toStruct(providerText(kind), olds));
      request.setNews(toStruct(providerText(kind), news));
      const response = await call(client.diff, request);
      const answers = DiffResponse.DiffChanges;
      const changes = response.getChanges();
      return {
        changes: changes === answers.DIFF_UNKNOWN ? undefined : changes === answers.DIFF_SOME,
        replaces: response.getReplacesList(),
        deleteBeforeReplace: response.getDeletebeforereplace(),
      };
    },
    async create(kind, inputs) {
      const request = new CreateRequest();
      request.setProperties(toStruct(providerText(kind), inputs));
      const response = await call(client.create, request);
      return { id: response.getId(), outputs: fromStruct(response.getProperties()) };
    },
    async read(kind, id, outputs) {
      const request = new ReadRequest();
      request.setId(id);
      request.setProperties(toStruct(providerText(kind), outputs));
      const response = await call(client.read, request);
      return {
        id: response.getId(),
        outputs: fromStruct(response.getProperties()),
        inputs: fromStruct(response.getInputs()),
      };
    },
    async update(kind, id, olds, news) {
      const request = new UpdateRequest();
      request.setId(id);
      request.setOlds(toStruct(providerText(kind), olds));
      request.setNews(toStruct(providerText(kind), news));
      return fromStruct((await call(client.update, request)).getProperties());
    },
    async delete(kind, id, outputs) {
      const request = new DeleteRequest();
      request.setId(id);
      request.setProperties(toStruct(providerText(kind), outputs));
      await call(client.delete, request);
    },
    close: () => client.close(),
  };
}

/** As `AepResource` writes it. */
function providerTextOf(kind: string): string {
  return `exports.handler = () => require("pulumi-aep/v1").${kind};`;
}

function toStruct(__provider: string, properties: Properties): Struct {
  // Struct.fromJavaScript refuses by itself what the protocol cannot carry.
  const values = properties as Record<string, JavaScriptValue>;
  return Struct.fromJavaScript({ ...values, __provider });
}

function fromStruct(struct: Struct | undefined): Properties {
  const { __provider: _added, ...properties } = struct?.toJavaScript() ?? {};
  return properties;
}

function initFailure(error: grpc.ServiceError): ResourceInitFailed | undefined {
  const [details] = error.metadata?.get("grpc-status-details-bin") ?? [];
  if (!(details instanceof Buffer)) return undefined;
  for (const detail of Status.deserializeBinary(details).getDetailsList()) {
    const failure = detail.unpack(
      ErrorResourceInitFailed.deserializeBinary,
      "pulumirpc.ErrorResourceInitFailed",
    );
    if (!failure) continue;
    const keepsProvider = failure.getProperties()?.toJavaScript().__provider !== undefined;
    const properties = fromStruct(failure.getProperties());
    return new ResourceInitFailed(failure.getId(), properties, failure.getReasonsList(), keepsProvider);
  }
  return undefined;
}
