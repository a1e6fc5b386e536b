import type { Properties } from "../support/provider-process";
import { IDENTITY_KINDS } from "./identity-objects";
import { CONTENT_TYPE, type Foundation, PATHS } from "./platform";
import { conditionalWrite, registryWrite, wholeWrite } from "./writes";

/** One change of a program, and what it costs. */
export interface Edit {
  readonly what: string;
  /** Properties that are set; undefined takes a property away. */
  readonly change: (foundation: Foundation) => Readonly<Record<string, unknown>>;
  /** As `describeRequests` words them. */
  readonly requests: readonly string[];
  /** What the platform must hold afterwards at a dotted path; undefined: nothing. */
  readonly shown: { readonly path: string; readonly value: unknown };
}

/** One kind of object: how it is declared, and what can be changed in place. */
export interface ObjectKind {
  /** Its handler in `pulumi-aep/v1`. */
  readonly kind: string;
  readonly label: string;
  /** As `requests.ts` names it. */
  readonly collection: string;
  readonly path: string;
  /** Whether a write carries the recorded etag, instead of being preceded by a read. */
  readonly conditional: boolean;
  /** Inputs of an object that can be made on the foundation; all properties but those that exclude each other. */
  readonly inputs: (foundation: Foundation) => Properties;
  readonly edits: readonly Edit[];
  /** AEP lets nobody delete such an object: it leaves the stack, and a warning says so. */
  readonly retained?: true;
  /** AEP refuses a second one with the same title, code or field. */
  readonly unique?: true;
  /** Properties that AEP never answers. */
  readonly unseen?: readonly string[];
}

/** Name and description, as every object of Flow Service has them. */
function labelEdits(collection: string): readonly Edit[] {
  const requests = conditionalWrite(collection);
  return [
    {
      what: "its name",
      change: () => ({ name: "Renamed" }),
      requests,
      shown: { path: "items.0.name", value: "Renamed" },
    },
    {
      what: "its description",
      change: () => ({ description: "Described anew" }),
      requests,
      shown: { path: "items.0.description", value: "Described anew" },
    },
    {
      what: "the absence of its description",
      change: () => ({ description: undefined }),
      requests,
      shown: { path: "items.0.description", value: undefined },
    },
  ];
}

function registryEdits(collection: string): readonly Edit[] {
  const requests = registryWrite(collection);
  return [
    {
      what: "its title",
      change: () => ({ title: "Renamed" }),
      requests,
      shown: { path: "title", value: "Renamed" },
    },
    {
      what: "its description",
      change: () => ({ description: "Described anew" }),
      requests,
      shown: { path: "description", value: "Described anew" },
    },
    {
      what: "the absence of its description",
      change: () => ({ description: undefined }),
      requests,
      shown: { path: "description", value: "" },
    },
  ];
}

