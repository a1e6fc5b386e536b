import type { z } from "zod";
import { shapedBody } from "../../gateway/body";
import {
  type Answer,
  created,
  noContent,
  ok,
  pathParameter,
  type Route,
  type SandboxCall,
} from "../../gateway/service";
import { type Json, type JsonObject, text } from "../../json";
import type { PatchOperation } from "../../json-patch";
import type { Position } from "../../store/records";
import type { CollectionKey } from "../../store/store";
import { flowProblem } from "./errors";
import { byName } from "./keys";
import { listRequest, type PositionedList, pageAnswer } from "./listing";
import { patched, patchOperations, rootOf } from "./patch";
import { computedMembers, type FlowServiceRecord, newRecord, rewritten, shownState } from "./record";
import { refuseUndocumentedSearch, searchRequest } from "./search";

/** One kind of object that clients create in Flow Service, and the rules that are its own. */
export interface Kind<Shape> {
  /** Its collection in URLs and in error messages, such as `sourceConnections`. */
  readonly name: string;
  readonly key: CollectionKey<FlowServiceRecord>;
  readonly shape: z.ZodType<Shape>;
  /** Refuses a creation. */
  checkCreate(call: SandboxCall, shape: Shape, sent: JsonObject, draft: boolean): void;
  /** What a new record has beside the defaults. */
  complete(
    call: SandboxCall,
    content: JsonObject,
  ): Partial<Pick<FlowServiceRecord, "awaits" | "inletId" | "lastOperation" | "transition">>;
  /** Refuses the content that a PATCH leads to. */
  checkPatch(
    call: SandboxCall,
    record: FlowServiceRecord,
    operations: readonly PatchOperation[],
    after: JsonObject,
  ): void;
  /** What a PATCH changes in the record beside its content. */
  afterPatch(
    call: SandboxCall,
    record: FlowServiceRecord,
    operations: readonly PatchOperation[],
  ): Partial<FlowServiceRecord>;
  answerPatch(call: SandboxCall, record: FlowServiceRecord): Answer;
  /** Refuses the publication of a draft. */
  checkPublish(call: SandboxCall, record: FlowServiceRecord): void;
  checkDelete(call: SandboxCall, record: FlowServiceRecord): void;
  /** Follows a write or a deletion elsewhere in the store. */
  afterWrite(call: SandboxCall, record: FlowServiceRecord): void;
  afterDelete(call: SandboxCall, record: FlowServiceRecord): void;
  /** Brings a record to the present: what was to happen by itself since its creation. */
  settle(call: SandboxCall, record: FlowServiceRecord): FlowServiceRecord;
  /** The computed members that are this kind's own, and the declared ones as they read back. */
  describe(call: SandboxCall, record: FlowServiceRecord): JsonObject;
}

/** The settled record with an id. */
export function find<Shape>(call: SandboxCall, kind: Kind<Shape>, id: string): FlowServiceRecord | undefined {
  const record = call.partition.of(kind.key).get(id);
  return record === undefined ? undefined : settled(call, kind, record);
}

export function findOrRefuse<Shape>(call: SandboxCall, kind: Kind<Shape>, id: string): FlowServiceRecord {
  const record = find(call, kind, id);
  if (record === undefined) {
    throw flowProblem(call, "notFound", { id, type: kind.name });
  }
  return record;
}

/** An object as a GET shows it. */
export function view<Shape>(call: SandboxCall, kind: Kind<Shape>, record: FlowServiceRecord): JsonObject {
  return {
    id: record.id,
    createdAt: record.createdAt,
    updatedAt: record.updatedAt,
    createdBy: record.createdClient,
    updatedBy: record.updatedClient,
    createdClient: record.createdClient,
    updatedClient: record.updatedClient,
    sandboxId: call.sandbox.id,
    sandboxName: call.sandbox.name,
    imsOrgId: call.caller.organization,
    ...record.content,
    state: shownState(record, call.now),
    version: record.etag,
    etag: record.etag,
    providerRefId: record.providerRefId,
    ...kind.describe(call, record),
  };
}

export function reference(record: FlowServiceRecord): JsonObject {
  return { id: record.id, etag: record.etag };
}

