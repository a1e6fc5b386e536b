import { z } from "zod";
import type { Clock } from "../clock";
import { runWhatIsDueAnywhere } from "../events/batch";
import { closeRuns } from "../events/runs";
import { jsonBody } from "../gateway/body";
import { type Answer, type Exchange, genericProblem, ok, type Service } from "../gateway/service";
import type { Tokens } from "../gateway/tokens";
import { asJson, type JsonObject } from "../json";
import { type Ledger, UnknownSwitch } from "../ledger/ledger";
import type { Store } from "../store/store";
import { type FaultPlan, faultPlan } from "./fault";
import type { Faults } from "./faults";
import type { RequestLog } from "./request-log";
import { rowRoutes } from "./rows";

/** What the control endpoints look into and turn at. */
export interface ControlledParts {
  readonly store: Store;
  readonly ledger: Ledger;
  readonly tokens: Tokens;
  readonly faults: Faults;
  readonly requestLog: RequestLog;
  readonly clock: Clock;
}

/** `/_emulator`: beside Adobe's paths, without authentication, for tests and people. */
export function controlService(parts: ControlledParts): Service {
  const { store, ledger, tokens, faults, requestLog, clock } = parts;
  return {
    name: "emulator",
    basePath: "/_emulator",
    access: "open",
    routes: [
      {
        method: "GET",
        path: "/state",
        handle: (exchange) => {
          runWhatIsDueAnywhere(exchange);
          return ok(describeStore(store));
        },
      },
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
          faults.reset();
          ledger.reset();
          clock.reset();
          store.keepHistory(faults.longestLag());
          return done;
        },
      },
      ...rowRoutes,
      {
        method: "POST",
        path: "/flush",
        handle: (exchange) => ok({ closedRuns: closeRuns(exchange) }),
      },
      { method: "GET", path: "/settings", handle: () => ok(settings(parts)) },
      { method: "PUT", path: "/settings", handle: (exchange) => changeSettings(exchange, parts) },
      { method: "GET", path: "/faults", handle: () => ok(describePlan(faults)) },
      {
        method: "PUT",
        path: "/faults",
        handle: (exchange) => {
          setFaults(parts, accepted(faultPlan, jsonBody(exchange, refuse)));
          return ok(describePlan(faults));
        },
      },
      { method: "GET", path: "/clock", handle: () => ok(describeClock(clock)) },
      {
        method: "POST",
        path: "/clock",
        handle: (exchange) => {
          moveClock(clock, accepted(clockChange, jsonBody(exchange, refuse)));
          runWhatIsDueAnywhere({ ...exchange, now: clock.now() });
          return ok(describeClock(clock));
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

function settings({ ledger, faults }: ControlledParts): JsonObject {
  return { assumptions: asJson(ledger.all()), faults: describeFaults(faults) };
}

const settingsChange = z.strictObject({
  assumptions: z.record(z.string(), z.unknown()).optional(),
  faults: faultPlan.optional(),
});

function changeSettings(exchange: Exchange, parts: ControlledParts): Answer {
  const change = accepted(settingsChange, jsonBody(exchange, refuse));
  try {
    parts.ledger.set(change.assumptions ?? {});
  } catch (error) {
    throw error instanceof UnknownSwitch ? refuse(error.message) : error;
  }
  if (change.faults !== undefined) {
    setFaults(parts, change.faults);
  }
  return ok(settings(parts));
}

function setFaults({ faults, store }: ControlledParts, plan: FaultPlan): void {
  faults.set(plan);
  store.keepHistory(faults.longestLag());
}

function describePlan(faults: Faults): JsonObject {
  return { seed: faults.seed, faults: describeFaults(faults) };
}

/** Epoch milliseconds, or the same moment in ISO 8601. */
const moment = z.union([
  z.number().int().nonnegative().max(8.64e15),
  z.iso.datetime({ offset: true }).transform((text) => Date.parse(text)),
]);

const clockChange = z.union([
  z.strictObject({ advanceMilliseconds: z.number().int().positive().max(1e13) }),
  z.strictObject({ set: z.union([moment, z.literal("system")]) }),
]);

function moveClock(clock: Clock, change: z.infer<typeof clockChange>): void {
  if ("advanceMilliseconds" in change) {
    clock.advance(change.advanceMilliseconds);
  } else if (change.set === "system") {
    clock.reset();
  } else {
    clock.set(change.set);
  }
}

function describeClock(clock: Clock): JsonObject {
  const now = clock.now();
  return { now, time: new Date(now).toISOString(), offsetMilliseconds: clock.offsetMilliseconds };
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
