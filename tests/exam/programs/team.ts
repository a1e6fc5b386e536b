import { z } from "zod";
import type { PlatformUser } from "../../support/emulator";
import { type Declaration, type Program, Reference } from "../engine/program";

/** The resources of the stack that a model knows, in the order of their making. */
export const RESOURCES = ["fields", "schema", "dataset", "source", "target", "mapping", "flow"] as const;
export type Resource = (typeof RESOURCES)[number];

/** What anyone can change about each of them; of the mapping set, only where its one value comes from. */
export type Texts = Readonly<Record<Resource, { readonly label: string; readonly text: string }>>;

/** The program that declares these texts. */
export function programOf(texts: Texts, withFlow: boolean): Program {
  const described = (name: Resource) => ({ description: texts[name].text });
  const schemaId = new Reference("schema");
  const all: (Declaration & { readonly name: Resource })[] = [
    {
      name: "fields",
      kind: "fieldGroup",
      inputs: {
        title: texts.fields.label,
        ...described("fields"),
        intendedToExtend: ["experienceevent"],
        fields: { email: "string" },
      },
    },
    {
      name: "schema",
      kind: "schema",
      inputs: {
        title: texts.schema.label,
        ...described("schema"),
        class: "experienceevent",
        fieldGroups: [new Reference("fields")],
      },
    },
    {
      name: "dataset",
      kind: "dataset",
      inputs: {
        name: texts.dataset.label,
        ...described("dataset"),
        schemaRef: { id: schemaId },
        forceDestroy: true,
      },
    },
    {
      name: "source",
      kind: "sourceConnection",
      inputs: {
        name: texts.source.label,
        ...described("source"),
        connectionSpec: "customerio",
        data: { format: "json" },
      },
    },
    {
      name: "target",
      kind: "targetConnection",
      inputs: {
        name: texts.target.label,
        ...described("target"),
        data: { format: "json", schema: { id: schemaId } },
        params: { dataSetId: new Reference("dataset") },
      },
    },
    {
      name: "mapping",
      kind: "mappingSet",
      inputs: {
        name: texts.mapping.label,
        outputSchema: { schemaRef: { id: schemaId } },
        mappings: [{ source: texts.mapping.text, destination: "_{TENANT_ID}.email" }],
      },
    },
    {
      name: "flow",
      kind: "flow",
      inputs: {
        name: texts.flow.label,
        ...described("flow"),
        sourceConnectionIds: [new Reference("source")],
        targetConnectionIds: [new Reference("target")],
        transformations: [
          {
            name: "Mapping",
            params: {
              mappingId: new Reference("mapping"),
              mappingVersion: new Reference("mapping", "version"),
            },
          },
        ],
      },
    },
  ];
  return all.filter(({ name }) => withFlow || name !== "flow");
}

const FLOW_SERVICE = "/data/foundation/flowservice";
const REGISTRY = "/data/foundation/schemaregistry/tenant";

/** Where an object of each of these can be changed by a patch, and what its label is called there. */
const ADDRESSES = {
  fields: { base: `${REGISTRY}/fieldgroups`, label: "title" },
  schema: { base: `${REGISTRY}/schemas`, label: "title" },
  dataset: { base: "/data/foundation/catalog/dataSets", label: "name" },
  source: { base: `${FLOW_SERVICE}/sourceConnections`, label: "name" },
  target: { base: `${FLOW_SERVICE}/targetConnections`, label: "name" },
  flow: { base: `${FLOW_SERVICE}/flows`, label: "name" },
} as const;

export type Editable = keyof typeof ADDRESSES;
export const EDITABLE = [
  "fields",
  "schema",
  "dataset",
  "source",
  "target",
  "flow",
] as const satisfies Editable[];

const withEtag = z.object({ items: z.tuple([z.object({ etag: z.string() })]) });

/** Changes one object as somebody else, in the platform's own words. */
export async function editElsewhere(
  colleague: PlatformUser,
  resource: Editable,
  id: string,
  what: "label" | "text",
  value: string,
): Promise<void> {
  const { base, label } = ADDRESSES[resource];
  const member = what === "label" ? label : "description";
  const address = `${base}/${encodeURIComponent(id)}`;
  const isFlowService = base.startsWith(FLOW_SERVICE);
  const etag = isFlowService ? withEtag.parse((await colleague(address)).body).items[0].etag : undefined;
  const body = resource === "dataset" ? { [member]: value } : [{ op: "add", path: `/${member}`, value }];
  const headers = etag === undefined ? {} : { "If-Match": etag };
  await done(colleague(address, { method: "PATCH", body, headers }));
}

export async function deleteElsewhere(
  colleague: PlatformUser,
  resource: Editable,
  id: string,
): Promise<void> {
  await done(colleague(`${ADDRESSES[resource].base}/${encodeURIComponent(id)}`, { method: "DELETE" }));
}

async function done(answer: ReturnType<PlatformUser>): Promise<void> {
  const { status, body } = await answer;
  if (status >= 300) throw new Error(`The colleague was answered ${status}: ${JSON.stringify(body)}`);
}
