import { randomBytes } from "node:crypto";
import { z } from "zod";
import { forgetInlet, inletUrl, rememberInlet } from "../../events/inlets";
import { type Answer, ok, pathParameter, type Route, type SandboxCall } from "../../gateway/service";
import { isJsonObject, type JsonObject, memberAt, text } from "../../json";
import { connectionSpec, httpApiSpecId } from "./connection-specs";
import { flowProblem } from "./errors";
import { connectionKey, flowKey, flowsByConnection, sourceConnectionKey, sourcesByBase } from "./keys";
import { findOrRefuse, type Kind, reference } from "./kind";
import { rootOf } from "./patch";
import { type FlowServiceRecord, withMovedEtag } from "./record";

export const specReference = z.looseObject({ id: z.string(), version: z.string().optional() });

/** Connections have no life of their own: the rules that base, source and target connections share. */
export const inertKind = {
  checkPublish: () => {},
  afterWrite: () => {},
  afterDelete: () => {},
  afterPatch: () => ({}),
  complete: () => ({ awaits: { inlet: false, etag: true } }),
  settle: settleEtag,
} as const;

export function settleEtag(call: SandboxCall, record: FlowServiceRecord): FlowServiceRecord {
  if (!record.awaits.etag) {
    return record;
  }
  const delay = call.assume("connectionEtagMovesAfterCreate");
  return delay === "never" || call.now < record.createdAt + delay
    ? record
    : withMovedEtag(call, record, record.createdAt + delay);
}

/** A new connection is initializing, and a changed one updating, for as long as the ledger says. */
function transitional(
  call: SandboxCall,
  state: "initializing" | "updating",
): Pick<FlowServiceRecord, "transition"> | Record<string, never> {
  const id =
    state === "initializing" ? "connectionInitializingMilliseconds" : "connectionUpdatingMilliseconds";
  const length = call.setting(id);
  if (length === 0) {
    return {};
  }
  call.assume(id);
  const until = length === "never" ? Number.MAX_SAFE_INTEGER : call.now + length;
  return { transition: { state, until } };
}

/** Whether a flow that is not deleted lists a source or target connection. */
export function isUsed(call: SandboxCall, connectionId: string): boolean {
  for (const flow of call.partition.of(flowKey).where(flowsByConnection, connectionId)) {
    if (flow.goneAt === undefined || flow.goneAt > call.now) {
      return true;
    }
  }
  return false;
}

/** Whether the operations or what they led to change the connection spec, which nothing may (1414). */
export function refuseSpecChange(call: SandboxCall, before: JsonObject, after: JsonObject): void {
  const unchanged = memberAt(before, "connectionSpec", "id") === memberAt(after, "connectionSpec", "id");
  if (!unchanged) {
    throw flowProblem(call, "connectionSpecChange");
  }
}

const shape = z.looseObject({
  name: z.string().optional(),
  description: z.string().optional(),
  connectionSpec: specReference,
  auth: z
    .looseObject({ specName: z.string(), params: z.record(z.string(), z.unknown()).optional() })
    .nullish(),
});

/** Base connections: the accounts (flow-service.yaml createConnection and its likes). */
export const connections: Kind<z.infer<typeof shape>> = {
  ...inertKind,
  name: "connections",
  key: connectionKey,
  shape,
  checkCreate: (call, sent) => checkAuth(call, sent.connectionSpec.id, sent.auth?.specName),
  complete: (call, content) => ({
    awaits: { inlet: false, etag: true },
    ...transitional(call, "initializing"),
    ...(memberAt(content, "connectionSpec", "id") === httpApiSpecId
      ? { inletId: randomBytes(32).toString("hex") }
      : {}),
  }),
  checkPatch: (call, record, operations, after) => {
    refuseSpecChange(call, record.content, after);
    if (operations.some((operation) => rootOf(operation) === "auth")) {
      checkAuth(
        call,
        text(memberAt(after, "connectionSpec", "id")) ?? "",
        text(memberAt(after, "auth", "specName")),
      );
    }
  },
  afterPatch: (call) => transitional(call, "updating"),
  answerPatch: (_call, record) => ok(reference(record)),
  afterWrite: (call, record) => rememberInlet(call, record, "connection"),
  afterDelete: (call, record) => forgetInlet(call, record),
  checkDelete: (call, record) => {
    const sources = [...call.partition.of(sourceConnectionKey).where(sourcesByBase, record.id)];
    const flows = sources.some(({ id }) => isUsed(call, id));
    if (flows || (sources.length > 0 && call.assume("baseConnectionInUseBy") === "sourceConnections")) {
      throw flowProblem(call, "baseConnectionInUse", { id: record.id });
    }
  },
  describe: (call, record) => ({ ...describeAuth(call, record) }),
};

/** The routes that only base connections have. */
export const connectionRoutes: readonly Route<SandboxCall>[] = [
  { method: "GET", path: "/connections/:id/test", handle: test },
];

function test(call: SandboxCall): Answer {
  findOrRefuse(call, connections, pathParameter(call, "id"));
  return ok({ result: call.assume("connectionTest") === "success" });
}

function checkAuth(call: SandboxCall, specId: string, authSpecName: string | undefined): void {
  const spec = connectionSpec(specId);
  if (spec === undefined) {
    throw flowProblem(call, "unknownSpec");
  }
  const known = spec.authSpecs ?? [];
  if (authSpecName !== undefined && known.length > 0 && known.every((one) => one.name !== authSpecName)) {
    throw flowProblem(call, "unknownAuthSpec", { authSpec: authSpecName, connectionSpecId: specId });
  }
}

/** Credentials as they read back; an HTTP API account also shows the address that the server gave it. */
function describeAuth(call: SandboxCall, record: FlowServiceRecord): JsonObject {
  const { auth } = record.content;
  if (!isJsonObject(auth)) {
    return {};
  }
  const params = isJsonObject(auth.params) ? auth.params : {};
  const spec = connectionSpec(text(memberAt(record.content, "connectionSpec", "id")) ?? "");
  const secret = spec?.authSpecs?.find((one) => one.name === auth.specName)?.secret ?? [];
  const shown =
    secret.length === 0 ? params : withoutSecrets(params, secret, call.assume("secretsInConnections"));
  const inlet =
    record.inletId === undefined
      ? {}
      : {
          inletUrl: inletUrl(call, record.inletId),
          inletId: record.inletId,
          sourceId: params.sourceId ?? record.content.name ?? record.id,
          authenticationRequired: params.authenticationRequired ?? false,
        };
  return { auth: { ...auth, params: { ...shown, ...inlet } } };
}

function withoutSecrets(
  params: JsonObject,
  secret: readonly string[],
  mode: "mask" | "show" | "omit",
): JsonObject {
  if (mode === "show") {
    return params;
  }
  return Object.fromEntries(
    Object.entries(params).flatMap(([name, value]) =>
      secret.includes(name) ? (mode === "mask" ? [[name, "*****"]] : []) : [[name, value]],
    ),
  );
}
