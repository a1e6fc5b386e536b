import * as aep from "pulumi-aep";

/** A dataset, which a test gives flags and options, and a schema that another one can take the place of. */
const fields = new aep.FieldGroup("orders", {
  title: "Order fields",
  intendedToExtend: ["experienceevent"],
  fields: { email: "string" },
});

const schema = new aep.Schema("orders", {
  title: "Orders",
  class: "experienceevent",
  fieldGroups: [fields.id],
});
const other = new aep.Schema("other", {
  title: "Other orders",
  class: "experienceevent",
  fieldGroups: [fields.id],
});

export const schemas = [schema.id, other.id];

const dataset = new aep.Dataset("orders", { schemaRef: { id: schema.id } /* flag */ } /* option */);
export const datasetId = dataset.id;
