import * as aep from "pulumi-aep";

// The same pipeline as examples/customerio, in one component.
const customerio = new aep.StreamingDataflow("customerio", {
  title: "Customer.io",
  source: "customerio",
  fields: {
    cio_id: "string",
    email: "string",
    event: "string",
    metric: "string",
    channel: "string",
    at: "integer",
  },
  mappings: {
    cio_id: "data.identifiers.cio_id",
    email: "data.identifiers.email",
    event: "event_id",
    metric: "metric",
    channel: "object_type",
    at: "timestamp",
  },
  forceDestroy: true, // A playground: the records may go with it.
});

export const { webhookUrl } = customerio;
