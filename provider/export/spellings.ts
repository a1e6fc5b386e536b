import { isObject, type Json } from "../api/values";
import { FLOW_SPECS } from "../catalogue/flow-specs";
import { SOURCES } from "../catalogue/sources";
import { XDM_CLASSES } from "../catalogue/xdm-classes";

/**
 * How a program writes what AEP answers, by the name of the property. A spelling only counts where the kind itself takes
 * it for the same value.
 */
export const SPELLINGS: Readonly<Record<string, (value: Json) => Json>> = {
  connectionSpec: specName(
    new Map(Object.entries(SOURCES).map(([name, each]) => [each.connectionSpecId, name])),
  ),
  flowSpec: specName(new Map(Object.entries(FLOW_SPECS).map(([name, { id }]) => [id, name]))),
  class: className,
  intendedToExtend: (classes) => (Array.isArray(classes) ? classes.map(className) : classes),
  mappings: (mappings) => (Array.isArray(mappings) ? mappings.map(shortMapping) : mappings),
  identities: (identities) => (Array.isArray(identities) ? identities.map(shortIdentity) : identities),
  transformations: (steps) => (Array.isArray(steps) ? steps.map(numberedVersion) : steps),
};

function specName(names: ReadonlyMap<string, string>): (reference: Json) => Json {
  return (reference) =>
    isObject(reference) && typeof reference.id === "string"
      ? (names.get(reference.id) ?? reference)
      : reference;
}

function className(uri: Json): Json {
  return Object.entries(XDM_CLASSES).find(([, each]) => each === uri)?.[0] ?? uri;
}

/** A path is what a source is by default. */
function shortMapping(mapping: Json): Json {
  if (!isObject(mapping) || mapping.sourceType !== "ATTRIBUTE") return mapping;
  const { sourceType: _default, ...rest } = mapping;
  return rest;
}

/** Paths as everywhere else, and no primary identity unless it is said. */
function shortIdentity(identity: Json): Json {
  if (!isObject(identity) || typeof identity.sourceProperty !== "string") return identity;
  const { isPrimary, ...rest } = identity;
  const sourceProperty = identity.sourceProperty.replace(/^\//, "").replaceAll("/", ".");
  return { ...rest, sourceProperty, ...(isPrimary === true && { isPrimary }) };
}

/** AEP answers versions as numbers or as text; a mapping set gives a number. */
function numberedVersion(step: Json): Json {
  if (!isObject(step) || !isObject(step.params) || typeof step.params.mappingVersion !== "string")
    return step;
  return { ...step, params: { ...step.params, mappingVersion: Number(step.params.mappingVersion) } };
}
