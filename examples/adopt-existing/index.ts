import * as aep from "pulumi-aep";

// Stays somebody else's: looked up by name, never changed by this stack.
const schema = aep.getSchemaOutput({ title: "Customer.io" });
const dataset = aep.getDatasetOutput({ name: "Customer.io events" });

// Taken over from here on. Nothing is written, and the objects are protected from deletion.
const source = new aep.SourceConnection("customerio", {
  adopt: "byName",
  name: "Streaming Source Connection for Customer.io",
  description: "Streaming Source Connection for customer.io",
  connectionSpec: "customerio",
  data: { format: "json" },
});
const target = new aep.TargetConnection("customerio", {
  adopt: "byName",
  name: "Streaming Target Connection for Customer.io",
  description: "Streaming Target Connection for Customer.io",
  data: { format: "json", schema: { id: schema.id } },
  params: { dataSetId: dataset.id },
});
const mapping = new aep.MappingSet("customerio", {
  // Mapping sets have no names; the flow knows its own.
  adopt: aep.getMappingSetOutput({ flowName: "Streaming Dataflow for Customer.io" }).id,
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
  adopt: "byName",
  name: "Streaming Dataflow for Customer.io",
  description: "Streaming Dataflow for Customer.io",
  sourceConnectionIds: [source.id],
  targetConnectionIds: [target.id],
  transformations: [mapping.asTransformation()],
});

export const webhookUrl = flow.webhookUrl;
