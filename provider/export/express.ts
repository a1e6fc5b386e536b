import type { core } from "zod";
import { isObject, type Json, type JsonObject, sameValue } from "../api/values";
import { check } from "../lifecycle/check";
import type { AnyKind } from "../lifecycle/kind";
import { observedArgs } from "../lifecycle/read";
import { inApiWords, inProgramWords } from "../lifecycle/tenant";
import { fieldUnits } from "../lifecycle/units";
import { shortened } from "./shorten";
import { SPELLINGS } from "./spellings";
import { unseen } from "./unseen";
import { without } from "./values-at";

/** An object as a program declares it, or why none can. */
export type Expression =
  | { readonly isExpressed: true; readonly args: JsonObject; readonly remarks: readonly Remark[] }
  | { readonly isExpressed: false; readonly reason: string };

/** Something of an object that its declaration leaves out. It stays as it is in AEP. */
export interface Remark {
  /** `options.inletUrl` */
  readonly property: string;
  readonly reason: string;
}

/** What AEP writes by itself into what others may add to, as `path=text`: nobody misses it in a program. */
const WRITTEN_BY_AEP = [/^options\.inletUrl=/, /^tags\.(adobe|aep)\//i, /^tags\.unified\w+\.\d+=enabledAt:/];

/** Members whose name or value says that they sign somebody in. */
const CREDENTIAL_NAME = /secret|passw|passphrase|token|credential|privatekey|accesskey|sas|connectionstring/i;
const CREDENTIAL_VALUE = /[?&;](sig|password|pwd|accountkey)=/i;

/** What is to be left out, and why. */
interface Objection extends Remark {
  readonly path: readonly PropertyKey[];
  /** AEP's own, or of the same meaning without it. */
  readonly isSilent?: boolean;
}

/** Each round takes something away, so this only bounds what cannot happen. */
const MOST_ROUNDS = 200;

/**
 * Puts a live object into the words of a program, such that the program, once it holds the object, has nothing to change.
 * Pure: what AEP answered is all that is looked at. Everything is left out that says nothing, and everything that the
 * kind would refuse or see as a change; of the latter the remarks tell.
 */
export function express(kind: AnyKind, live: object, tenantId: string): Expression {
  if ("state" in live && live.state === "draft") {
    return {
      isExpressed: false,
      reason: "it is a draft; publish or delete it in the Experience Platform UI",
    };
  }
  const shown = kind.fromLive(live, tenantId) as JsonObject;
  let args = withoutEmpty(kind, spelled(kind, inProgramWords(kind, shown, tenantId)));
  const remarks: Remark[] = [];
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const objection = firstObjection(kind, args, shown, tenantId);
    if (objection === undefined) {
      const kept = shortened(kind, withoutEmpty(kind, spelled(kind, args)), tenantId);
      return { isExpressed: true, args: kept, remarks: [...remarks, ...unseen(kind, live, tenantId)] };
    }
    const { path, property, reason } = objection;
    const canonical = canonicalForm(kind, args, path);
    if (canonical !== undefined) {
      args = canonical;
      continue;
    }
    const rest = without(args, path) as JsonObject;
    if (sameValue(rest, args) || (path.length === 1 && isRequired(kind, rest, String(path[0])))) {
      return { isExpressed: false, reason: `${property}: ${reason}` };
    }
    if (!objection.isSilent) remarks.push({ property, reason });
    args = rest;
  }
  return { isExpressed: false, reason: "it holds too much that cannot be declared" };
}

function firstObjection(
  kind: AnyKind,
  args: JsonObject,
  shown: JsonObject,
  tenantId: string,
): Objection | undefined {
  return (
    objectionOfOrigin(kind, args) ??
    objectionOfShape(kind, args) ??
    objectionOfSecrecy(kind, args) ??
    objectionOfRules(kind, args) ??
    objectionOfDrift(kind, args, shown, tenantId)
  );
}

/** What nobody declared. */
function objectionOfOrigin(kind: AnyKind, args: JsonObject): Objection | undefined {
  for (const [property, value] of Object.entries(args)) {
    const path = kind.fields[property]?.additive === true ? writtenByAep(value, [property]) : undefined;
    if (path !== undefined) return { path, property, reason: "is AEP's own", isSilent: true };
  }
  return undefined;
}

