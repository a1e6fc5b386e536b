import type { Json, JsonObject } from "../../../provider/api/values";
import { check } from "../../../provider/lifecycle/check";
import { diff } from "../../../provider/lifecycle/diff";
import type { Recorded } from "../../../provider/lifecycle/recorded";
import { UNKNOWN } from "../../../provider/lifecycle/unknown";
import { KINDS } from "./kinds";

function recorded(args: JsonObject): Recorded {
  return { args, hidden: {}, outputs: {}, location: undefined, pending: [] };
}

/** Kinds whose API has no PATCH. */
const WRITTEN_WHOLE = ["MappingSet", "IdentityNamespace", "IdentityDescriptor"];

/** The same value with its object keys in the opposite order, at every depth. */
function reordered(value: Json): Json {
  if (Array.isArray(value)) return value.map(reordered);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, reordered(member)]),
  );
}

/** Every way to replace one value, at any depth, by an unknown one. */
function* withOneUnknown(value: Json): Generator<Json> {
  yield UNKNOWN;
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      for (const variant of withOneUnknown(item)) yield value.with(index, variant);
    }
  } else if (typeof value === "object" && value !== null) {
    for (const [key, member] of Object.entries(value)) {
      for (const variant of withOneUnknown(member)) yield { ...value, [key]: variant };
    }
  }
}

describe.each(KINDS.map(([kind, args]) => [kind.name, kind, args] as const))("%s", (_name, kind, args) => {
  it("accepts its own full form", () => {
    expect(check(kind, {}, args)).toEqual([]);
  });

  it("declares every property that it documents", () => {
    expect(Object.keys(args).sort()).toEqual(Object.keys(kind.fields).sort());
  });

  it("sees no difference to itself, whatever the order of keys", () => {
    expect(diff(kind, recorded(args), args, {})).toEqual({
      changes: false,
      replaces: [],
      deleteBeforeReplace: false,
    });
    expect(diff(kind, recorded(args), reordered(args) as JsonObject, {}).changes).toBe(false);
  });

  it("takes an unknown value anywhere without a failure, and as a change", () => {
    for (const [property, value] of Object.entries(args)) {
      for (const variant of withOneUnknown(value)) {
        const desired = { ...args, [property]: variant };
        expect([property, check(kind, {}, desired)]).toEqual([property, []]);
        expect([property, variant, diff(kind, recorded(args), desired, {}).changes]).toEqual([
          property,
          variant,
          true,
        ]);
      }
    }
  });

  it("takes an unknown value in a property that replaces for a replacement", () => {
    for (const [property, { replaces }] of Object.entries(kind.fields)) {
      if (replaces !== true) continue;
      for (const variant of withOneUnknown(args[property] ?? null)) {
        expect(diff(kind, recorded(args), { ...args, [property]: variant }, {}).replaces).toEqual([property]);
      }
    }
  });

  it("replaces the object for another value of a property that replaces", () => {
    for (const [property, { replaces }] of Object.entries(kind.fields)) {
      if (replaces !== true) continue;
      const desired = { ...args, [property]: "another" };
      expect(diff(kind, recorded(args), desired, {}).replaces).toEqual([property]);
    }
  });

  it("knows how to write every property that does not replace", () => {
    for (const [property, field] of Object.entries(kind.fields)) {
      const written = field.operations ?? field.apart ?? field.replaces ?? field.providerOnly;
      expect([property, Boolean(written) || WRITTEN_WHOLE.includes(kind.name)]).toEqual([property, true]);
    }
  });

  it("names a misspelt property and the one that was meant", () => {
    const [first = ""] = Object.keys(kind.fields);
    const { [first]: value = null, ...rest } = args;
    const failures = check(kind, {}, { ...rest, [`${first}s`]: value });
    expect(failures).toContainEqual({
      property: `${first}s`,
      reason: `"${first}s" is not a property of a ${kind.label}. Did you mean "${first}"?`,
    });
  });

  it("finishes what is pending with the next update", () => {
    expect(diff(kind, { ...recorded(args), pending: ["inletUrl"] }, args, {})).toMatchObject({
      changes: true,
      replaces: [],
    });
  });
});