/** The routes that all kinds have in common (flow-service.yaml). */
export function kindRoutes<Shape>(kind: Kind<Shape>): readonly Route<SandboxCall>[] {
  const path = `/${kind.name}`;
  return [
    {
      method: "GET",
      path,
      handle: (call) => pageAnswer(call, path, listRequest(call, call.request.query), listedOf(call, kind)),
    },
    { method: "POST", path, handle: (call) => create(call, kind) },
    {
      method: "POST",
      path: `${path}/search`,
      handle: (call) => {
        if (!["connections", "flows"].includes(kind.name)) {
          refuseUndocumentedSearch(call);
        }
        return pageAnswer(call, `${path}/search`, searchRequest(call), listedOf(call, kind));
      },
    },
    {
      method: "GET",
      path: `${path}/:id`,
      handle: (call) =>
        ok({ items: [view(call, kind, findOrRefuse(call, kind, pathParameter(call, "id")))] }),
    },
    { method: "PATCH", path: `${path}/:id`, handle: (call) => patch(call, kind) },
    { method: "DELETE", path: `${path}/:id`, handle: (call) => remove(call, kind) },
  ];
}

function listedOf<Shape>(call: SandboxCall, kind: Kind<Shape>): PositionedList {
  return {
    size: call.partition.of(kind.key).size,
    items: () => views(call, kind),
    find: (id) => {
      const record = find(call, kind, id);
      return record === undefined ? undefined : view(call, kind, record);
    },
    behind: (position) => viewsBehind(call, kind, position),
  };
}

function* viewsBehind<Shape>(
  call: SandboxCall,
  kind: Kind<Shape>,
  position: Position | undefined,
): Iterable<readonly [Position, JsonObject]> {
  for (const [at, record] of call.partition.of(kind.key).behind(position)) {
    const present = settled(call, kind, record);
    if (present !== undefined) {
      yield [at, view(call, kind, present)];
    }
  }
}

function* views<Shape>(call: SandboxCall, kind: Kind<Shape>): Iterable<JsonObject> {
  for (const [, item] of viewsBehind(call, kind, undefined)) {
    yield item;
  }
}

/** Stores a record and what follows from it. */
export function save<Shape>(call: SandboxCall, kind: Kind<Shape>, record: FlowServiceRecord): void {
  call.partition.of(kind.key).put(record.id, record);
  kind.afterWrite(call, record);
}

function create<Shape>(call: SandboxCall, kind: Kind<Shape>): Answer {
  if ((call.request.body?.length ?? 0) === 0) {
    throw flowProblem(call, "emptyBody");
  }
  const { sent, shape } = shapedBody(call, kind.shape, (detail) =>
    flowProblem(call, "invalidRequest", { detail }),
  );
  const mode = call.request.query.get("mode");
  if (mode !== null && mode !== "draft") {
    throw flowProblem(call, "invalidParameter", { parameter: "mode" });
  }
  const draft = mode === "draft";
  kind.checkCreate(call, shape, sent, draft);
  refuseSameName(call, kind, text(sent.name));
  const content = Object.fromEntries(Object.entries(sent).filter(([name]) => !computedMembers.has(name)));
  const state = draft ? call.assume("draftState") : "enabled";
  const record = newRecord(call, state, content, kind.complete(call, content));
  save(call, kind, record);
  return created(reference(record), `${call.address}${call.request.path}/${record.id}`);
}

function patch<Shape>(call: SandboxCall, kind: Kind<Shape>): Answer {
  const record = findOrRefuse(call, kind, pathParameter(call, "id"));
  requireMatch(call, record);
  if (record.goneAt !== undefined) {
    throw flowProblem(call, "updateWhileDeleted");
  }
  const operations = patchOperations(call, kind.name === "connections");
  const state = shownState(record, call.now);
  refuseConnectionState(call, kind, state);
  if (state === "updating" || state === "enabling" || state === "disabling") {
    throw flowProblem(call, "stateNotUpdatable", { state });
  }
  const writable = operations.filter((operation) => !writesComputed(call, operation));
  const content = patched(call, { ...record.content, state }, writable);
  const { state: newState, ...after } = content;
  if (writable.some((operation) => rootOf(operation) === "state")) {
    checkState(call, newState);
  }
  kind.checkPatch(call, record, writable, content);
  const changed = rewritten(call, record, {
    content: after,
    state: typeof newState === "string" ? newState : record.state,
    ...kind.afterPatch(call, record, operations),
  });
  save(call, kind, changed);
  return kind.answerPatch(call, changed);
}

