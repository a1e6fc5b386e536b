import { createPatch, Pointer } from "rfc6902";
import { type Answer, ok, type SandboxCall } from "../../gateway/service";
import { asJson, type Json, type JsonObject } from "../../json";
import { indexOn } from "../../store/index-key";
import { collectionKey } from "../../store/store";
import { timestamp } from "./errors";
import { resourceWithId } from "./lookup";
import { references } from "./references";
import type { ResourceRecord } from "./resource";

/** One field of a resource that was changed. */
interface FieldChange {
  readonly action: string;
  /** A JSON Pointer. */
  readonly path: string;
  /** The new value, or the one that was removed. */
  readonly value: Json;
}

/** One write of a resource. */
interface LoggedChange {
  readonly resourceId: string;
  /** That the resource has since. */
  readonly minorVersion: number;
  readonly resourceName: ResourceRecord["resourceName"];
  /** Epoch milliseconds. */
  readonly at: number;
  readonly client: string;
  readonly requestId: string;
  readonly changes: readonly FieldChange[];
}

const auditKey = collectionKey<LoggedChange>("auditLog");
const changesByResource = indexOn<LoggedChange>(({ resourceId }) => [resourceId]);

/** Notes what a write changed in a resource. */
export function logChange(call: SandboxCall, before: JsonObject, after: ResourceRecord): void {
  const changes = createPatch(before, after.content).map(
    (operation): FieldChange => ({
      action: operation.op,
      path: operation.path,
      value: asJson("value" in operation ? operation.value : Pointer.fromJSON(operation.path).get(before)),
    }),
  );
  if (changes.length > 0) {
    const log = call.partition.of(auditKey);
    const { id: resourceId, minorVersion } = after;
    log.put(entryId({ resourceId, minorVersion }), {
      resourceId,
      minorVersion,
      resourceName: after.resourceName,
      at: call.now,
      client: call.caller.clientId,
      requestId: call.requestId,
      changes,
    });
  }
}

function entryId({ resourceId, minorVersion }: Pick<LoggedChange, "resourceId" | "minorVersion">): string {
  return `${resourceId} ${minorVersion}`;
}

export function forgetChanges(call: SandboxCall, { id }: ResourceRecord): void {
  const log = call.partition.of(auditKey);
  for (const change of [...log.where(changesByResource, id)]) {
    log.delete(entryId(change));
  }
}

/**
 * The changes of a resource and of those that it is made of, the latest first (schema-registry.yaml
 * retrieveAuditLog).
 */
export function auditLog(call: SandboxCall, record: ResourceRecord): Answer {
  call.assume("auditLogOfCreation");
  const log = call.partition.of(auditKey);
  const entries = [...composing(call, record)]
    .flatMap((id) => [...log.where(changesByResource, id)])
    .reverse()
    .sort((left, right) => right.at - left.at);
  return ok(
    entries.map(
      (entry): JsonObject => ({
        id: record.id,
        updates: entry.changes.map(
          (change): JsonObject => ({ id: entry.resourceId, xdmType: entry.resourceName, ...change }),
        ),
        updatedUser: entry.client,
        imsOrg: call.caller.organization,
        updatedTime: timestamp(entry.at),
        requestId: entry.requestId,
        clientId: entry.client,
        sandBoxId: call.sandbox.id,
      }),
    ),
  );
}

/** The `$id`s of a resource and of all that it refers to. */
function composing(call: SandboxCall, record: ResourceRecord): ReadonlySet<string> {
  const found = new Set([record.id]);
  for (const id of found) {
    const content = resourceWithId(call, id)?.content;
    for (const reference of content === undefined ? [] : references(content)) {
      found.add(reference);
    }
  }
  return found;
}
