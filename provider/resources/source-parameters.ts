import { isObject, type Json } from "../api/values";
import { type Reading, readingOf } from "../catalogue/source-params";
import type { Source } from "../catalogue/sources";
import type { Failure } from "../lifecycle/kind";
import { nearest } from "../lifecycle/nearest";

/** Said for the sources of the catalogue, before AEP says it; `known` lacks what is not known yet. */
export function readingFailures(
  source: Source,
  known: { readonly data?: Json; readonly params?: Json },
  declared: ReadonlySet<string>,
): Failure[] {
  const reading = readingOf(source);
  if (reading === undefined) return [];
  const params = isObject(known.params) ? known.params : {};
  const areKnown = known.params !== undefined || !declared.has("params");
  return [
    ...(areKnown ? missing(source, reading, params) : []),
    ...misspelt(reading, params),
    ...wrongValues("params", reading.values, params),
    ...formatFailures(source, reading, known.data),
  ];
}

function missing({ title }: Source, { required }: Reading, params: object): Failure[] {
  return required
    .filter((name) => !(name in params))
    .map((name) => ({ property: `params.${name}`, reason: `is required to read from ${title}.` }));
}

/** A tutorial need not name every parameter, so only what looks like one of them is taken for a slip. */
function misspelt({ required, optional }: Reading, params: object): Failure[] {
  const names = [...required, ...optional];
  return Object.keys(params).flatMap((name) => {
    const meant = names.includes(name) ? undefined : nearest(name, names);
    return meant === undefined || meant in params
      ? []
      : [{ property: `params.${name}`, reason: `is not known. Did you mean "${meant}"?` }];
  });
}

function wrongValues(
  property: string,
  allowed: Reading["values"],
  values: Readonly<Record<string, Json>>,
): Failure[] {
  return Object.entries(allowed).flatMap(([name, choices]) => {
    const value = values[name];
    return value === undefined || choices.includes(String(value))
      ? []
      : [{ property: `${property}.${name}`, reason: `must be one of ${choices.join(", ")}.` }];
  });
}

function formatFailures(
  { title }: Source,
  { formats, properties }: Reading,
  data: Json | undefined,
): Failure[] {
  if (!isObject(data) || formats.length === 0) return [];
  const wrong = wrongValues("data.properties", properties, isObject(data.properties) ? data.properties : {});
  if (formats.includes(String(data.format))) return wrong;
  return [
    { property: "data.format", reason: `must be one of ${formats.join(", ")} for ${title}.` },
    ...wrong,
  ];
}
