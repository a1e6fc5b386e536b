import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { z } from "zod";
import type { Client } from "../../../provider/api/client";
import { ApiError, type Reason } from "../../../provider/api/errors";
import type { ObjectService } from "../../../provider/api/object-service";
import { pollUntil } from "../../../provider/api/retry";
import type { JsonObject } from "../../../provider/api/values";
import { Journal } from "../../../provider/journal/journal";
import { TakenOver } from "../../../provider/journal/taken-over";
import type { Context, OnMade } from "../../../provider/lifecycle/context";
import { type AnyKind, at, type Kind, kind } from "../../../provider/lifecycle/kind";
import type { Recorded } from "../../../provider/lifecycle/recorded";
import { Turns } from "../../../provider/lifecycle/turns";
import { type VirtualTime, virtualTime } from "../api/virtual-time";

/** Kinds, services and contexts at their simplest, for what the laws do with them. */

const folder = mkdtempSync(path.join(tmpdir(), "pulumi-aep-scenes-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let scenes = 0;

export const LOCATION = { host: "platform", orgId: "TEST@AdobeOrg", sandbox: "dev" };

export const EVERYTHING_SUCCEEDS = {
  conditional: false,
  create: async () => ({ id: "made", seen: {} }),
  get: async () => ({}),
  write: async () => ({ seen: {} }),
  delete: async () => "deleted",
  findCreated: async () => [],
  lastChange: () => ({}),
} satisfies ObjectService<JsonObject>;

/** Answers as its arguments say; what a test gives replaces it. */
export function thing(
  service: Partial<ObjectService<JsonObject>> = {},
  facts: Partial<Kind<JsonObject, JsonObject>> = {},
): AnyKind {
  return kind<JsonObject, JsonObject>({
    name: "Thing",
    label: "thing",
    inputs: z.looseObject({}) as unknown as Kind<JsonObject, JsonObject>["inputs"],
    fields: {
      name: { operations: at("/name") },
      text: { operations: at("/text") },
      place: { replaces: true },
      password: { writeOnly: true, operations: at("/password") },
    },
    service: { ...EVERYTHING_SUCCEEDS, ...service },
    toBody: (args) => ({ ...args }),
    fromLive: ({ etag: _etag, owed: _owed, ...live }) => live,
    outputs: ({ etag, owed }) => ({
      ...(etag !== undefined && { etag }),
      ...(owed !== undefined && { owed }),
    }),
    ...facts,
  });
}

export interface Scene {
  readonly context: Context;
  readonly time: VirtualTime;
  readonly warnings: readonly string[];
  readonly informed: readonly string[];
  /** What was recorded, in order. */
  readonly made: readonly (readonly [id: string, recorded: Recorded])[];
  readonly onMade: OnMade;
  /** What work comes to, which may wait for as long as it likes. */
  outcome<Result>(work: Promise<Result>): Promise<Result>;
  /** The failure that it comes to. */
  failure(work: Promise<unknown>): Promise<Error>;
}

export function scene(overrides: Partial<Client> = {}): Scene {
  const ownFolder = path.join(folder, String(scenes++));
  const time = virtualTime();
  const warnings: string[] = [];
  const informed: string[] = [];
  const made: [string, Recorded][] = [];
  let sleeping = 0;
  const sleep = async (milliseconds: number) => {
    sleeping++;
    await time.sleep(milliseconds);
    sleeping--;
  };
  const client: Client = {
    location: LOCATION,
    clientId: "tests",
    send: () => Promise.reject(new Error("Nothing is sent.")),
    tenantId: async () => "acme",
    serverNow: () => time.now(),
    waitFor: (probe, milliseconds) => pollUntil(probe, milliseconds, { now: time.now, sleep }),
    inTime: (others) => others,
    knowsServerTime: () => true,
    within: () => client,
    ...overrides,
  };
  const outcome = async <Result>(work: Promise<Result>): Promise<Result> => {
    let over = false;
    const end = work.then(
      () => {
        over = true;
      },
      () => {
        over = true;
      },
    );
    // Time stands still while the work does something else than to wait.
    while (!over) await (sleeping > 0 ? time.next() : new Promise((resolve) => setImmediate(resolve)));
    await end;
    return work;
  };
  return {
    time,
    warnings,
    informed,
    made,
    onMade: (id, recorded) => made.push([id, recorded]),
    outcome,
    failure: (work) =>
      outcome(
        work.then(
          () => {
            throw new Error("It was to fail, and did not.");
          },
          (error: Error) => error,
        ),
      ),
    context: {
      client,
      inform: (message) => informed.push(message),
      warn: (message) => warnings.push(message),
      claimed: new Set(),
      takenOver: new TakenOver(path.join(ownFolder, "taken-over"), "run"),
      journal: new Journal({ path: path.join(ownFolder, "journal"), chosen: true }, (message) =>
        warnings.push(message),
      ),
      turns: new Turns(),
    },
  };
}

export function recorded(args: JsonObject, rest: Partial<Recorded> = {}): Recorded {
  return { args, outputs: {}, location: LOCATION, pending: [], hidden: {}, ...rest };
}

export function refusal(reason: Reason, status = 400): ApiError {
  return new ApiError(`AEP refused: ${reason}.`, { reason, status, detail: "" });
}
