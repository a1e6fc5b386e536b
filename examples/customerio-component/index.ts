import * as aep from "pulumi-aep";

// The same pipeline as examples/customerio, in one component.
const customerio = new aep.StreamingDataflow("customerio", {
  title: "Customer.io",
  source: "customerio",
  fields: { id: "string", email: "string", event: "string", metric: "string", type: "string", at: "integer" },
  mappings: {
    id: "data.identifiers.cio_id",
    email: "data.identifiers.email",
    event: "event_id",
    metric: "metric",
    type: "object_type",
    at: "timestamp",
  },
  forceDestroy: true, // A playground: the records may go with it.
});

export const { webhookUrl } = customerio;
