import { Failure } from "../engine/failure.mjs";
import { json } from "./client.mjs";

/** @typedef {import("./client.mjs").Client} Client */

const tenant = "_extconndev";
const eventClass = "https://ns.adobe.com/xdm/context/experienceevent";
const fullSchema = "application/vnd.adobe.xed-full+json;version=1";
const string = { type: "string" };

export const paths = {
  flow: "/data/foundation/flowservice",
  registry: "/data/foundation/schemaregistry",
  catalog: "/data/foundation/catalog",
  dataPrep: "/data/foundation/conversion",
};

/** The source connection of Adobe's Customer.io tutorial: the object that is made by the thousand. */
export const sourceConnection = {
  name: "Streaming Source Connection for Customer.io",
  providerId: "521eee4d-8cbe-4906-bb48-fb6bd4450033",
  description: "Streaming Source Connection for customer.io",
  connectionSpec: { id: "96479064-7b8a-4d69-b9ed-21c5683837ea", version: "1.0" },
  data: { format: "json" },
};

/** @param {string} schemaId */
export const dataset = (schemaId) => ({
  name: "Customer.io events",
  schemaRef: { id: schemaId, contentType: fullSchema },
});

const fields = {
  cio_id: { source: "data.identifiers.cio_id", type: string },
  email: { source: "data.identifiers.email", type: string },
  event_id0: { source: "event_id", type: string },
  metricx: { source: "metric", type: string },
  object_type1: { source: "object_type", type: string },
  timestampx: { source: "timestamp", type: { type: "integer" } },
};

/**
 * @typedef {object} Pipeline
 * @property {string} schemaId
 * @property {string} datasetId
 * @property {string} sourceId
 * @property {string} mappingId
 * @property {string} flowId
 * @property {string} inletPath
 */

/**
 * Makes the dataflow of Adobe's Customer.io tutorial with its six mappings.
 * @param {Client} client
 * @returns {Promise<Pipeline>}
 */
export async function makePipeline(client) {
  /** @type {(path: string, body: unknown) => Promise<Record<string, unknown>>} */
  const post = async (path, body) => json(await client.send(client.message("POST", path, body)));
  const group = await post(`${paths.registry}/tenant/fieldgroups`, {
    type: "object",
    title: "Customer.io event",
    "meta:intendedToExtend": [eventClass],
    definitions: {
      customFields: {
        type: "object",
        properties: {
          [tenant]: {
            type: "object",
            properties: Object.fromEntries(Object.entries(fields).map(([name, { type }]) => [name, type])),
          },
        },
      },
    },
    allOf: [{ $ref: "#/definitions/customFields" }],
  });
  const schema = await post(`${paths.registry}/tenant/schemas`, {
    type: "object",
    title: "Customer.io",
    allOf: [{ $ref: eventClass }, { $ref: group.$id }],
  });
  const schemaId = String(schema.$id);
  const made = await post(`${paths.catalog}/dataSets`, dataset(schemaId));
  const datasetId = String(made[0]).replace("@/dataSets/", "");
  const source = await post(`${paths.flow}/sourceConnections`, sourceConnection);
  const target = await post(`${paths.flow}/targetConnections`, {
    name: "Streaming Target Connection for Customer.io",
    connectionSpec: { id: "c604ff05-7f1a-43c0-8e18-33bf874cb11c", version: "1.0" },
    data: { format: "json", schema: { id: schemaId, version: fullSchema } },
    params: { dataSetId: datasetId },
  });
  const mappingSet = await post(`${paths.dataPrep}/mappingSets`, {
    outputSchema: { schemaRef: { id: schemaId, contentType: fullSchema } },
    mappings: Object.entries(fields).map(([name, { source: sourceAttribute }]) => ({
      destinationXdmPath: `${tenant}.${name}`,
      sourceAttribute,
      identity: false,
      version: 0,
    })),
  });
  const flow = await post(`${paths.flow}/flows`, {
    name: "Streaming Dataflow for Customer.io",
    flowSpec: { id: "e77fde5a-22a8-11ed-861d-0242ac120002", version: "1.0" },
    sourceConnectionIds: [source.id],
    targetConnectionIds: [target.id],
    transformations: [
      { name: "Mapping", params: { mappingId: mappingSet.id, mappingVersion: mappingSet.version } },
    ],
  });
  const flowId = String(flow.id);
  return {
    schemaId,
    datasetId,
    sourceId: String(source.id),
    mappingId: String(mappingSet.id),
    flowId,
    inletPath: await inletPath(client, flowId),
  };
}

/**
 * @param {Client} client
 * @param {string} flowId
 */
async function inletPath(client, flowId) {
  const text = (await client.send(client.message("GET", `${paths.flow}/flows/${flowId}`))).body.toString(
    "utf8",
  );
  const address = /"inletUrl":"([^"]+)"/.exec(text)?.[1];
  if (address === undefined) throw new Failure("The flow shows no inletUrl.");
  return new URL(address).pathname;
}
