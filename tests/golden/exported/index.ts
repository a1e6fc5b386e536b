import * as aep from "pulumi-aep";

// The dataflows of the sandbox "dev", as pulumi-aep export found them.

// As after every `pulumi import`, nothing may be deleted. Say false to allow it, or take the option away from what
// this program may delete.
const protect = true;

// AEP shows no credentials: those of the accounts stay as they are. To declare them, uncomment them with these lines:
// import * as pulumi from "@pulumi/pulumi";
// const config = new pulumi.Config();

// --- Shared by several dataflows ---

const customersOfTheShopNamespace = new aep.IdentityNamespace("customers-of-the-shop", {
  name: "Customers of the shop",
  code: "ShopCustomer",
  idType: "Cross_device",
}, { protect });

const fieldsOfOrdersFields = new aep.FieldGroup("fields-of-orders", {
  title: 'Fields of "orders"',
  intendedToExtend: ["experienceevent"],
  fields: {
    email: "string",
    customer: { type: "string", title: "Customer" },
    total: { type: "number", minimum: 0 },
  },
}, { protect });

const ordersSchema = new aep.Schema("orders", {
  title: "Orders",
  description: "What customers order",
  class: "experienceevent",
  fieldGroups: [fieldsOfOrdersFields.id, "https://ns.adobe.com/xdm/mixins/web"],
  immutableTags: ["union"],
  identities: [
    { sourceProperty: "_{TENANT_ID}.customer", namespace: customersOfTheShopNamespace.code, isPrimary: true },
    { sourceProperty: "_{TENANT_ID}.email", namespace: "Email" },
  ],
}, { protect });

const ordersDataset = new aep.Dataset("orders", {
  name: "Orders",
  schemaRef: { id: ordersSchema.id },
}, { protect });

// --- Orders ---

const customerIoSource = new aep.SourceConnection("customer-io", {
  name: "Customer.io",
  connectionSpec: "customerio",
  data: { format: "json" },
}, { protect });

const ordersInTheLakeTarget = new aep.TargetConnection("orders-in-the-lake", {
  name: "Orders in the lake",
  data: { format: "json", schema: { id: ordersSchema.id } },
  params: { dataSetId: ordersDataset.id },
}, { protect });

const ordersMapping = new aep.MappingSet("orders", {
  outputSchema: { schemaRef: { id: ordersSchema.id } },
  mappings: [{ source: "data.email", destination: "_{TENANT_ID}.email" }],
}, { protect });

// Left out: labels cannot be declared.
new aep.Flow("orders", {
  name: "Orders",
  sourceConnectionIds: [customerIoSource.id],
  targetConnectionIds: [ordersInTheLakeTarget.id],
  transformations: [ordersMapping.asTransformation()],
}, { protect });

// --- Orders ---

const filesOfTheShopAccount = new aep.BaseConnection("files-of-the-shop", {
  name: "Files of the shop",
  connectionSpec: "sftp",
  // pulumi config set filesOfTheShopAccountHost
  // pulumi config set filesOfTheShopAccountUserName
  // pulumi config set --secret filesOfTheShopAccountPassword
  // auth: {
  //   specName: "Basic Authentication for sftp",
  //   params: {
  //     host: config.require("filesOfTheShopAccountHost"),
  //     userName: config.require("filesOfTheShopAccountUserName"),
  //     password: config.requireSecret("filesOfTheShopAccountPassword"),
  //   },
  // },
}, { protect });

const orderFilesSource = new aep.SourceConnection("order-files", {
  name: "Order files",
  connectionSpec: "sftp",
  baseConnectionId: filesOfTheShopAccount.id,
  data: { format: "delimited", properties: { columnDelimiter: ";" } },
  params: { path: "/orders", type: "folder", recursive: true },
}, { protect });

const ordersInTheLakeTarget2 = new aep.TargetConnection("orders-in-the-lake-2", {
  name: "Orders in the lake",
  data: { format: "parquet_xdm", schema: { id: ordersSchema.id } },
  params: { dataSetId: ordersDataset.id },
}, { protect });

const ordersMapping2 = new aep.MappingSet("orders-2", {
  outputSchema: { schemaRef: { id: ordersSchema.id } },
  mappings: [{ source: "data.email", destination: "_{TENANT_ID}.email" }],
}, { protect });

// Left out: options.sampleOption is nothing that this package knows.
// It runs version 1 of the mapping set, whose newest is 3. To follow it: ordersMapping2.asTransformation()
new aep.Flow("orders-2", {
  name: "Orders",
  description: "Stopped for the summer",
  flowSpec: "CloudStorageToAEP",
  sourceConnectionIds: [orderFilesSource.id],
  targetConnectionIds: [ordersInTheLakeTarget2.id],
  transformations: [{ name: "Mapping", params: { mappingId: ordersMapping2.id, mappingVersion: 1 } }],
  scheduleParams: { startTime: 1612310475, frequency: "day", interval: 1, backfill: false },
  options: { partialIngestionPercent: 5 },
  state: "disabled",
}, { protect });
