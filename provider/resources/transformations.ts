import type { PatchOperation } from "../api/object-service";
import { isObject, type Json, type JsonObject } from "../api/values";
import type { Failure, FieldChange } from "../lifecycle/kind";

/** Copies tables, by what changed since the last run. AEP writes the column itself where nobody names one. */
const COPY = "Copy";
const DELTA_COLUMN = `${COPY}.deltaColumn`;

interface Step {
  readonly name: string;
  readonly params: Json;
}

/** A step is a merge unit, and so is the delta column of `Copy`. */
export function stepUnits(transformations: Json): Readonly<Record<string, Json>> {
  return Object.fromEntries(
    stepsOf(transformations).flatMap(({ name, params }): [string, Json][] => {
      if (name !== COPY || !isObject(params) || params.deltaColumn === undefined)
        return [[name, canonicalParams(params)]];
      const { deltaColumn, ...rest } = params;
      return [
        [name, rest],
        [DELTA_COLUMN, deltaColumn],
      ];
    }),
  );
}

/** What AEP writes by itself; a step that somebody adds elsewhere is drift. */
export function isWrittenByAep(unit: string): boolean {
  return unit === DELTA_COLUMN;
}

/**
 * The recorded steps are in the program's order, which AEP need not share: steps are compared by their names, so that a
 * change of order alone is never written, here or elsewhere. And a column that AEP may have written must be repeated when
 * its step is written. A single step without such a column is where it is.
 */
export function needsLiveSteps({ transformations = [] }: JsonObject): boolean {
  const units = stepUnits(transformations);
  return stepsOf(transformations).length > 1 || (COPY in units && !(DELTA_COLUMN in units));
}

/** The steps as they are now, without a column that only AEP names. */
export function restoreSteps(recorded: Json, live: Json): Json {
  if (DELTA_COLUMN in stepUnits(recorded)) return live;
  return stepsOf(live).map(({ name, params }) => {
    if (name !== COPY || !isObject(params)) return { name, params };
    const { deltaColumn: _aeps, ...rest } = params;
    return { name, params: rest };
  });
}

/** Finds each step by its name: its index is AEP's, whatever the order in the program. */
export function transformationOperations({ names, desired, current, live }: FieldChange): PatchOperation[] {
  const touched = [...new Set(names.map((unit) => (unit === DELTA_COLUMN ? COPY : unit)))];
  const order =
    live === undefined
      ? Object.keys(current).filter((unit) => unit !== DELTA_COLUMN)
      : stepsOf(stepsIn(live)).map(({ name }) => name);
  const column =
    desired[DELTA_COLUMN] ??
    (names.includes(DELTA_COLUMN) ? undefined : stepUnits(stepsIn(live))[DELTA_COLUMN]);
  const step = (name: string): JsonObject => {
    const params = desired[name] ?? {};
    const complete =
      name === COPY && column !== undefined && isObject(params) ? { ...params, deltaColumn: column } : params;
    return { name, params: complete };
  };
  if (order.length === 0) return [{ op: "add", path: "/transformations", value: touched.map(step) }];
  const removals = touched
    .filter((name) => !(name in desired) && order.includes(name))
    .sort((a, b) => order.indexOf(b) - order.indexOf(a));
  return [
    ...touched
      .filter((name) => name in desired)
      .map((name) =>
        order.includes(name)
          ? { op: "replace" as const, path: `/transformations/${order.indexOf(name)}`, value: step(name) }
          : { op: "add" as const, path: "/transformations/-", value: step(name) },
      ),
    ...removals.map((name) => ({ op: "remove" as const, path: `/transformations/${order.indexOf(name)}` })),
  ];
}

export function repeatedSteps(transformations: Json): Failure[] {
  const all = stepsOf(transformations).map(({ name }) => name);
  return all.flatMap((name, index) =>
    all.indexOf(name) === index
      ? []
      : [
          {
            property: `transformations[${index}].name`,
            reason: `"${name}" occurs twice; AEP tells transformations by their name.`,
          },
        ],
  );
}

function stepsIn(live: object | undefined): Json {
  return live !== undefined && "transformations" in live ? (live.transformations as Json) : [];
}

function stepsOf(transformations: Json): Step[] {
  if (!Array.isArray(transformations)) return [];
  return transformations.map((step: Json) => {
    const { name = "", params = {} } = isObject(step) ? step : {};
    return { name: String(name), params };
  });
}

/** AEP answers the version of a mapping as a number or as text, whichever it likes. */
function canonicalParams(params: Json): Json {
  if (!isObject(params) || params.mappingVersion === undefined) return params;
  return { ...params, mappingVersion: Number(params.mappingVersion) };
}