export const OBJECT_KINDS: readonly ObjectKind[] = [
  {
    kind: "fieldGroup",
    label: "field group",
    collection: "fieldgroups",
    path: `${PATHS.registry}/fieldgroups`,
    conditional: false,
    unique: true,
    inputs: () => ({
      title: "Orders",
      description: "What was ordered",
      intendedToExtend: ["experienceevent"],
      fields: {
        number: "string",
        buyer: { type: "object", fields: { email: { type: "string", title: "E-mail" } } },
      },
    }),
    edits: [
      ...registryEdits("fieldgroups"),
      {
        what: "a further field",
        change: () => ({
          fields: {
            number: "string",
            buyer: {
              type: "object",
              fields: { email: { type: "string", title: "E-mail" }, city: "string" },
            },
          },
        }),
        requests: registryWrite("fieldgroups"),
        shown: {
          path: "definitions.customFields.properties._extconndev.properties.buyer.properties.city",
          value: { type: "string" },
        },
      },
    ],
  },
  {
    kind: "schema",
    label: "schema",
    collection: "schemas",
    path: `${PATHS.registry}/schemas`,
    conditional: false,
    unique: true,
    inputs: ({ fieldGroupId }) => ({
      title: "Order schema",
      description: "Orders",
      class: "experienceevent",
      fieldGroups: [fieldGroupId],
    }),
    edits: [
      ...registryEdits("schemas"),
      {
        what: "a further field group",
        change: ({ fieldGroupId, otherFieldGroupId }) => ({ fieldGroups: [otherFieldGroupId, fieldGroupId] }),
        requests: registryWrite("schemas"),
        shown: { path: "allOf.length", value: 3 },
      },
    ],
  },
  {
    kind: "dataset",
    label: "dataset",
    collection: "dataSets",
    path: `${PATHS.catalog}/dataSets`,
    conditional: false,
    inputs: ({ schemaId }) => ({
      name: "Order events",
      description: "All of them",
      schemaRef: { id: schemaId, contentType: CONTENT_TYPE },
      tags: { "team/owner": ["orders"] },
      forceDestroy: true,
    }),
    edits: [
      {
        what: "its name",
        change: () => ({ name: "Renamed" }),
        requests: registryWrite("dataSets"),
        shown: { path: "*.name", value: "Renamed" },
      },
      {
        what: "its description",
        change: () => ({ description: "Described anew" }),
        requests: registryWrite("dataSets"),
        shown: { path: "*.description", value: "Described anew" },
      },
      {
        what: "the absence of its description",
        change: () => ({ description: undefined }),
        requests: registryWrite("dataSets"),
        shown: { path: "*.description", value: "" },
      },
      {
        what: "its tags",
        change: () => ({ tags: { "team/owner": ["orders", "returns"] } }),
        requests: registryWrite("dataSets"),
        shown: { path: "*.tags", value: { "team/owner": ["orders", "returns"] } },
      },
      {
        what: "the absence of its tags",
        change: () => ({ tags: undefined }),
        requests: registryWrite("dataSets"),
        shown: { path: "*.tags", value: {} },
      },
      {
        what: "its protection",
        change: () => ({ forceDestroy: undefined }),
        requests: [],
        shown: { path: "*.name", value: "Order events" },
      },
    ],
  },
  ...IDENTITY_KINDS,
  {
    kind: "baseConnection",
    label: "base connection",
    collection: "connections",
    path: `${PATHS.flowService}/connections`,
    conditional: true,
    unseen: ["auth"],
    inputs: () => ({
      name: "Order account",
      description: "Signs in",
      connectionSpec: "sftp",
      auth: {
        specName: "Basic Authentication for sftp",
        params: { host: "sftp.example.com", userName: "reader", password: "canary-password" },
      },
      testConnection: false,
    }),
    edits: [
      ...labelEdits("connections"),
      {
        what: "all its credentials",
        change: () => ({
          auth: {
            specName: "Basic Authentication for sftp",
            params: { host: "sftp.example.com", userName: "writer", password: "canary-password" },
          },
        }),
        requests: conditionalWrite("connections"),
        shown: { path: "items.0.auth.params.userName", value: "writer" },
      },
      {
        what: "that it is tested",
        change: () => ({ testConnection: true }),
        // The test itself.
        requests: ["GET connections"],
        shown: { path: "items.0.name", value: "Order account" },
      },
    ],
  },
  {
    kind: "sourceConnection",
    label: "source connection",
    collection: "sourceConnections",
    path: `${PATHS.flowService}/sourceConnections`,
    conditional: true,
    inputs: () => ({
      name: "Order source",
      description: "Reads",
      connectionSpec: "customerio",
      data: { format: "json" },
      providerId: "521eee4d-8cbe-4906-bb48-fb6bd4450033",
    }),
    edits: labelEdits("sourceConnections"),
  },
  {
    kind: "targetConnection",
    label: "target connection",
    collection: "targetConnections",
    path: `${PATHS.flowService}/targetConnections`,
    conditional: true,
    inputs: ({ schemaId, datasetId }) => ({
      name: "Order target",
      description: "Writes",
      data: { format: "json", schema: { id: schemaId, version: CONTENT_TYPE } },
      params: { dataSetId: datasetId },
    }),
    edits: labelEdits("targetConnections"),
  },
  {
    kind: "mappingSet",
    label: "mapping set",
    collection: "mappingSets",
    path: `${PATHS.dataPrep}/mappingSets`,
    conditional: false,
    inputs: ({ schemaId }) => ({
      name: "Order mapping",
      outputSchema: { schemaRef: { id: schemaId } },
      mappings: [
        { source: "data.email", destination: "_{TENANT_ID}.email" },
        { source: "metric", destination: "_{TENANT_ID}.metricx" },
      ],
    }),
    edits: [
      {
        what: "its name",
        change: () => ({ name: "Renamed" }),
        requests: wholeWrite("mappingSets"),
        shown: { path: "name", value: "Renamed" },
      },
      {
        what: "one mapping",
        change: () => ({
          mappings: [
            { source: "data.address", destination: "_{TENANT_ID}.email" },
            { source: "metric", destination: "_{TENANT_ID}.metricx" },
          ],
        }),
        requests: wholeWrite("mappingSets"),
        shown: { path: "mappings.0.source", value: "data.address" },
      },
    ],
  },
  {
    kind: "flow",
    label: "flow",
    collection: "flows",
    path: `${PATHS.flowService}/flows`,
    conditional: true,
    inputs: ({ sourceId, targetId, mappingSetId }) => ({
      name: "Order flow",
      description: "Moves",
      flowSpec: "GenericStreamingAEP",
      sourceConnectionIds: [sourceId],
      targetConnectionIds: [targetId],
      transformations: [{ name: "Mapping", params: { mappingId: mappingSetId, mappingVersion: 0 } }],
      state: "enabled",
    }),
    edits: [
      ...labelEdits("flows"),
      {
        what: "the mapping version that it runs",
        change: ({ mappingSetId }) => ({
          transformations: [{ name: "Mapping", params: { mappingId: mappingSetId, mappingVersion: 1 } }],
        }),
        requests: conditionalWrite("flows"),
        shown: { path: "items.0.transformations.0.params.mappingVersion", value: 1 },
      },
      {
        what: "its state",
        change: () => ({ state: "disabled" }),
        // What the action was answered does not tell the state.
        requests: ["POST flows/action If-Match", "GET flows"],
        shown: { path: "items.0.state", value: "disabled" },
      },
    ],
  },
];

