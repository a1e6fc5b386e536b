import * as aep from "pulumi-aep";

// A namespace of our own; Adobe's (Email, Phone, ECID …) are there already.
const customers = new aep.IdentityNamespace("customers", {
  name: "Shop customer",
  code: "ShopCustomer",
  idType: "Cross_device",
  description: "Customer numbers of the shop",
});

const fields = new aep.FieldGroup("customers", {
  title: "Shop customer fields",
  intendedToExtend: ["profile"],
  fields: { customer: "string", email: "string", tier: "string" },
});

const schema = new aep.Schema("customers", {
  title: "Shop customer",
  class: "profile",
  fieldGroups: [fields.id],
  identities: [
    { sourceProperty: "_{TENANT_ID}.customer", namespace: customers.code, isPrimary: true },
    { sourceProperty: "_{TENANT_ID}.email", namespace: "Email" },
  ],
  immutableTags: ["union"], // Irreversible: AEP keeps the schema and its field group for ever.
});

const dataset = new aep.Dataset("customers", {
  name: "Shop customers",
  schemaRef: { id: schema.id },
  tags: { unifiedProfile: ["enabled:true", "isUpsert:true"], unifiedIdentity: ["enabled:true"] },
  forceDestroy: true, // An example: the records may go with it.
});

export const schemaId = schema.id;
export const datasetId = dataset.id;
