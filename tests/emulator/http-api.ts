import { type Client, organization, paths } from "./client";
import { targetConnection } from "./tutorial";

const connectionSpec = { id: "bc7b00d6-623a-4dfc-9fdb-f1240aeadaeb", version: "1.0" };

/** A flow that takes XDM as it is over an HTTP API connection, and what its messages need. */
export interface XdmInlet {
  readonly connectionId: string;
  /** The path of the inlet. */
  readonly path: string;
  readonly batchPath: string;
  readonly flowId: string;
  readonly schemaId: string;
  readonly datasetId: string;
  /** A message with an entity, in an envelope that may be changed. */
  message(entity: unknown, header?: object, body?: object): Record<string, unknown>;
}

/** Fields with something of everything that a schema can ask for. */
const fields = {
  name: { type: "string", maxLength: 8 },
  code: { type: "string", pattern: "^[A-Z]{2}-\\d+$" },
  color: { type: "string", enum: ["red", "green"] },
  count: { type: "integer", minimum: 1, maximum: 5 },
  ratio: { type: "number" },
  day: { type: "string", format: "date" },
  moment: { type: "string", format: "date-time" },
  flag: { type: "boolean" },
  tags: { type: "array", items: { type: "string" } },
  place: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
};

export async function makeXdmInlet(client: Client, params: object = {}): Promise<XdmInlet> {
  const group = await client.post(`${paths.registry}/tenant/fieldgroups`, {
    type: "object",
    title: "Constrained fields",
    description: "Fields with constraints",
    "meta:intendedToExtend": ["https://ns.adobe.com/xdm/context/profile"],
    definitions: {
      customFields: {
        type: "object",
        properties: { _extconndev: { type: "object", properties: fields, required: ["name"] } },
      },
    },
    allOf: [{ $ref: "#/definitions/customFields" }],
  });
  const schema = await client.post(`${paths.registry}/tenant/schemas`, {
    type: "object",
    title: "Constrained",
    description: "A schema with constraints",
    allOf: [{ $ref: "https://ns.adobe.com/xdm/context/profile" }, { $ref: group.text("$id") }],
  });
  const schemaId = schema.text("$id");
  const schemaRef = { id: schemaId, contentType: "application/vnd.adobe.xed-full+json;version=1" };
  const made = await client.post(`${paths.catalog}/dataSets`, { name: "Constrained", schemaRef });
  const datasetId = made.text(0).replace("@/dataSets/", "");
  const connection = await client.post(`${paths.flow}/connections`, {
    name: "XDM in",
    connectionSpec,
    auth: { specName: "Streaming Connection", params: { dataType: "xdm", ...params } },
  });
  const connectionId = connection.text("id");
  const read = await client.get(`${paths.flow}/connections/${connectionId}`);
  const path = new URL(read.text("items", 0, "auth", "params", "inletUrl")).pathname;
  const source = await client.post(`${paths.flow}/sourceConnections`, {
    name: "XDM in",
    connectionSpec,
    baseConnectionId: connectionId,
  });
  const target = await client.post(`${paths.flow}/targetConnections`, targetConnection(schemaId, datasetId));
  const flow = await client.post(`${paths.flow}/flows`, {
    name: "XDM in",
    flowSpec: { id: "d8a6f005-7eaf-4153-983e-e8574508b877", version: "1.0" },
    sourceConnectionIds: [source.text("id")],
    targetConnectionIds: [target.text("id")],
  });
  const flowId = flow.text("id");
  return {
    connectionId,
    path,
    batchPath: path.replace("/collection/", "/collection/batch/"),
    flowId,
    schemaId,
    datasetId,
    message: (xdmEntity, header = {}, body = {}) => ({
      header: {
        schemaRef,
        imsOrgId: organization,
        datasetId,
        flowId,
        source: { name: "Tests" },
        ...header,
      },
      body: { xdmMeta: { schemaRef }, xdmEntity, ...body },
    }),
  };
}
