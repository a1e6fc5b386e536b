import * as aep from "pulumi-aep";

// The fields that the events fill. AEP keeps them under _{TENANT_ID}, whatever the tenant is called.
const fields = new aep.FieldGroup("customerio", {
  title: "Customer.io event",
  intendedToExtend: ["experienceevent"],
  fields: {
    cio_id: "string",
    email: "string",
    event_id0: "string",
    metricx: "string",
    object_type1: "string",
    timestampx: "integer",
  },
});

const schema = new aep.Schema("customerio", {
  title: "Customer.io",
  class: "experienceevent",
  fieldGroups: [fields.id],
});

const dataset = new aep.Dataset("customerio", {
  name: "Customer.io events",
  schemaRef: { id: schema.id },
  // This is a playground: `pulumi destroy` may take the records along. Without this line the dataset is protected.
  forceDestroy: true,
});

const source = new aep.SourceConnection("customerio", {
  name: "Streaming Source Connection for Customer.io",
  description: "Streaming Source Connection for customer.io",
  connectionSpec: "customerio",
  data: { format: "json" },
});

const target = new aep.TargetConnection("customerio", {
  name: "Streaming Target Connection for Customer.io",
  description: "Streaming Target Connection for Customer.io",
  data: { format: "json", schema: { id: schema.id } },
  params: { dataSetId: dataset.id },
});

const mapping = new aep.MappingSet("customerio", {
  outputSchema: { schemaRef: { id: schema.id } },
  mappings: [
    { source: "data.identifiers.cio_id", destination: "_{TENANT_ID}.cio_id" },
    { source: "data.identifiers.email", destination: "_{TENANT_ID}.email" },
    { source: "event_id", destination: "_{TENANT_ID}.event_id0" },
    { source: "metric", destination: "_{TENANT_ID}.metricx" },
    { source: "object_type", destination: "_{TENANT_ID}.object_type1" },
    { source: "timestamp", destination: "_{TENANT_ID}.timestampx" },
  ],
});

const flow = new aep.Flow("customerio", {
  name: "Streaming Dataflow for Customer.io",
  description: "Streaming Dataflow for Customer.io",
  sourceConnectionIds: [source.id],
  targetConnectionIds: [target.id],
  transformations: [mapping.asTransformation()],
});

/** Where events are posted to. */
export const inletUrl = flow.inletUrl;
/** The address to register in Customer.io, under Data & Integrations > Reporting Webhooks. */
export const webhookUrl = flow.webhookUrl;
export const flowId = flow.id;
export const datasetId = dataset.id;
