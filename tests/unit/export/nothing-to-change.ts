import type { JsonObject } from "../../../provider/api/values";
import type { Expression } from "../../../provider/export/express";
import { check } from "../../../provider/lifecycle/check";
import type { AnyKind } from "../../../provider/lifecycle/kind";
import { observedArgs } from "../../../provider/lifecycle/read";
import { changedProperties } from "../../../provider/lifecycle/units";

export const TENANT = "extconndev";

export function argsOf(expression: Expression): JsonObject {
  if (!expression.isExpressed) throw new Error(expression.reason);
  return expression.args;
}

/** What has to be true of everything that is exported. */
export function expectNothingToChange(kind: AnyKind, live: object, args: JsonObject): void {
  expect(check(kind, {}, args)).toEqual([]);
  const seen = kind.fromLive(live, TENANT) as JsonObject;
  expect(changedProperties(kind, observedArgs(kind, args, seen, TENANT), args)).toEqual([]);
}
