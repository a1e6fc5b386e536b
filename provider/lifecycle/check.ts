import type { core } from "zod";
import { isObject, type JsonObject } from "../api/values";
import { replacedProperties } from "./diff";
import type { AnyKind, Failure } from "./kind";
import { nearest } from "./nearest";
import { containsUnknown } from "./unknown";

/**
 * What is wrong with the declared properties, in the preview, before anything is sent. `recorded` is empty when the
 * object is new. Values that are not known yet are never wrong.
 */
export function check(kind: AnyKind, recorded: JsonObject, desired: JsonObject): Failure[] {
  const parsed = kind.inputs.safeParse(desired);
  const failures = parsed.success
    ? []
    : parsed.error.issues.flatMap((issue) => explain(kind, issue, desired));
  if (failures.length > 0) return failures;
  const broken = Object.entries(kind.fields).flatMap(([property, { rule }]) => {
    const value = desired[property];
    if (rule === undefined || value === undefined || containsUnknown(value)) return [];
    return rule(value).map((failure) => named(failure.property, failure.reason));
  });
  const known = Object.fromEntries(Object.entries(desired).filter(([, value]) => !containsUnknown(value)));
  const combined = kind.rules?.(known, new Set(Object.keys(desired))) ?? [];
  broken.push(...combined.map(({ property, reason }) => named(property, reason)));
  if (broken.length > 0 || Object.keys(recorded).length === 0) return broken;
  const replaced = replacedProperties(kind, recorded, desired);
  const forbidden = kind.forbid?.({ recorded, desired, replaced, now: Date.now() }) ?? [];
  return forbidden.map(({ property, reason }) => named(property, reason));
}

function explain(kind: AnyKind, issue: core.$ZodIssue, desired: JsonObject): Failure[] {
  const property = propertyPath(issue.path);
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({
      property: propertyPath([...issue.path, key]),
      reason: unknownProperty(kind, key, issue.path),
    }));
  }
  const value = valueAt(desired, issue.path);
  const wrongLength = Array.isArray(value) && (issue.code === "too_big" || issue.code === "too_small");
  if (containsUnknown(value) && !wrongLength && issue.code !== "invalid_key") return [];
  const branch = issue.code === "invalid_union" ? intendedBranch(issue) : undefined;
  if (branch !== undefined) {
    return branch.flatMap((inner) =>
      explain(kind, { ...inner, path: [...issue.path, ...inner.path] }, desired),
    );
  }
  if (value === undefined && issue.code === "invalid_type")
    return [{ property, reason: `${property} is required.` }];
  return [named(property, wording(issue, value))];
}

/** The path is in the reason, too: it is the only part that the engine shows. */
function named(property: string, reason: string): Failure {
  return { property, reason: `${property}: ${reason}` };
}

/** The form of a union that was meant: the only one that fails inside rather than as a whole. */
function intendedBranch(issue: core.$ZodIssueInvalidUnion): readonly core.$ZodIssue[] | undefined {
  const inside = issue.errors.filter((issues) =>
    issues.every(({ path }) => path.length > 0 && path[0] !== "type"),
  );
  return inside.length === 1 ? inside[0] : undefined;
}

function wording(issue: core.$ZodIssue, value: unknown): string {
  if (issue.code === "invalid_key") return sentence(issue.issues[0]?.message ?? issue.message);
  if (issue.code !== "invalid_type") return sentence(issue.message);
  const got = value === null ? "null" : Array.isArray(value) ? "a list" : `a ${typeof value}`;
  return `must be ${issue.expected === "array" ? "a list" : `a ${issue.expected}`}, not ${got}.`;
}

function unknownProperty(kind: AnyKind, key: string, path: readonly PropertyKey[]): string {
  const suggestion = path.length === 0 ? nearest(key, Object.keys(kind.fields)) : undefined;
  const way = suggestion
    ? `Did you mean "${suggestion}"?`
    : "Remove it, or see the resource's documentation.";
  const owner = path.length === 0 ? `a ${kind.label}` : propertyPath(path);
  return `"${key}" is not a property of ${owner}. ${way}`;
}

function propertyPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (text, step) =>
      typeof step === "number" ? `${text}[${step}]` : text === "" ? String(step) : `${text}.${String(step)}`,
    "",
  );
}

function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, step) => {
    if (Array.isArray(value) && typeof step === "number") return value[step];
    return isObject(value) && typeof step === "string" ? value[step] : value;
  }, root);
}

function sentence(message: string): string {
  return /[.!?]$/.test(message) ? message : `${message}.`;
}