function writtenByAep(value: Json, path: readonly string[]): readonly string[] | undefined {
  const line = `${path.join(".")}=${typeof value === "string" ? value : ""}`;
  if (WRITTEN_BY_AEP.some((pattern) => pattern.test(line))) return path;
  if (typeof value !== "object" || value === null) return undefined;
  for (const [name, member] of Object.entries(value)) {
    const found = writtenByAep(member as Json, [...path, name]);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** What the kind does not know. */
function objectionOfShape(kind: AnyKind, args: JsonObject): Objection | undefined {
  const parsed = kind.inputs.safeParse(args);
  const issue = parsed.success ? undefined : parsed.error.issues[0];
  if (issue === undefined) return undefined;
  if (issue.code === "unrecognized_keys") {
    const path = [...issue.path, issue.keys[0] ?? ""];
    const property = path.map(String).join(".");
    const isSilent = isMeaningless(kind, args, path);
    return { path, property, reason: "is nothing that this package knows", isSilent };
  }
  const path = mayLose(kind, issue.path) ? issue.path : issue.path.slice(0, 1);
  return { path, property: issue.path.map(String).join("."), reason: wording(issue) };
}

/** Single members may be left to AEP only where what others put beside them is no drift. */
function mayLose(kind: AnyKind, [property, ...inside]: readonly PropertyKey[]): boolean {
  return inside.length > 0 && kind.fields[String(property)]?.additive === true;
}

function objectionOfSecrecy(kind: AnyKind, args: JsonObject): Objection | undefined {
  const property = Object.keys(args).find(
    (name) => kind.fields[name]?.confidential && holdsCredential(args[name]),
  );
  if (property === undefined) return undefined;
  return { path: [property], property, reason: "seems to hold a credential, which is written nowhere" };
}

function holdsCredential(value: Json | undefined, name = ""): boolean {
  if (typeof value === "string") return CREDENTIAL_NAME.test(name) || CREDENTIAL_VALUE.test(value);
  if (Array.isArray(value)) return value.some((each: Json) => holdsCredential(each, name));
  return isObject(value) && Object.entries(value).some(([key, each]) => holdsCredential(each, key));
}

function objectionOfRules(kind: AnyKind, args: JsonObject): Objection | undefined {
  const [failure] = check(kind, {}, args);
  if (failure === undefined) return undefined;
  const property = /^\w+/.exec(failure.property)?.[0] ?? "";
  const reason = failure.reason.replace(`${failure.property}: `, "");
  // `tags.adobe/table`: names of members may hold anything.
  const member = failure.property.slice(property.length + 1);
  const value = args[property];
  const isMember = mayLose(kind, [property, member]) && isObject(value) && member in value;
  return { path: isMember ? [property, member] : [property], property: failure.property, reason };
}

/** What the next refresh would see as changed, were it declared like this. */
function objectionOfDrift(
  kind: AnyKind,
  args: JsonObject,
  shown: JsonObject,
  tenantId: string,
): Objection | undefined {
  const observed = observedArgs(kind, args, shown, tenantId);
  for (const [property, field] of Object.entries(kind.fields)) {
    const declared = fieldUnits(field, inApiWords(kind, args[property] ?? null, tenantId) ?? undefined);
    const seen = fieldUnits(field, inApiWords(kind, observed[property] ?? null, tenantId) ?? undefined);
    const different = Object.keys({ ...declared, ...seen }).find(
      (unit) => !sameValue(declared[unit], seen[unit]),
    );
    if (different === undefined) continue;
    const [member = ""] = different.split(/[.[{#]/);
    const value = args[property];
    const path =
      field.additive === true && isObject(value) && member in value ? [property, member] : [property];
    const reason = "holds more in AEP than can be declared";
    return { path, property: path.join("."), reason };
  }
  return undefined;
}

/** The one form in which the kind compares the value, where that form can be declared. */
function canonicalForm(
  kind: AnyKind,
  args: JsonObject,
  [step]: readonly PropertyKey[],
): JsonObject | undefined {
  const property = String(step);
  const value = args[property];
  const canonical = value === undefined ? undefined : kind.fields[property]?.canonical?.(value);
  if (canonical === undefined || sameValue(canonical, value)) return undefined;
  const candidate = { ...args, [property]: canonical };
  return concerns(kind, candidate, property) ? undefined : candidate;
}

/** Whether the shape of the arguments is wrong in this property. */
function concerns(kind: AnyKind, args: JsonObject, property: string): boolean {
  const parsed = kind.inputs.safeParse(args);
  return !parsed.success && parsed.error.issues.some(({ path }) => path[0] === property);
}

function isRequired(kind: AnyKind, rest: JsonObject, property: string): boolean {
  return concerns(kind, rest, property);
}

/** Whether the kind takes the arguments for the same without it. */
function isMeaningless(kind: AnyKind, args: JsonObject, path: readonly PropertyKey[]): boolean {
  const property = String(path[0]);
  const field = kind.fields[property];
  const rest = without(args, path) as JsonObject;
  return (
    field !== undefined && sameValue(fieldUnits(field, args[property]), fieldUnits(field, rest[property]))
  );
}

/** The catalogue's names, where the kind takes them for the same value. */
function spelled(kind: AnyKind, args: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(args).map(([property, value]): [string, Json] => {
      const field = kind.fields[property];
      const spelling = SPELLINGS[property]?.(value);
      const isSame =
        field !== undefined &&
        spelling !== undefined &&
        sameValue(fieldUnits(field, spelling), fieldUnits(field, value));
      return [property, isSame ? spelling : value];
    }),
  );
}

/** Nothing is not declared, unless it has to be. */
function withoutEmpty(kind: AnyKind, args: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(args).filter(([property, value]) => {
      const isEmpty = value === "" || (typeof value === "object" && Object.keys(value ?? {}).length === 0);
      return !isEmpty || isRequired(kind, without(args, [property]) as JsonObject, property);
    }),
  );
}

function wording(issue: core.$ZodIssue): string {
  if (issue.code === "invalid_type" && issue.input === undefined) return "is missing";
  return issue.message;
}
