/**
 * What the engine puts wherever a value is not known yet, at any depth. Only check and diff ever see it.
 * It is a constant of Pulumi's protocol (`unknownValue` in the SDK's `runtime/rpc`).
 */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export function containsUnknown(value: unknown): boolean {
  if (value === UNKNOWN) return true;
  if (typeof value !== "object" || value === null) return false;
  return Object.values(value).some(containsUnknown);
}
