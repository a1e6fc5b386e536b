import * as pulumi from "@pulumi/pulumi";
import * as aep from "pulumi-aep";

// The account. Set it with: pulumi config set --secret connectionString "Server=…;Port=…;Database=…;UID=…;PWD=…"
const account = new aep.BaseConnection("shop", {
  name: "Shop database",
  connectionSpec: "mysql",
  auth: {
    specName: "Connection String Based Authentication",
    params: { connectionString: new pulumi.Config().requireSecret("connectionString") },
  },
});

const orders = new aep.SourceConnection("orders", {
  name: "Orders of the shop",
  connectionSpec: "mysql",
  baseConnectionId: account.id,
  data: { format: "tabular" },
  params: { tableName: "orders" },
});

const fields = new aep.FieldGroup("orders", {
  title: "Order fields",
  intendedToExtend: ["profile"],
  fields: { order: "string", email: "string", total: "number" },
});
const schema = new aep.Schema("orders", { title: "Order", class: "profile", fieldGroups: [fields.id] });
const dataset = new aep.Dataset("orders", {
  name: "Orders",
  schemaRef: { id: schema.id },
  forceDestroy: true, // An example: the records may go with it.
});

const target = new aep.TargetConnection("orders", {
  name: "Orders in the lake",
  data: { format: "parquet_xdm", schema: { id: schema.id } },
  params: { dataSetId: dataset.id },
});

const mapping = new aep.MappingSet("orders", {
  outputSchema: { schemaRef: { id: schema.id } },
  mappings: [
    { source: "id", destination: "_{TENANT_ID}.order" },
    { source: "customer_email", destination: "_{TENANT_ID}.email" },
    { source: "total", destination: "_{TENANT_ID}.total" },
  ],
});

// Every hour, the rows whose updated_at is newer than at the last run.
const flow = new aep.Flow("orders", {
  name: "Orders, hourly",
  flowSpec: "CRMToAEP",
  sourceConnectionIds: [orders.id],
  targetConnectionIds: [target.id],
  transformations: [
    {
      name: "Copy",
      params: { deltaColumn: { name: "updated_at", dateFormat: "YYYY-MM-DD", timezone: "UTC" } },
    },
    mapping.asTransformation(),
  ],
  scheduleParams: { frequency: "hour", interval: 1, backfill: true },
});

export const flowId = flow.id;
export const datasetId = dataset.id;
