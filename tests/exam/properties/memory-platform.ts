import { applyPatch, type Operation } from "rfc6902";
import type { Client } from "../../../provider/api/client";
import type { JsonObject } from "../../../provider/api/values";
import { Journal } from "../../../provider/journal/journal";
import { TakenOver } from "../../../provider/journal/taken-over";
import type { Context } from "../../../provider/lifecycle/context";
import type { AnyKind } from "../../../provider/lifecycle/kind";
import { inApiWords } from "../../../provider/lifecycle/tenant";
import { Turns } from "../../../provider/lifecycle/turns";

export const TENANT = "extconndev";
const ETAG = '"of the only version"';
export const NOW = Date.parse("2026-01-01T00:00:00Z");

/** The body that AEP would be sent for a declaration. */
export function bodyOf(kind: AnyKind, args: JsonObject): JsonObject {
  return kind.toBody(inApiWords(kind, args, TENANT), TENANT, NOW);
}

export interface MemoryPlatform {
  readonly kind: AnyKind;
  readonly context: Context;
  readonly live: () => JsonObject;
  /** Paths of every patch operation so far. */
  readonly paths: readonly string[];
}

/** One object, kept as it was sent and patched by the letter of RFC 6902: what AEP does at its simplest. */
export function memoryPlatform(
  { pending: _nothingIsOwed, ...kind }: AnyKind,
  initial: JsonObject,
): MemoryPlatform {
  let live: JsonObject = { ...initial, etag: ETAG };
  const paths: string[] = [];
  const refuse = () => Promise.reject(new Error("Nothing but the object itself is there."));
  const client: Client = {
    location: { host: "memory", orgId: "EXAM@AdobeOrg", sandbox: "dev" },
    clientId: "exam",
    send: refuse,
    tenantId: async () => TENANT,
    serverNow: () => NOW,
    waitFor: (probe) => probe(),
    inTime: (others) => others,
    knowsServerTime: () => true,
    within: () => client,
  };
  return {
    kind: {
      ...kind,
      service: {
        ...kind.service,
        get: async () => live,
        write: async (_client, _id, { operations, body }) => {
          if (operations.length === 0) {
            live = { ...body(), etag: ETAG };
            return { seen: live };
          }
          paths.push(...operations.map(({ path }) => path));
          const changed = structuredCopy(live);
          const failures = applyPatch(changed, operations as Operation[]).filter((each) => each !== null);
          if (failures.length > 0) throw new Error(`${JSON.stringify(operations)}: ${failures.join("; ")}`);
          live = changed;
          return { seen: live };
        },
      },
    },
    context: {
      client,
      inform: () => undefined,
      warn: () => undefined,
      claimed: new Set(),
      takenOver: new TakenOver("/nowhere", "run"),
      journal: new Journal({ path: "/nowhere", chosen: false }, () => undefined),
      turns: new Turns(),
    },
    live: () => live,
    paths,
  };
}

function structuredCopy(value: JsonObject): JsonObject {
  return JSON.parse(JSON.stringify(value));
}
