import type { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { pulumiModule } from "./pulumi-module";

/**
 * Warnings for the person at the terminal. `pulumi.log` has no connection in a dynamic provider's process, and what is
 * printed shows as plain text at the stack; the engine's own log service takes severities. Its address is the last
 * argument of the process.
 */
export type Severity = "info" | "warning" | "status";

const DEADLINE_MILLISECONDS = 1_000;
let engine: EngineClient | undefined;

/** Never fails: where the engine cannot be reached the text goes to stderr. */
export function logToEngine(severity: Severity, message: string): void {
  try {
    const { Metadata } = pulumiModule("@grpc/grpc-js");
    const { LogRequest, LogSeverity } = pulumiModule("proto/engine_pb");
    const request = new LogRequest();
    request.setSeverity(severity === "warning" ? LogSeverity.WARNING : LogSeverity.INFO);
    request.setMessage(message);
    // Shown while it is true, and kept nowhere.
    request.setEphemeral(severity === "status");
    engine ??= connect();
    engine.log(request, new Metadata(), { deadline: Date.now() + DEADLINE_MILLISECONDS }, (failure) => {
      if (failure) console.error(`${severity}: ${message}`);
    });
  } catch {
    console.error(`${severity}: ${message}`);
  }
}

function connect(): EngineClient {
  const address = process.argv.at(-1);
  if (address === undefined || !/^[^/\s]+:\d+$/.test(address)) throw new Error("not started by an engine");
  const { EngineClient } = pulumiModule("proto/engine_grpc_pb");
  const { credentials } = pulumiModule("@grpc/grpc-js");
  return new EngineClient(address, credentials.createInsecure());
}
