import { isObject, type Json, type JsonObject } from "../../../provider/api/values";
import { UNKNOWN } from "../../../provider/lifecycle/unknown";

/**
 * Which changes make a new object, as README's table and the comments of the arguments promise it, written down once more:
 * what the kinds themselves say about it has no part in this.
 */
export interface Replacements {
  /** For each property, whether the object is replaced while the whole of it is unknown. */
  readonly whenUnknown: Readonly<Record<string, boolean | ((recorded: JsonObject) => boolean)>>;
  /** Unknowns at the places where programs have them: the ids of what is made in the same run. */
  readonly unknownParts: readonly Edit[];
  /** Of properties of which one change replaces and another does not. */
  readonly changes: readonly Edit[];
}

/** One change of a declaration. */
export interface Edit {
  readonly name: string;
  /** Nothing where the declaration has no such part. */
  readonly desired: (recorded: JsonObject) => JsonObject | undefined;
  /** The property that is going to replace the object. */
  readonly replaces: string | undefined;
}

export const REPLACEMENTS: Readonly<Record<string, Replacements>> = {
  FieldGroup: {
    whenUnknown: {
      title: false,
      description: false,
      intendedToExtend: true,
      fields: false,
    },
    unknownParts: [
      edit("intendedToExtend: [unknown]", "intendedToExtend", () => [UNKNOWN]),
      inPlace("fields: { one of them: unknown }", "fields", (fields) => changedFirst(fields, () => UNKNOWN)),
    ],
    changes: [
      inPlace("a further field", "fields", (fields) => ({ ...objectOf(fields), Further: "string" })),
      inPlace("another title of a field", "fields", (fields) =>
        changedFirst(fields, (field) => ({
          ...(typeof field === "string" ? { type: field } : objectOf(field)),
          title: "Another title, which no declaration has",
        })),
      ),
      edit("a field less", "fields", (fields) =>
        Object.fromEntries(Object.entries(objectOf(fields)).slice(1)),
      ),
      edit("a field renamed", "fields", (fields) => renamedFirst(fields)),
      edit("a field of another type", "fields", (fields) =>
        changedFirst(fields, (field) => (field === "boolean" ? "string" : "boolean")),
      ),
      edit("a field in a list", "fields", (fields) =>
        changedFirst(fields, (items) => ({ type: "array", items })),
      ),
    ],
  },
  Schema: {
    whenUnknown: {
      title: false,
      description: false,
      class: true,
      fieldGroups: ({ fieldGroups }) => listOf(fieldGroups).length > 0,
      identities: false,
      immutableTags: false,
    },
    unknownParts: [
      edit("fieldGroups: [unknown], instead of those that are known", "fieldGroups", (ids) =>
        listOf(ids).length === 0 ? undefined : [UNKNOWN],
      ),
      edit("fieldGroups: unknown instead of one of them", "fieldGroups", (ids) =>
        listOf(ids).length === 0 ? undefined : [...listOf(ids).slice(1), UNKNOWN],
      ),
      inPlace("fieldGroups: unknown beside those that are known", "fieldGroups", (ids) => [
        ...listOf(ids),
        UNKNOWN,
      ]),
      inPlace("identities: [{ namespace: unknown }]", "identities", () => [
        { sourceProperty: "_{TENANT_ID}.email", namespace: UNKNOWN },
      ]),
    ],
    changes: [
      inPlace("a further field group", "fieldGroups", (ids) => [...listOf(ids), ANOTHER_FIELD_GROUP]),
      edit("a field group less", "fieldGroups", (ids) =>
        listOf(ids).length === 0 ? undefined : listOf(ids).slice(1),
      ),
      edit("another field group", "fieldGroups", (ids) =>
        listOf(ids).length === 0 ? undefined : [ANOTHER_FIELD_GROUP, ...listOf(ids).slice(1)],
      ),
      edit("no field groups any more", "fieldGroups", (ids) => (listOf(ids).length === 0 ? undefined : [])),
    ],
  },
  Dataset: {
    whenUnknown: {
      name: false,
      description: false,
      schemaRef: true,
      tags: false,
      forceDestroy: false,
    },
    unknownParts: [
      edit("schemaRef: { id: unknown }", "schemaRef", (reference) => ({
        ...objectOf(reference),
        id: UNKNOWN,
      })),
      inPlace("tags: { unifiedProfile: [unknown] }", "tags", () => ({ unifiedProfile: [UNKNOWN] })),
    ],
    changes: [],
  },
  BaseConnection: {
    whenUnknown: {
      name: false,
      description: false,
      connectionSpec: true,
      auth: false,
      testConnection: false,
    },
    unknownParts: [
      inPlace("auth: { params: { password: unknown } }", "auth", (auth) => withPassword(auth, UNKNOWN)),
      inPlace("auth: { params: unknown }", "auth", (auth) => ({ ...objectOf(auth), params: UNKNOWN })),
      edit("auth: { specName: unknown }", "auth", (auth) => ({ ...objectOf(auth), specName: UNKNOWN })),
    ],
    changes: [
      inPlace("another password", "auth", (auth) => withPassword(auth, "a password that no declaration has")),
      edit("another way to sign in", "auth", (auth) => ({
        ...objectOf(auth),
        specName: "SSH PublicKey for sftp",
      })),
    ],
  },
  SourceConnection: {
    whenUnknown: {
      name: false,
      description: false,
      connectionSpec: true,
      baseConnectionId: true,
      data: true,
      params: true,
      providerId: true,
    },
    unknownParts: [
      edit("params: { path: unknown }", "params", (params) => ({ ...objectOf(params), path: UNKNOWN })),
    ],
    changes: [],
  },
  TargetConnection: {
    whenUnknown: {
      name: false,
      description: false,
      connectionSpec: true,
      data: true,
      params: true,
    },
    unknownParts: [
      edit("params: { dataSetId: unknown }", "params", () => ({ dataSetId: UNKNOWN })),
      edit("data: { schema: { id: unknown } }", "data", (data) => ({
        ...objectOf(data),
        schema: { ...objectOf(objectOf(data).schema), id: UNKNOWN },
      })),
    ],
    changes: [],
  },
  MappingSet: {
    whenUnknown: { name: false, outputSchema: true, mappings: false },
    unknownParts: [
      edit("outputSchema: { schemaRef: { id: unknown } }", "outputSchema", (schema) => ({
        schemaRef: { ...objectOf(objectOf(schema).schemaRef), id: UNKNOWN },
      })),
      inPlace("mappings: [{ source: unknown }]", "mappings", (mappings) => [
        ...listOf(mappings),
        { source: UNKNOWN, destination: "_{TENANT_ID}.Further" },
      ]),
    ],
    changes: [],
  },
  Flow: {
    whenUnknown: {
      name: false,
      description: false,
      flowSpec: true,
      sourceConnectionIds: true,
      targetConnectionIds: true,
      transformations: false,
      scheduleParams: false,
      state: false,
      options: true,
    },
    unknownParts: [
      edit("sourceConnectionIds: [unknown]", "sourceConnectionIds", () => [UNKNOWN]),
      edit("targetConnectionIds: [unknown]", "targetConnectionIds", () => [UNKNOWN]),
      inPlace("transformations: [{ params: { mappingId: unknown } }]", "transformations", (steps) =>
        withMapping(steps, { mappingId: UNKNOWN }),
      ),
      inPlace("transformations: [{ params: { mappingVersion: unknown } }]", "transformations", (steps) =>
        withMapping(steps, { mappingVersion: UNKNOWN }),
      ),
      inPlace("transformations: a mapping set that is made now", "transformations", (steps) =>
        withMapping(steps, { mappingId: UNKNOWN, mappingVersion: UNKNOWN }),
      ),
      inPlace("scheduleParams: { startTime: unknown }", "scheduleParams", (schedule) =>
        schedule === undefined ? undefined : { ...objectOf(schedule), startTime: UNKNOWN },
      ),
    ],
    changes: [],
  },
  IdentityNamespace: {
    whenUnknown: { name: false, description: false, code: true, idType: true },
    unknownParts: [],
    changes: [],
  },
  IdentityDescriptor: {
    whenUnknown: { sourceSchema: true, sourceProperty: true, namespace: false, isPrimary: false },
    unknownParts: [],
    changes: [],
  },
};