/** For `it.each`: the kind's name first. */
export const EACH_KIND = OBJECT_KINDS.map((object) => [object.kind, object] as const);

export function objectKind(kind: string): ObjectKind {
  const found = OBJECT_KINDS.find((object) => object.kind === kind);
  if (found === undefined) throw new Error(`There is no kind ${kind}.`);
  return found;
}

/** Inputs after an edit; what the edit sets to undefined is left out. */
export function edited(inputs: Properties, change: Readonly<Record<string, unknown>>): Properties {
  return Object.fromEntries(
    Object.entries({ ...inputs, ...change }).filter(([, value]) => value !== undefined),
  );
}

/** The kinds of which anybody can delete one. */
export const EACH_DELETABLE_KIND = EACH_KIND.filter(([, { retained }]) => !retained);

/** The first edit: a name or title where there is one, and what it is written by. */
export function firstEdit({ kind, edits: [first] }: ObjectKind): Edit & { readonly verb: "PATCH" | "PUT" } {
  if (first === undefined) throw new Error(`Nothing of a ${kind} can be edited.`);
  return { ...first, verb: first.requests.some((line) => line.startsWith("PUT ")) ? "PUT" : "PATCH" };
}

/** The address of one object. */
export function addressOf({ path }: ObjectKind, id: string): string {
  return `${path}/${encodeURIComponent(id)}`;
}

/** What stands at a dotted path; `*` takes the only member, `length` is that of a list. */
export function valueAt(root: unknown, path: string): unknown {
  return path.split(".").reduce<unknown>((value, step) => {
    if (typeof value !== "object" || value === null) return undefined;
    if (step === "*") return Object.values(value)[0];
    return new Map<string, unknown>([
      ...Object.entries(value),
      ...(Array.isArray(value) ? [["length", value.length] as const] : []),
    ]).get(step);
  }, root);
}
