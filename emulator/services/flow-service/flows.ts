import { createHash, randomBytes } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { forgetInlet, inletUrl, rememberInlet } from "../../events/inlets";
import { runKey, runsByFlow } from "../../events/run";
import { shownStatus } from "../../events/run-view";
import { followFlow, forgetSchedule } from "../../events/schedule";
import { ok, type SandboxCall } from "../../gateway/service";
import { asJson, elements, isJsonObject, type Json, type JsonObject, memberAt, text } from "../../json";
import { specReference } from "./connections";
import { flowProblem } from "./errors";
import { checkMapping } from "./flow-mapping";
import { type FlowSpec, flowSpec, tableSpecId } from "./flow-specs";
import { connectionKey, flowKey, flowsByInlet, sourceConnectionKey, targetConnectionKey } from "./keys";
import { type Kind, reference } from "./kind";
import { rootOf } from "./patch";
import { type FlowServiceRecord, withMovedEtag } from "./record";
import { checkSchedule, checkScheduleChange, hasStarted } from "./schedule";
import { describeReference, refuseDraftReference } from "./source-connections";

const shape = z.looseObject({
  name: z.string().optional(),
  description: z.string().optional(),
  flowSpec: specReference,
  sourceConnectionIds: z.array(z.string()).nullish(),
  targetConnectionIds: z.array(z.string()).nullish(),
  transformations: z.array(z.looseObject({ name: z.string() })).optional(),
  options: z.looseObject({}).optional(),
});

/** Flows (flow-service.yaml createFlow and its likes; Customer.io tutorial). */
export const flows: Kind<z.infer<typeof shape>> = {
  name: "flows",
  key: flowKey,
  shape,
  checkCreate: (call, sent, content, draft) => {
    if (content.state !== undefined) {
      throw flowProblem(call, "stateOnCreate");
    }
    if (content.mode !== undefined) {
      throw flowProblem(call, "modeInBody");
    }
    const spec = flowSpec(sent.flowSpec.id);
    if (spec === undefined) {
      throw flowProblem(call, "unknownSpec");
    }
    checkReferences(call, content);
    checkOptions(call, content);
    if (!draft) {
      checkComplete(call, spec, content);
    }
  },
  complete: (call, content) => {
    const inlet = specOf(content)?.inlet === true;
    return {
      awaits: { inlet, etag: true },
      ...(inlet ? { inletId: newInletId(call, content) } : {}),
      lastOperation: { started: 0, updated: 0, operation: "enable" },
    };
  },
  checkPatch: (call, record, operations, after) => {
    refuseReferenceChange(call, record.content, after);
    const changesSchedule = operations.some((operation) => rootOf(operation) === "scheduleParams");
    if (changesSchedule) {
      checkScheduleChange(call, operations, record.content.scheduleParams, after.scheduleParams);
    }
    if (operations.some((operation) => rootOf(operation) === "options")) {
      checkOptions(call, after);
    }
    const parsed = shape.safeParse(after);
    if (!parsed.success) {
      throw flowProblem(call, "invalidRequest", { detail: z.prettifyError(parsed.error) });
    }
    if (operations.some((operation) => rootOf(operation) === "transformations")) {
      checkMapping(call, after);
    }
    const spec = specOf(after);
    if (changesSchedule && spec !== undefined) {
      const started = hasStarted(call, record.content.scheduleParams);
      checkSchedule(call, spec, after.scheduleParams, started);
    }
  },
  afterPatch: (call, _record, operations) => ({
    lastOperation: {
      started: call.now,
      updated: call.now,
      percentCompleted: 100,
      status: { value: "completed", errors: [] },
      ops: asJson(operations),
      operation: "update",
    },
    ...transition(call, "updating"),
  }),
  answerPatch: (_call, record) => ok(reference(record)),
  checkPublish: (call, record) => {
    const spec = specOf(record.content);
    if (spec !== undefined) {
      checkComplete(call, spec, record.content);
    }
  },
  checkDelete: (call, record) => {
    if (record.state === "enabled" && call.assume("deleteOfEnabledFlow") === "refuse") {
      throw flowProblem(call, "invalidRequest", { detail: "An enabled flow cannot be deleted. Disable it." });
    }
  },
  afterWrite: (call, record) => {
    rememberInlet(call, record, "flow");
    if (specOf(record.content)?.frequency === "batch" && record.state !== "draft") {
      followFlow(call.partition, record.id, record.content);
    }
  },
  afterDelete: (call, record) => {
    const [other] = call.partition.of(flowKey).where(flowsByInlet, record.inletId ?? "");
    if (other === undefined) {
      forgetInlet(call, record);
    }
    forgetSchedule(call.partition, record.id);
    const runs = call.partition.of(runKey);
    const own = [...runs.where(runsByFlow, record.id)];
    if (own.length > 0 && call.assume("runsOfDeletedFlow") === "remove") {
      for (const run of own) {
        runs.delete(run.id);
      }
    }
  },
  settle: (call, record) => settleEtag(call, settleInlet(call, record)),
  describe,
};

