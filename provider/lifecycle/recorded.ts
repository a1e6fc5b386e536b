import type { Location } from "../api/settings";
import { isObject, type Json, type JsonObject, toJsonObject } from "../api/values";
import type { AnyKind } from "./kind";

/**
 * What a stack records about an object: the declared properties under their own names, the computed ones beside
 * them, where the object lives, and what AEP still owes. Nothing else: every byte is written at every step.
 */
export interface Recorded {
  readonly args: JsonObject;
  readonly outputs: JsonObject;
  readonly location: Location | undefined;
  readonly pending: readonly string[];
  readonly hidden: JsonObject;
}

/** Inputs that the resource classes add for the provider. Only the time-outs ever count as a change. */
export const HIDDEN_INPUTS = [
  "__owner",
  "__stack",
  "__timeouts",
  "__adopt",
  "__lookup",
  "__secrets",
] as const;

/** Seconds, from the resource option `customTimeouts`, which the engine does not hand to dynamic providers. */
export interface Timeouts {
  readonly create?: number;
  readonly update?: number;
  readonly delete?: number;
}

function declaredArgs(kind: AnyKind, properties: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(properties).filter(([name]) => Object.hasOwn(kind.fields, name)));
}

export function hiddenInputs(properties: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(properties).filter(([name]) => HIDDEN_INPUTS.some((hidden) => hidden === name)),
  );
}

export function timeoutsOf(hidden: JsonObject): Timeouts {
  const given = hidden.__timeouts;
  return isObject(given)
    ? Object.fromEntries(Object.entries(given).filter(([, value]) => typeof value === "number"))
    : {};
}

/** The id of the existing object that a resource takes over instead of making one. */
export function adoptedId(hidden: JsonObject): string | undefined {
  return typeof hidden.__adopt === "string" ? hidden.__adopt : undefined;
}

/** Tells a resource from its like in other stacks; absent for what a program declares without the classes. */
export function ownerOf(hidden: JsonObject): string | undefined {
  return typeof hidden.__owner === "string" && hidden.__owner !== "" ? hidden.__owner : undefined;
}

/** Tells the stack from others; absent for what earlier releases recorded. */
export function stackOf(hidden: JsonObject): string | undefined {
  return typeof hidden.__stack === "string" && hidden.__stack !== "" ? hidden.__stack : undefined;
}

/** The object is looked up, not managed: everything about it is wanted. */
export function isLookup(hidden: JsonObject): boolean {
  return hidden.__lookup === true;
}

export function readRecorded(kind: AnyKind, properties: JsonObject): Recorded {
  const { __provider, location, pending, ...rest } = properties;
  const args = declaredArgs(kind, rest);
  const hidden = hiddenInputs(rest);
  const outputs = Object.fromEntries(
    Object.entries(rest).filter(([name]) => !(name in args) && !(name in hidden)),
  );
  return {
    args,
    hidden,
    outputs,
    location: toLocation(location),
    pending: Array.isArray(pending) ? pending.filter((name) => typeof name === "string") : [],
  };
}

export function writeRecorded({ args, hidden, outputs, location, pending }: Recorded): Record<string, Json> {
  return toJsonObject({
    ...args,
    ...hidden,
    ...outputs,
    location: location && { ...location },
    ...(pending.length > 0 && { pending }),
  });
}

function toLocation(value: Json | undefined): Location | undefined {
  if (!isObject(value)) return undefined;
  const { host, orgId, sandbox } = value;
  if (typeof host !== "string" || typeof orgId !== "string" || typeof sandbox !== "string") return undefined;
  return { host, orgId, sandbox };
}
