import { z } from "zod";
import { ok, type SandboxCall } from "../../gateway/service";
import { type JsonObject, text } from "../../json";
import { connectionSpec } from "./connection-specs";
import { inertKind, isUsed, refuseSpecChange, specReference } from "./connections";
import { flowProblem } from "./errors";
import { connectionKey, sourceConnectionKey } from "./keys";
import { type Kind, reference, view } from "./kind";
import type { FlowServiceRecord } from "./record";

const shape = z.looseObject({
  name: z.string(),
  description: z.string().optional(),
  connectionSpec: specReference,
  baseConnectionId: z.string().nullish(),
  data: z.looseObject({}).optional(),
  params: z.looseObject({}).optional(),
  providerId: z.string().optional(),
});

/** Source connections: where a flow's data comes from (flow-service.yaml createSourceConnection and its likes). */
export const sourceConnections: Kind<z.infer<typeof shape>> = {
  ...inertKind,
  name: "sourceConnections",
  key: sourceConnectionKey,
  shape,
  checkCreate: (call, sent) => {
    const spec = connectionSpec(sent.connectionSpec.id);
    if (spec === undefined) {
      throw flowProblem(call, "unknownSpec");
    }
    const baseConnectionId = sent.baseConnectionId ?? undefined;
    if (baseConnectionId === undefined) {
      if (spec.baseConnection === "required") {
        throw flowProblem(call, "parameterMissing", { parameter: "baseConnectionId" });
      }
      return;
    }
    if (spec.baseConnection === "forbidden") {
      throw flowProblem(call, "baseConnectionForbidden", { connectionSpecId: spec.id });
    }
    if (!call.partition.of(connectionKey).has(baseConnectionId)) {
      throw flowProblem(call, "notFound", { type: "connections", id: baseConnectionId });
    }
  },
  checkPublish: (call, record) => {
    const base = call.partition.of(connectionKey).get(text(record.content.baseConnectionId) ?? "");
    refuseDraftReference(call, base, "base connection");
  },
  checkPatch: (call, record, _operations, after) => refuseSpecChange(call, record.content, after),
  answerPatch: (call, record) => patchAnswer(call, sourceConnections, record),
  checkDelete: (call, record) => refuseInUse(call, record),
  describe: (call, record) => {
    const base = call.partition.of(connectionKey).get(text(record.content.baseConnectionId) ?? "");
    return base === undefined ? {} : { inheritedAttributes: { baseConnection: describeReference(base) } };
  },
};

/** What an object shows about another one that it refers to. */
export function describeReference(record: FlowServiceRecord): JsonObject {
  return { id: record.id, connectionSpec: record.content.connectionSpec ?? null };
}

/** The spec shows the object itself, flows and connections answer {id, etag}. */
export function patchAnswer<Shape>(call: SandboxCall, kind: Kind<Shape>, record: FlowServiceRecord) {
  return call.assume("patchAnswer") === "wrapper"
    ? ok({ items: [view(call, kind, record)] })
    : ok(reference(record));
}

export function refuseInUse(call: SandboxCall, record: FlowServiceRecord): void {
  if (isUsed(call, record.id) && call.assume("sourceConnectionInUse") === "refuse") {
    throw flowProblem(call, "inUse", { id: record.id });
  }
}

/** A draft is published after what it refers to (guide "Save entities as drafts"). */
export function refuseDraftReference(
  call: SandboxCall,
  referred: FlowServiceRecord | undefined,
  name: string,
): void {
  if (referred?.state === "draft" && call.assume("draftOrder") === "refuse") {
    const detail = `The ${name} ${referred.id} is a draft. Publish it first.`;
    throw flowProblem(call, "invalidRequest", { detail });
  }
}