/** The state that a flow passes through after a write, when the ledger gives it a length. */
export function transition(call: SandboxCall, state: string): Partial<FlowServiceRecord> {
  const length = call.assume("transitionMilliseconds");
  if (length === 0) {
    return {};
  }
  return { transition: { state, until: length === "never" ? Number.MAX_SAFE_INTEGER : call.now + length } };
}

function specOf(content: JsonObject): FlowSpec | undefined {
  return flowSpec(text(memberAt(content, "flowSpec", "id")) ?? "");
}

function checkReferences(call: SandboxCall, content: JsonObject): void {
  for (const [idType, key] of [
    ["sourceConnectionIds", sourceConnectionKey],
    ["targetConnectionIds", targetConnectionKey],
  ] as const) {
    const ids = elements(content[idType]);
    if (ids.length === 0) {
      throw flowProblem(call, "idsMissing", { idType });
    }
    if (ids.length !== 1) {
      throw flowProblem(call, "idsNotOne", { idType, size: ids.length });
    }
    const id = String(ids[0]);
    if (!call.partition.of(key).has(id)) {
      throw flowProblem(call, "notFound", { type: idType.replace("Ids", "s"), id });
    }
  }
}

/** What a flow needs to run, and a draft to be published. */
function checkComplete(call: SandboxCall, spec: FlowSpec, content: JsonObject): void {
  for (const id of elements(content.sourceConnectionIds)) {
    refuseDraftReference(call, call.partition.of(sourceConnectionKey).get(String(id)), "source connection");
  }
  for (const id of elements(content.targetConnectionIds)) {
    refuseDraftReference(call, call.partition.of(targetConnectionKey).get(String(id)), "target connection");
  }
  checkSchedule(call, spec, content.scheduleParams);
  checkDeltaColumn(call, spec, content);
  const mapped = elements(content.transformations).some((step) => memberAt(step, "name") === "Mapping");
  if (spec.mapping === "required" && !mapped) {
    throw flowProblem(call, "parameterMissing", { parameter: "transformations" });
  }
  checkMapping(call, content);
}

/** Tables are copied by what changed since the last run; a single run copies everything (1367, 1369). */
function checkDeltaColumn(call: SandboxCall, spec: FlowSpec, content: JsonObject): void {
  if (spec.id !== tableSpecId) {
    return;
  }
  const copy = elements(content.transformations).find((step) => memberAt(step, "name") === "Copy");
  const column = memberAt(copy, "params", "deltaColumn");
  const isOnce = memberAt(content.scheduleParams, "frequency") === "once";
  if (isOnce && column !== undefined) {
    throw flowProblem(call, "deltaColumnWithOnce");
  }
  const isNeeded = copy !== undefined || call.assume("deltaColumnRequired") === "always";
  if (!isOnce && column === undefined && isNeeded) {
    throw flowProblem(call, "deltaColumnRequired");
  }
}

function checkOptions(call: SandboxCall, content: JsonObject): void {
  if (content.options !== undefined && call.assume("flowOptions") === "refuse") {
    throw flowProblem(call, "invalidRequest", { detail: "A flow has no options." });
  }
}