const ANOTHER_FIELD_GROUP = "https://ns.adobe.com/extconndev/mixins/of-no-declaration";

type Change = (recorded: Json | undefined) => Json | undefined;

/** A change of one property that replaces the object. */
function edit(name: string, property: string, change: Change): Edit {
  return { ...inPlace(name, property, change), replaces: property };
}

/** A change of one property that is written to the object. */
function inPlace(name: string, property: string, change: Change): Edit {
  return {
    name,
    desired: (recorded) => {
      const value = change(recorded[property]);
      return value === undefined ? undefined : { ...recorded, [property]: value };
    },
    replaces: undefined,
  };
}

function changedFirst(fields: Json | undefined, change: (field: Json) => Json): JsonObject {
  const [first, ...others] = Object.entries(objectOf(fields));
  if (first === undefined) throw new Error("Every declared field group has fields.");
  const [name, field] = first;
  return { ...Object.fromEntries(others), [name]: change(field ?? null) };
}

function renamedFirst(fields: Json | undefined): JsonObject {
  const [first, ...others] = Object.values(objectOf(fields));
  const names = Object.keys(objectOf(fields)).slice(1);
  return {
    ...Object.fromEntries(others.map((field, index) => [names[index], field])),
    Renamed: first ?? null,
  };
}

function withPassword(auth: Json | undefined, password: Json): JsonObject {
  return { ...objectOf(auth), params: { ...objectOf(objectOf(auth).params), password } };
}

function withMapping(steps: Json | undefined, change: JsonObject): Json | undefined {
  const [step] = listOf(steps);
  if (step === undefined) return undefined;
  return [{ ...objectOf(step), params: { ...objectOf(objectOf(step).params), ...change } }];
}

function objectOf(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}
