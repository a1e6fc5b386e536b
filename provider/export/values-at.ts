import { isObject, type Json } from "../api/values";

/** The texts at a path such as `transformations[].params.mappingId`. */
export function textsAt(value: Json | undefined, path: string): string[] {
  const found = path.split(".").reduce<readonly (Json | undefined)[]>(
    (values, step) => {
      const name = step.replace(/\[\]$/, "");
      const members = values.map((each) => (isObject(each) ? each[name] : undefined));
      return step.endsWith("[]")
        ? members.flatMap((each): readonly Json[] => (Array.isArray(each) ? each : []))
        : members;
    },
    [value],
  );
  return found.filter((each) => typeof each === "string");
}

/** A copy without what is at a path. */
export function without(value: Json, [step, ...rest]: readonly PropertyKey[]): Json {
  if (step === undefined) return value;
  if (Array.isArray(value)) {
    const index = Number(step);
    return rest.length === 0
      ? value.filter((_, position) => position !== index)
      : value.map((each: Json, position) => (position === index ? without(each, rest) : each));
  }
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, member]): [string, Json][] => {
      if (name !== String(step)) return [[name, member]];
      return rest.length === 0 ? [] : [[name, without(member, rest)]];
    }),
  );
}