/** 64 hex digits: of the flow's own, or the same for all flows on one connection spec. */
function newInletId(call: SandboxCall, content: JsonObject): string {
  if (call.assume("inletOfNewFlow") === "own") {
    return randomBytes(32).toString("hex");
  }
  const source = call.partition.of(sourceConnectionKey).get(String(elements(content.sourceConnectionIds)[0]));
  const spec = memberAt(source?.content, "connectionSpec", "id");
  const { organization, sandbox } = call.partition;
  return createHash("sha256").update(`${organization} ${sandbox} ${spec}`).digest("hex");
}

function refuseReferenceChange(call: SandboxCall, before: JsonObject, after: JsonObject): void {
  for (const name of ["flowSpec", "sourceConnectionIds", "targetConnectionIds"]) {
    if (!isDeepStrictEqual(before[name], after[name]) && call.assume("patchOfFlowReferences") === "refuse") {
      const detail = `The field ${name} of a flow cannot be updated.`;
      throw flowProblem(call, "invalidRequest", { detail });
    }
  }
}

function settleInlet(call: SandboxCall, record: FlowServiceRecord): FlowServiceRecord {
  if (!record.awaits.inlet || record.state === "draft") {
    return record;
  }
  const delay = call.assume("inletDelayMilliseconds");
  if (delay === "never" || call.now < record.createdAt + delay) {
    return record;
  }
  const shown = { ...record, awaits: { ...record.awaits, inlet: false } };
  return record.awaits.etag && call.assume("etagMovesAfterCreate") === "with-inlet"
    ? withMovedEtag(call, shown, record.createdAt + delay)
    : shown;
}

function settleEtag(call: SandboxCall, record: FlowServiceRecord): FlowServiceRecord {
  if (!record.awaits.etag) {
    return record;
  }
  const delay = call.assume("etagMovesAfterCreate");
  return typeof delay !== "number" || call.now < record.createdAt + delay
    ? record
    : withMovedEtag(call, record, record.createdAt + delay);
}

/** The members of a flow that only reading shows (Customer.io tutorial, retrieved flow). */
function describe(call: SandboxCall, record: FlowServiceRecord): JsonObject {
  const { content } = record;
  const referred = (ids: Json | undefined, key: typeof sourceConnectionKey): JsonObject[] =>
    elements(ids).flatMap((id) => {
      const connection = call.partition.of(key).get(String(id));
      return connection === undefined ? [] : [describeConnection(call, connection)];
    });
  const url =
    record.inletId === undefined || record.awaits.inlet ? {} : { inletUrl: inletUrl(call, record.inletId) };
  const options = { ...(isJsonObject(content.options) ? content.options : {}), ...url };
  return {
    inheritedAttributes: {
      properties: { isSourceFlow: true },
      sourceConnections: referred(content.sourceConnectionIds, sourceConnectionKey),
      targetConnections: referred(content.targetConnectionIds, targetConnectionKey),
    },
    ...(Object.keys(options).length > 0 ? { options } : {}),
    runs: `/runs?property=flowId==${record.id}`,
    ...lastRun(call, record),
    ...(record.lastOperation === undefined ? {} : { lastOperation: record.lastOperation }),
  };
}

/** Batch flows show their last run (guide "Update dataflows"). */
function lastRun(call: SandboxCall, record: FlowServiceRecord): JsonObject {
  const run =
    specOf(record.content)?.frequency === "batch"
      ? [...call.partition.of(runKey).where(runsByFlow, record.id)].at(-1)
      : undefined;
  if (run === undefined) {
    return {};
  }
  const goesOn = run.completedAt === undefined || run.completedAt > call.now;
  return {
    lastRunDetails: {
      id: run.id,
      state: shownStatus(call, run),
      startedAtUTC: run.startedAt,
      ...(goesOn ? {} : { completedAtUTC: run.completedAt }),
    },
  };
}

function describeConnection(call: SandboxCall, record: FlowServiceRecord): JsonObject {
  const base = call.partition.of(connectionKey).get(text(record.content.baseConnectionId) ?? "");
  return {
    ...describeReference(record),
    ...(base === undefined ? {} : { baseConnection: describeReference(base) }),
  };
}
