import { z } from "zod";
import { rowsOf } from "../events/rows";
import { closeRuns } from "../events/runs";
import { jsonBody } from "../gateway/body";
import {
  type Answer,
  type Exchange,
  genericProblem,
  ok,
  pathParameter,
  type Service,
} from "../gateway/service";
import type { Tokens } from "../gateway/tokens";
import { asJson, type JsonObject } from "../json";
import { type Ledger, UnknownSwitch } from "../ledger/ledger";
import type { Store } from "../store/store";
import { type Faults, faultList } from "./faults";
import type { RequestLog } from "./request-log";

/** What the control endpoints look into and turn at. */
export interface ControlledParts {
  readonly store: Store;
  readonly ledger: Ledger;
  readonly tokens: Tokens;
  readonly faults: Faults;
  readonly requestLog: RequestLog;
}

/** `/_emulator`: beside Adobe's paths, without authentication, for tests and people. */
export function controlService(parts: ControlledParts): Service {
  const { store, ledger, tokens, faults, requestLog } = parts;
  return {
    name: "emulator",
    basePath: "/_emulator",
    access: "open",
    routes: [
      { method: "GET", path: "/state", handle: () => ok(describeStore(store)) },
      { method: "GET", path: "/requests", handle: () => ok({ requests: asJson(requestLog.all()) }) },
      {
        method: "DELETE",
        path: "/requests",
        handle: () => {
          requestLog.clear();
          return done;
        },
      },
      {
        method: "POST",
        path: "/reset",
        handle: () => {
          store.reset();
          requestLog.clear();
          faults.set([]);
          ledger.reset();
          return done;
        },
      },
      { method: "GET", path: "/datasets/:id/rows", handle: (exchange) => listRows(exchange) },
      {
        method: "POST",
        path: "/flush",
        handle: (exchange) => ok({ closedRuns: closeRuns(exchange) }),
      },
      { method: "GET", path: "/settings", handle: () => ok(settings(parts)) },
      { method: "PUT", path: "/settings", handle: (exchange) => changeSettings(exchange, parts) },
      { method: "GET", path: "/faults", handle: () => ok({ faults: describeFaults(faults) }) },
      {
        method: "PUT",
        path: "/faults",
        handle: (exchange) => {
          faults.set(accepted(faultList, jsonBody(exchange, refuse)));
          return ok({ faults: describeFaults(faults) });
        },
      },
      {
        method: "POST",
        path: "/tokens/expire",
        handle: () => {
          tokens.expireAll();
          return done;
        },
      },
    ],
  };
}

const done: Answer = { status: 204 };

/** Organization → sandbox → counts and objects by collection; the same store gives the same text. */
function describeStore(store: Store): JsonObject {
  const organizations: Record<
    string,
    Record<string, { counts: Record<string, number>; objects: JsonObject }>
  > = {};
  for (const { organization, sandbox, collection, records } of store.contents()) {
    if (organization === "") {
      continue;
    }
    organizations[organization] ??= {};
    const sandboxes = organizations[organization];
    sandboxes[sandbox] ??= { counts: {}, objects: {} };
    const described = sandboxes[sandbox];
    const sorted = [...records].sort(([left], [right]) => (left < right ? -1 : 1));
    described.counts[collection] = records.size;
    described.objects = { ...described.objects, [collection]: asJson(Object.fromEntries(sorted)) };
  }
  return { organizations: asJson(organizations) };
}

function listRows(exchange: Exchange): Answer {
  const id = pathParameter(exchange, "id");
  const collection = rowsOf(id).name;
  const found = exchange.store.contents().find((stored) => stored.collection === collection);
  return ok({ rows: asJson([...(found?.records.values() ?? [])]) });
}

function settings({ ledger, faults }: ControlledParts): JsonObject {
  return { assumptions: asJson(ledger.all()), faults: describeFaults(faults) };
}

const settingsChange = z.strictObject({
  assumptions: z.record(z.string(), z.unknown()).optional(),
  faults: faultList.optional(),
});

function changeSettings(exchange: Exchange, parts: ControlledParts): Answer {
  const change = accepted(settingsChange, jsonBody(exchange, refuse));
  try {
    parts.ledger.set(change.assumptions ?? {});
  } catch (error) {
    throw error instanceof UnknownSwitch ? refuse(error.message) : error;
  }
  if (change.faults !== undefined) {
    parts.faults.set(change.faults);
  }
  return ok(settings(parts));
}

function describeFaults(faults: Faults): JsonObject[] {
  return faults
    .all()
    .map(({ fault, matched, fired }) => ({ ...(asJson(fault) as JsonObject), matched, fired }));
}

function accepted<Shape>(shape: z.ZodType<Shape>, body: unknown): Shape {
  const parsed = shape.safeParse(body);
  if (!parsed.success) {
    throw refuse(z.prettifyError(parsed.error));
  }
  return parsed.data;
}

function refuse(detail: string) {
  return genericProblem(400, "BadRequestError", detail);
}
