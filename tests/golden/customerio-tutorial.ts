/**
 * The bodies of Adobe's Customer.io tutorial, with its ids replaced by the roles they play.
 * https://experienceleague.adobe.com/en/docs/experience-platform/sources/api-tutorials/create/marketing-automation/customerio-webhook
 */
export interface TutorialIds {
  readonly schema: string;
  readonly dataset: string;
  readonly source: string;
  readonly target: string;
  readonly mapping: string;
}

export const sourceConnection = {
  name: "Streaming Source Connection for Customer.io",
  providerId: "521eee4d-8cbe-4906-bb48-fb6bd4450033",
  description: "Streaming Source Connection for customer.io",
  connectionSpec: { id: "96479064-7b8a-4d69-b9ed-21c5683837ea", version: "1.0" },
  data: { format: "json" },
};

export const targetConnection = ({ schema, dataset }: TutorialIds) => ({
  name: "Streaming Target Connection for Customer.io",
  description: "Streaming Target Connection for Customer.io",
  connectionSpec: { id: "c604ff05-7f1a-43c0-8e18-33bf874cb11c", version: "1.0" },
  data: {
    format: "json",
    schema: { id: schema, version: "application/vnd.adobe.xed-full+json;version=1" },
  },
  params: { dataSetId: dataset },
});

export const outputSchema = ({ schema }: TutorialIds) => ({
  schemaRef: { id: schema, contentType: "application/vnd.adobe.xed-full+json;version=1" },
});

/** In the tutorial's words; the meaning is what counts. */
export const mappings = [
  {
    destinationXdmPath: "_extconndev.cio_id",
    sourceAttribute: "data.identifiers.cio_id",
    identity: false,
    version: 0,
  },
  {
    destinationXdmPath: "_extconndev.email",
    sourceAttribute: "data.identifiers.email",
    identity: false,
    version: 0,
  },
  { destinationXdmPath: "_extconndev.event_id0", sourceAttribute: "event_id", identity: false, version: 0 },
  { destinationXdmPath: "_extconndev.metricx", sourceAttribute: "metric", identity: false, version: 0 },
  {
    destinationXdmPath: "_extconndev.object_type1",
    sourceAttribute: "object_type",
    identity: false,
    version: 0,
  },
  { destinationXdmPath: "_extconndev.timestampx", sourceAttribute: "timestamp", identity: false, version: 0 },
];

export const flow = ({ source, target, mapping }: TutorialIds) => ({
  name: "Streaming Dataflow for Customer.io",
  description: "Streaming Dataflow for Customer.io",
  flowSpec: { id: "e77fde5a-22a8-11ed-861d-0242ac120002", version: "1.0" },
  sourceConnectionIds: [source],
  targetConnectionIds: [target],
  transformations: [{ name: "Mapping", params: { mappingId: mapping, mappingVersion: 0 } }],
});
