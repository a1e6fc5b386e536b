import { type Client, paths } from "./client";

/** The payloads of Adobe's Customer.io tutorial, with the ids of what was made before. */
export const sourceConnection = {
  name: "Streaming Source Connection for Customer.io",
  providerId: "521eee4d-8cbe-4906-bb48-fb6bd4450033",
  description: "Streaming Source Connection for customer.io",
  connectionSpec: { id: "96479064-7b8a-4d69-b9ed-21c5683837ea", version: "1.0" },
  data: { format: "json" },
};

export function targetConnection(schemaId: string, datasetId: string) {
  return {
    name: "Streaming Target Connection for Customer.io",
    description: "Streaming Target Connection for Customer.io",
    connectionSpec: { id: "c604ff05-7f1a-43c0-8e18-33bf874cb11c", version: "1.0" },
    data: {
      format: "json",
      schema: { id: schemaId, version: "application/vnd.adobe.xed-full+json;version=1" },
    },
    params: { dataSetId: datasetId },
  };
}

const mapping = (destinationXdmPath: string, sourceAttribute: string) => ({
  destinationXdmPath,
  sourceAttribute,
  identity: false,
  version: 0,
});

export function mappingSet(schemaId: string) {
  return {
    outputSchema: {
      schemaRef: { id: schemaId, contentType: "application/vnd.adobe.xed-full+json;version=1" },
    },
    mappings: [
      mapping("_extconndev.cio_id", "data.identifiers.cio_id"),
      mapping("_extconndev.email", "data.identifiers.email"),
      mapping("_extconndev.event_id0", "event_id"),
      mapping("_extconndev.metricx", "metric"),
      mapping("_extconndev.object_type1", "object_type"),
      mapping("_extconndev.timestampx", "timestamp"),
    ],
  };
}

export function flow(sourceId: string, targetId: string, mappingId: string, mappingVersion = 0) {
  return {
    name: "Streaming Dataflow for Customer.io",
    description: "Streaming Dataflow for Customer.io",
    flowSpec: { id: "e77fde5a-22a8-11ed-861d-0242ac120002", version: "1.0" },
    sourceConnectionIds: [sourceId],
    targetConnectionIds: [targetId],
    transformations: [{ name: "Mapping", params: { mappingId, mappingVersion } }],
  };
}

export const eventClass = "https://ns.adobe.com/xdm/context/experienceevent";

const string = { type: "string" };

export function fieldGroup(title: string) {
  return {
    type: "object",
    title,
    description: "Fields of Customer.io's reporting webhooks",
    "meta:intendedToExtend": [eventClass],
    definitions: {
      customFields: {
        type: "object",
        properties: {
          _extconndev: {
            type: "object",
            properties: {
              cio_id: string,
              email: string,
              event_id0: string,
              metricx: string,
              object_type1: string,
              timestampx: { type: "integer" },
            },
          },
        },
      },
    },
    allOf: [{ $ref: "#/definitions/customFields" }],
  };
}

export function schema(title: string, fieldGroupId: string) {
  return {
    type: "object",
    title,
    description: "Customer.io",
    allOf: [{ $ref: eventClass }, { $ref: fieldGroupId }],
  };
}

/** An event as Customer.io posts it. */
export const event = {
  metric: "subscribed",
  event_id: "01E4C4CT6YDC7Y5M7FE1GWWPQJ",
  object_type: "customer",
  timestamp: 1613063089,
  data: {
    customer_id: "0200000001",
    email_address: "test@example.com",
    identifiers: { id: "42", email: "test@example.com", cio_id: "d9c106000001" },
  },
};

/** What the six mappings make of {@link event}. */
export const row = {
  _extconndev: {
    cio_id: "d9c106000001",
    email: "test@example.com",
    event_id0: "01E4C4CT6YDC7Y5M7FE1GWWPQJ",
    metricx: "subscribed",
    object_type1: "customer",
    timestampx: 1613063089,
  },
};

/** The ids of everything that the tutorial makes. */
export interface Pipeline {
  readonly fieldGroupId: string;
  readonly schemaId: string;
  readonly datasetId: string;
  readonly sourceId: string;
  readonly targetId: string;
  readonly mappingId: string;
  readonly flowId: string;
  readonly flowEtag: string;
}

/** Schema and dataset only. */
export async function makeDataset(
  client: Client,
  title = "Customer.io",
): Promise<Pick<Pipeline, "fieldGroupId" | "schemaId" | "datasetId">> {
  const group = await client.post(`${paths.registry}/tenant/fieldgroups`, fieldGroup(`${title} event`));
  const made = await client.post(`${paths.registry}/tenant/schemas`, schema(title, group.text("$id")));
  const dataset = await client.post(`${paths.catalog}/dataSets`, {
    name: `${title} events`,
    schemaRef: { id: made.text("$id"), contentType: "application/vnd.adobe.xed-full+json;version=1" },
  });
  const datasetId = dataset.text(0).replace("@/dataSets/", "");
  return { fieldGroupId: group.text("$id"), schemaId: made.text("$id"), datasetId };
}

/** The whole pipeline of the tutorial. */
export async function makePipeline(client: Client, title = "Customer.io"): Promise<Pipeline> {
  const dataset = await makeDataset(client, title);
  const source = await client.post(`${paths.flow}/sourceConnections`, sourceConnection);
  const target = await client.post(
    `${paths.flow}/targetConnections`,
    targetConnection(dataset.schemaId, dataset.datasetId),
  );
  const set = await client.post(`${paths.dataPrep}/mappingSets`, mappingSet(dataset.schemaId));
  const made = await client.post(
    `${paths.flow}/flows`,
    flow(source.text("id"), target.text("id"), set.text("id"), Number(set.at("version"))),
  );
  return {
    ...dataset,
    sourceId: source.text("id"),
    targetId: target.text("id"),
    mappingId: set.text("id"),
    flowId: made.text("id"),
    flowEtag: made.text("etag"),
  };
}
