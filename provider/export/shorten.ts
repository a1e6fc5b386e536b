import { isObject, type Json, type JsonObject, sameValue } from "../api/values";
import type { AnyKind } from "../lifecycle/kind";
import { fieldUnits } from "../lifecycle/units";

/** Larger values hold data rather than settings with defaults, and each member is a comparison. */
const LARGEST = 2_000;

/** The arguments without what they mean anyway: the kind takes both for the same, or AEP would be sent the same. */
export function shortened(kind: AnyKind, args: JsonObject, tenantId: string): JsonObject {
  let kept = args;
  for (const property of Object.keys(args)) {
    const { [property]: _left, ...rest } = kept;
    if (isValid(kind, rest) && goesWithoutSaying(kind, kept, rest, property, tenantId)) kept = rest;
  }
  return Object.fromEntries(
    Object.entries(kept).map(([property, value]) => [property, shortest(kind, kept, property, value)]),
  );
}

function goesWithoutSaying(
  kind: AnyKind,
  args: JsonObject,
  rest: JsonObject,
  property: string,
  tenantId: string,
): boolean {
  const field = kind.fields[property];
  if (field === undefined) return false;
  // It is in no body: what a new object has by itself decides.
  if (field.apart !== undefined) return sameValue(field.apart.initially, args[property]);
  if (sameValue(fieldUnits(field, args[property]), fieldUnits(field, undefined))) return true;
  return sameValue(kind.toBody(args, tenantId, 0), kind.toBody(rest, tenantId, 0));
}

/** The value without the members that change nothing. */
function shortest(kind: AnyKind, args: JsonObject, property: string, value: Json): Json {
  const field = kind.fields[property];
  if (field === undefined || field.additive || !isObject(value) || JSON.stringify(value).length > LARGEST) {
    return value;
  }
  const units = fieldUnits(field, value);
  const isSame = (candidate: Json) =>
    sameValue(fieldUnits(field, candidate), units) && isValid(kind, { ...args, [property]: candidate });
  return withoutNeedless(value, isSame);
}

function withoutNeedless(value: JsonObject, isSame: (candidate: Json) => boolean): JsonObject {
  let kept = value;
  for (const name of Object.keys(value)) {
    const { [name]: member, ...rest } = kept;
    const others = kept;
    if (isSame(rest)) kept = rest;
    else if (isObject(member)) {
      kept = { ...kept, [name]: withoutNeedless(member, (inner) => isSame({ ...others, [name]: inner })) };
    }
  }
  return kept;
}

function isValid(kind: AnyKind, args: JsonObject): boolean {
  return kind.inputs.safeParse(args).success;
}
