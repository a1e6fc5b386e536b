import * as grpc from "@grpc/grpc-js";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { type LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";

export interface EngineMessage {
  readonly severity: "debug" | "info" | "warning" | "error";
  readonly message: string;
  readonly urn: string;
}

export interface EngineLog {
  /** What a provider process is given as the engine's address. */
  readonly address: string;
  readonly messages: EngineMessage[];
  stop(): void;
}

const severities: Readonly<Record<number, EngineMessage["severity"]>> = {
  [LogSeverity.DEBUG]: "debug",
  [LogSeverity.INFO]: "info",
  [LogSeverity.WARNING]: "warning",
  [LogSeverity.ERROR]: "error",
};

/** Serves the one service of the engine that providers call: its log. */
export async function startEngineLog(): Promise<EngineLog> {
  const messages: EngineMessage[] = [];
  const log: grpc.handleUnaryCall<LogRequest, Empty> = (call, reply) => {
    const { request } = call;
    const severity = severities[request.getSeverity()] ?? "info";
    messages.push({ severity, message: request.getMessage(), urn: request.getUrn() });
    reply(null, new Empty());
  };
  const server = new grpc.Server();
  server.addService(
    { log: EngineService.log } satisfies grpc.ServiceDefinition,
    { log } satisfies grpc.UntypedServiceImplementation,
  );
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  return { address: `127.0.0.1:${port}`, messages, stop: () => server.forceShutdown() };
}
