import * as aep from "pulumi-aep";

/** The components on sources that have accounts. */
const api = new aep.StreamingDataflow("api", {
  source: "http-api",
  fields: { order: "string", total: "number" },
  mappings: { order: "number", total: aep.expression("price * 2") },
  forceDestroy: true,
});

const files = new aep.BatchDataflow("files", {
  title: "Order files",
  source: "sftp",
  auth: {
    specName: "Basic Authentication for sftp",
    params: { host: "sftp.example.com", userName: "loader", password: "canary-batch-password" },
  },
  path: "/orders",
  params: { type: "folder", recursive: true },
  schemaId: api.schema?.id ?? "",
  mappings: { "_{TENANT_ID}.order": "number", "_{TENANT_ID}.total": aep.constant(1) },
  schedule: { frequency: "day", interval: 1 },
  overrides: { dataset: { description: "From files", forceDestroy: true }, flow: { description: "Daily" } },
});

export const webhookUrl = api.webhookUrl;
export const apiDataset = api.dataset.id;
export const filesFlow = files.flow.id;
