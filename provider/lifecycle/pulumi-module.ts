import { createRequire } from "node:module";
import { dirname, join } from "node:path";

interface PulumiModules {
  "proto/engine_pb": typeof import("@pulumi/pulumi/proto/engine_pb");
  "proto/engine_grpc_pb": typeof import("@pulumi/pulumi/proto/engine_grpc_pb");
  "@grpc/grpc-js": typeof import("@grpc/grpc-js");
}

/**
 * A module of the installed Pulumi SDK, or one that the SDK depends on, resolved as the SDK itself would: two copies
 * of gRPC in one process do not understand each other's objects.
 */
export function pulumiModule<Name extends keyof PulumiModules>(name: Name): PulumiModules[Name] {
  const manifest = require.resolve("@pulumi/pulumi/package.json");
  const requireLikeTheSdk = createRequire(manifest);
  return requireLikeTheSdk(name.startsWith("proto/") ? join(dirname(manifest), name) : name);
}