function refuseSameName<Shape>(call: SandboxCall, kind: Kind<Shape>, name: string | undefined): void {
  if (name === undefined || call.setting("flowNames") === "accept") {
    return;
  }
  call.assume("flowNames");
  const [same] = call.partition.of(kind.key).where(byName, name);
  if (same !== undefined) {
    const detail = `The name ${name} belongs to ${same.id}.`;
    throw flowProblem(call, "invalidRequest", { detail });
  }
}

const settableStates = ["enabled", "disabled", "initializing"];

function checkState(call: SandboxCall, state: Json | undefined): void {
  if (typeof state !== "string" || !settableStates.includes(state)) {
    throw flowProblem(call, "stateValue", { state: String(state) });
  }
  if (call.assume("patchOfState") === "refuse") {
    throw flowProblem(call, "invalidRequest", { detail: "The field state cannot be updated." });
  }
}

function writesComputed(call: SandboxCall, operation: PatchOperation): boolean {
  const root = rootOf(operation);
  if (!computedMembers.has(root)) {
    return false;
  }
  if (call.assume("patchOfComputedField") === "refuse") {
    throw flowProblem(call, "invalidRequest", { detail: `The field ${root} cannot be updated.` });
  }
  return true;
}

function remove<Shape>(call: SandboxCall, kind: Kind<Shape>): Answer {
  const id = pathParameter(call, "id");
  const record = find(call, kind, id);
  if (record === undefined) {
    if (call.assume("deleteAgain") === "204") {
      return noContent;
    }
    throw flowProblem(call, "notFound", { id, type: kind.name });
  }
  if (record.goneAt !== undefined) {
    throw flowProblem(call, "deleteWhileDeleted");
  }
  const state = shownState(record, call.now);
  refuseConnectionState(call, kind, state);
  if (record.transition !== undefined && state.endsWith("ing")) {
    throw flowProblem(call, "stateNotTransitionable", { state });
  }
  kind.checkDelete(call, record);
  const length = call.setting("deleteFinalizingMilliseconds");
  if (length === 0) {
    erase(call, kind, record);
  } else {
    const goneAt = length === "never" ? Number.MAX_SAFE_INTEGER : call.now + length;
    call.partition.of(kind.key).put(id, { ...record, state: "delete-finalizing", goneAt });
    call.assume("deleteFinalizingMilliseconds");
  }
  return noContent;
}

/** Base connections change only in some states, and those that are initializing by their provider alone. */
function refuseConnectionState<Shape>(call: SandboxCall, kind: Kind<Shape>, state: string): void {
  if (kind.name !== "connections") {
    return;
  }
  if (state === "initializing") {
    throw flowProblem(call, "connectionInitializing");
  }
  if (!["enabled", "disabled", "draft"].includes(state)) {
    throw flowProblem(call, "connectionState");
  }
}

function erase<Shape>(call: SandboxCall, kind: Kind<Shape>, record: FlowServiceRecord): void {
  call.partition.of(kind.key).delete(record.id);
  kind.afterDelete(call, record);
}

/** A record as it is by now; `undefined` when its deletion is over. */
function settled<Shape>(
  call: SandboxCall,
  kind: Kind<Shape>,
  record: FlowServiceRecord,
): FlowServiceRecord | undefined {
  if (record.goneAt !== undefined && record.goneAt <= call.now) {
    erase(call, kind, record);
    return undefined;
  }
  const present = kind.settle(call, record);
  if (present !== record) {
    call.partition.of(kind.key).put(present.id, present);
  }
  return present;
}

/** If-Match is mandatory and must be the current etag; guides show it both with and without its quotes. */
export function requireMatch(call: SandboxCall, record: FlowServiceRecord): void {
  const supplied = call.request.headers["if-match"]?.trim();
  if (supplied === undefined || supplied === "") {
    throw flowProblem(call, "ifMatchMissing");
  }
  const matches =
    supplied === record.etag ||
    (`"${supplied}"` === record.etag && call.assume("ifMatchUnquoted") === "accept");
  if (!matches) {
    throw flowProblem(call, "versionMismatch", { supplied, current: record.etag });
  }
}
